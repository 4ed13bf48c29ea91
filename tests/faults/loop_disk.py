"""A real ext4 in a file, whose plug can be pulled: what was not flushed to the disk is gone."""

import fcntl
import os
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SHUTDOWN = 0x8004587D  # EXT4_IOC_SHUTDOWN
NO_LOG_FLUSH = struct.pack("I", 2)  # not even the journal of the file system is written


def need_loop_disks():
    """Skip, and say so, where this machine can't mount files as disks."""
    why = ""
    if os.geteuid() != 0:
        why = "not root"
    elif not Path("/dev/loop-control").exists():
        why = "no loop devices"
    elif not shutil.which("mkfs.ext4"):
        why = "no mkfs.ext4 (package e2fsprogs)"
    if why:
        pytest.skip(f"power cuts and full disks are NOT tested on this machine: {why}")


class LoopDisk:
    """A file with an ext4 in it, mounted at `.at`."""

    def __init__(self, folder, megabytes=64):
        self.count = 0
        self.image = Path(folder) / "disk.img"
        self.at = Path(folder) / "disk"
        self.at.mkdir(parents=True)
        with self.image.open("wb") as file:
            file.truncate(megabytes << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self.image))
        try:
            self.mount()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"power cuts and full disks are NOT tested on this machine: {error.stderr.strip()}")

    def mount(self):
        """Plug it in; the file system replays its journal."""
        _run("mount", "-o", "loop", str(self.image), str(self.at))

    def cut(self):
        """Pull the plug while it is mounted: from now on nothing reaches the disk."""
        handle = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, SHUTDOWN, NO_LOG_FLUSH)
        finally:
            os.close(handle)

    def unmount(self):
        """Take it off; whoever used it has ended.

        What is on the disk goes on as a new file: a container that was started meanwhile may still hold the old one,
        and with it the file system whose plug was pulled.
        """
        _run("umount", str(self.at))
        self.count += 1
        again = self.image.with_name(f"disk-{self.count}.img")
        _run("cp", "--sparse=always", str(self.image), str(again))
        self.image.unlink()
        self.image = again

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", str(self.at)], capture_output=True, check=False)


def _run(*command):
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
