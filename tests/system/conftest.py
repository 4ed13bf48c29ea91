"""What tests of the whole system share: a kit, a fresh Debian, a machine made of both."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from machines import CACHE, Machine, make_kit, need, need_root


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


@pytest.fixture
def machine(tmp_path, debian, kit):
    made = Machine(tmp_path / "machine", debian, kit)
    yield made
    shutil.rmtree(made.folder, ignore_errors=True)
