"""What tests of the whole system share: a kit, a fresh Debian, a machine made of both."""

import os
import shutil
import subprocess
from pathlib import Path

import debian as archives
import kit as maker
import pytest

from homeroom.packs import minisign
from machines import CACHE, Machine, make_kit, need, need_root

INCLUDED = "--include=systemd,systemd-sysv,dbus,iproute2,kmod,udev,openssh-server"


@pytest.fixture(scope="session")
def release_key(tmp_path_factory):
    """What the kit is signed with: the file; boxes here don't know it."""
    file = tmp_path_factory.mktemp("key") / "release.key"
    file.write_text(minisign.new_key().text())
    return file


@pytest.fixture(scope="session")
def kit(tmp_path_factory, release_key):
    """The kit with the packages of Debian 12 for this machine; HOMEROOM_KIT names one that was made before."""
    if "HOMEROOM_KIT" in os.environ:
        return Path(os.environ["HOMEROOM_KIT"])
    need("apt-get", "dpkg-deb")
    system = f"bookworm-{_arch()}"
    return make_kit(tmp_path_factory.mktemp("kit"), "--debs", system, "--key", release_key)


@pytest.fixture(scope="session")
def kit_of(kit, tmp_path_factory):
    """The kit with the packages of another Debian beside those of 12: kit_of("trixie")."""
    made = {"bookworm": kit}

    def of(suite):
        if suite not in made:
            folder = tmp_path_factory.mktemp(suite) / "homeroom-kit"
            shutil.copytree(kit, folder, copy_function=os.link)
            system = f"{suite}-{_arch()}"
            try:
                archives.fetch(system, archives.names(folder / "packages.txt"), folder / "debs" / system)
            except subprocess.CalledProcessError:
                pytest.skip(f"NOT TESTED HERE: no packages of {suite} can be reached")
            maker.sum_up(folder, [], "homeroom-kit")
            made[suite] = folder
        return made[suite]

    return of


def _arch():
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


@pytest.fixture(scope="session")
def fresh():
    """A fresh Debian as a tar file, made once by mmdebstrap: fresh("trixie")."""
    need("mmdebstrap", "systemd-nspawn")
    need_root()

    def of(suite):
        file = CACHE / f"{suite}.tar"
        if not file.exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            part, listed = file.with_suffix(".part.tar"), file.with_suffix(".list")
            listed.write_text(archives.sources(suite))
            command = ["mmdebstrap", "--quiet", "--variant=minbase", INCLUDED, suite, part, listed]
            if subprocess.run(command, check=False).returncode:
                pytest.skip(f"NOT TESTED HERE: mmdebstrap can't reach {suite} in a Debian archive")
            part.rename(file)
        return file

    return of


@pytest.fixture(scope="session")
def debian(fresh):
    """A fresh Debian 12 as a tar file."""
    return fresh("bookworm")


@pytest.fixture
def machine(tmp_path, debian, kit):
    made = Machine(tmp_path / "machine", debian, kit)
    yield made
    shutil.rmtree(made.folder, ignore_errors=True)
