"""A partition in a file, and what takes the place of device-mapper where the kernel has none."""

import os
import shutil
import subprocess
from pathlib import Path

from machines import FILES, need, need_root

PROGRAM = FILES / "homeroom-disk"
OPENED = Path("/dev/mapper/homeroom-data")
# All of cryptsetup is real, also whether the key opens the disk. Only what the kernel would do with an open disk is
# not: its place behind the header is shown as it is, without encryption.
STAND_IN = """#!/bin/sh
set -eu
case "$*" in
*--test-passphrase*) ;;
open*)
    while [ $# -gt 2 ]; do told="${told:-} $1" && shift; done
    {real} $told --test-passphrase "$1"
    mkdir -p /dev/mapper && ln -s "$(losetup --find --show --offset 16777216 "$1")" "/dev/mapper/$2"
    exit ;;
close*)
    losetup --detach "$(readlink "/dev/mapper/$2")" && rm "/dev/mapper/$2"
    exit ;;
esac
exec {real} "$@"
"""
# What stops a run: DIE=luksFormat-before and the like. A header that is half on the disk has no beginning.
DEADLY = """#!/bin/sh
case "$*" in *--test-passphrase*) exec {next} "$@" ;; esac
[ "${{DIE:-}}" != "$1-before" ] || kill -9 $PPID
{next} "$@" || exit
for disk; do :; done
if [ "${{DIE:-}}" = "$1-middle" ]; then
    dd if=/dev/zero of="$disk" bs=32768 count=1 conv=notrunc status=none
    kill -9 $PPID
fi
[ "${{DIE:-}}" != "$1-after" ] || kill -9 $PPID
"""


def need_disks():
    """Skip, and say so, where no partition can be made in a file."""
    need("cryptsetup", "losetup", "mkfs.ext4", "debugfs", "findfs", "blkid")
    need_root()


def has_device_mapper():
    return (
        Path("/dev/mapper/control").exists()
        and not subprocess.run(["dmsetup", "version"], capture_output=True, check=False).returncode
    )


class Disk:
    """A machine's folder of settings and one empty partition; the program that encrypts it."""

    def __init__(self, folder, megabytes=48):
        self.etc, self.bin, self.image = folder / "etc", folder / "bin", folder / "disk.img"
        self.etc.mkdir(parents=True)
        self.bin.mkdir()
        self.label = f"hr{os.getpid()}"
        with self.image.open("wb") as file:
            file.truncate(megabytes << 20)
        self._stand_in()
        self.device = self.shell(f"losetup --find --show {self.image}").stdout.strip()
        self.place(f"LABEL={self.label}")

    def _stand_in(self):
        real = shutil.which("cryptsetup")
        if not has_device_mapper():
            self.tool("with-disks", STAND_IN.replace("{real}", real))
            real = self.bin / "with-disks"
        self.tool("cryptsetup", DEADLY.format(next=real))
        self.tool("mkfs.ext4", '#!/bin/sh\n[ "${DIE:-}" != mkfs ] || kill -9 $PPID\nexec /sbin/mkfs.ext4 "$@"\n')

    def tool(self, name, text):
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def place(self, word):
        (self.etc / "data.disk").write_text(f"{word}\n")

    def shell(self, command, **more):
        path = f"{self.bin}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
        told = {"HOMEROOM_ETC": str(self.etc), "PATH": path, **more}
        return subprocess.run(["sh", "-c", command], env=told, capture_output=True, text=True, timeout=60, check=False)

    def say(self, words, typed="", **more):
        """Run homeroom-disk with these words."""
        return self.shell(f"printf '%s\\n' '{typed}' | sh {PROGRAM} {words}", **more)

    def state(self):
        return self.say("state").stdout.strip()

    def format(self):
        """What an administrator does before: an empty file system with a name."""
        self.shell(f"/sbin/mkfs.ext4 -q -F -L {self.label} {self.device}")

    def opens(self, key):
        return not self.shell(
            f"printf '%s' '{key}' | cryptsetup open --test-passphrase --key-file - {self.device}"
        ).returncode

    def end(self):
        self.say("close")
        subprocess.run(["losetup", "--detach", self.device], check=False)
