"""Tools of the tests of the whole system: the kit, filled settings, a Debian that is booted without any network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import debian as archives
import pytest

ROOT = Path(__file__).parent.parent
FILES = ROOT / "provisioning" / "files"
CACHE = ROOT / "build" / "system"
NSPAWN = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--private-network")
ANSWERS = {
    "BOX_NAME": "homeroom",
    "ADDRESS": "10.77.0.1",
    "PROBES": "",
    "TLS": "",
    "PROBE_NAMES": "",
    "WIFI_NAME": "Riverside",
    "WIFI_PASSWORD": "a long password",
    "WIFI_COUNTRY": "KE",
    "WIFI_CHANNEL": "6",
    "PASSWORDS": "no",
}
INCLUDED = "--include=systemd,systemd-sysv,dbus,iproute2,kmod,udev,openssh-server"
INSIDE = """[Unit]
After=basic.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'sh /inside.sh > /report.txt 2>&1; systemctl poweroff'
TimeoutStartSec=infinity
"""


def need(*tools):
    """Skip, and say what is missing: `pytest -rs` prints it."""
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        pytest.skip(f"NOT TESTED HERE: needs {', '.join(missing)}")


def need_root():
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED HERE: needs root")


def need_containers(folder):
    """Skip where not even one command can be run in a system of its own, as within another container."""
    tried = subprocess.run([*NSPAWN, "-D", folder, "true"], capture_output=True, text=True, timeout=120, check=False)
    if tried.returncode:
        pytest.skip(f"NOT TESTED HERE: no system can be started: {tried.stderr.strip()}")


def filled(name, **answers):
    """A file of the kit with the school's answers in it, as provision.sh fills it."""
    text = (FILES / name).read_text("utf-8")
    for word, value in {**ANSWERS, **answers}.items():
        text = text.replace(f"@{word}@", value)
    return text


def make_kit(folder, *options):
    """`make kit` into a folder; skips when the package registries can't be reached."""
    command = [sys.executable, ROOT / "provisioning" / "kit.py", "--out", folder, "--no-zip", *options]
    made = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if made.returncode and "wheels are not complete" not in made.stderr:
        pytest.skip(f"NOT TESTED HERE: the kit can't be made: {made.stderr.strip()}")
    assert made.returncode == 0, made.stderr
    return folder / "homeroom-kit"


def make_debian(suite, file, *options):
    """A fresh Debian as a tar file, made by mmdebstrap unless it is there; skips where no archive can be reached."""
    if not file.exists():
        part, listed = file.with_suffix(".part.tar"), file.with_suffix(".list")
        listed.write_text(archives.sources(suite))
        command = ["mmdebstrap", "--quiet", "--variant=minbase", INCLUDED, *options, suite, part, listed]
        if subprocess.run(command, check=False).returncode:
            pytest.skip(f"NOT TESTED HERE: mmdebstrap can't reach {suite} in a Debian archive")
        part.rename(file)
    return file


class Machine:
    """A Debian that is booted under systemd, without any network, to run one script."""

    disk, _mounts = None, ()

    def __init__(self, folder, tar, kit):
        self.folder, self.kit = folder, kit
        self.folder.mkdir()
        subprocess.run(["tar", "-C", self.folder, "-xpf", tar], check=True)
        self.shell("groupadd -f sudo && useradd -m -G sudo it && mkdir -p /home/it/.ssh && passwd -q -l root")
        (self.folder / "home/it/.ssh/authorized_keys").write_text("ssh-ed25519 AAAA it@school\n")
        (self.folder / "etc/systemd/system/inside.service").write_text(INSIDE)
        self.shell(
            "systemctl -q enable --root=/ inside.service 2>/dev/null; ln -s /etc/systemd/system/inside.service"
            " /etc/systemd/system/multi-user.target.wants/"
        )

    def shell(self, command):
        subprocess.run(["chroot", self.folder, "sh", "-c", command], check=True, capture_output=True)

    def mount(self, source, place):
        """Let a folder of this machine be one of its own."""
        at = self.folder / place
        at.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", "--bind", source, at], check=True)
        self._mounts = (*self._mounts, at)

    def unmount(self):
        """Undo what `mount` did."""
        for at in reversed(self._mounts):
            subprocess.run(["umount", at], check=True)
        self._mounts = ()

    def boot(self, script, timeout=900):
        """Boot, run the script as root, power off; what the script printed."""
        (self.folder / "inside.sh").write_text(script)
        (self.folder / "report.txt").unlink(missing_ok=True)
        need_containers(self.folder)
        command = [*NSPAWN, "--boot", f"--bind-ro={self.kit}:/kit", "-D", self.folder]
        booted = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        report = self.folder / "report.txt"
        assert report.exists(), booted.stdout[-3000:] + booted.stderr[-3000:]
        return report.read_text("utf-8")
