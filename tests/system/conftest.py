"""What tests of the whole system share: the kit, a fresh Debian, and a boot of it without any network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FILES = ROOT / "provisioning" / "files"
CACHE = ROOT / "build" / "system"
ANSWERS = {
    "BOX_NAME": "homeroom",
    "ADDRESS": "10.77.0.1",
    "PROBES": "",
    "PROBE_NAMES": "",
    "WIFI_NAME": "Riverside",
    "WIFI_PASSWORD": "a long password",
    "WIFI_COUNTRY": "KE",
    "WIFI_CHANNEL": "6",
    "PASSWORDS": "no",
}
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


@pytest.fixture(scope="session")
def kit(tmp_path_factory):
    """The kit with the packages of Debian 12 for this machine; HOMEROOM_KIT names one that was made before."""
    if "HOMEROOM_KIT" in os.environ:
        return Path(os.environ["HOMEROOM_KIT"])
    need("apt-get", "dpkg-deb")
    arch = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    return make_kit(tmp_path_factory.mktemp("kit"), "--debs", f"bookworm-{arch}")


@pytest.fixture(scope="session")
def debian():
    """A fresh Debian 12 as a tar file, made once by mmdebstrap."""
    need("mmdebstrap", "systemd-nspawn")
    need_root()
    file = CACHE / "bookworm.tar"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part.tar")
        extra = "--include=systemd,systemd-sysv,dbus,iproute2,kmod,udev,openssh-server"
        made = subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", extra, "bookworm", part], check=False)
        if made.returncode:
            pytest.skip("NOT TESTED HERE: mmdebstrap can't reach a Debian archive")
        part.rename(file)
    return file


class Machine:
    """A Debian that is booted under systemd, without any network, to run one script."""

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

    def boot(self, script, timeout=300):
        """Boot, run the script as root, power off; what the script printed."""
        (self.folder / "inside.sh").write_text(script)
        (self.folder / "report.txt").unlink(missing_ok=True)
        alone = ["--register=no", "--keep-unit", "--private-network", f"--bind-ro={self.kit}:/kit"]
        command = ["systemd-nspawn", "--quiet", "--boot", *alone, "-D", self.folder]
        booted = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
        report = self.folder / "report.txt"
        assert report.exists(), booted.stdout[-3000:] + booted.stderr[-3000:]
        return report.read_text("utf-8")


@pytest.fixture
def machine(tmp_path, debian, kit):
    made = Machine(tmp_path / "machine", debian, kit)
    yield made
    shutil.rmtree(made.folder, ignore_errors=True)
