"""What tests of the whole system share: a kit, a fresh Debian, a machine made of both."""

import contextlib
import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import debian as archives
import kit as maker
import pytest

from homeroom.packs import minisign
from machines import CACHE, Machine, make_debian, make_kit, need, need_root


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """A folder of this run that all its processes share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextlib.contextmanager
def alone(folder):
    """One process at a time: who comes second finds what the first has made."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def release_key(shared):
    """What the kit is signed with: the file; boxes here don't know it."""
    file = shared / "release.key"
    with alone(shared):
        if not file.exists():
            file.write_text(minisign.new_key().text())
    return file


@pytest.fixture(scope="session")
def kit(shared, release_key):
    """The kit with the packages of Debian 12 for this machine; HOMEROOM_KIT names one that was made before."""
    if "HOMEROOM_KIT" in os.environ:
        return Path(os.environ["HOMEROOM_KIT"])
    need("apt-get", "dpkg-deb")
    system, folder = f"bookworm-{_arch()}", shared / "kit"
    with alone(shared):
        if not folder.exists():
            make_kit(folder, "--debs", system, "--key", release_key)
    return folder / "homeroom-kit"


@pytest.fixture(scope="session")
def kit_of(kit, shared):
    """The kit with the packages of another Debian beside those of 12: kit_of("trixie")."""

    def of(suite):
        if suite == "bookworm":
            return kit
        folder, part = shared / suite, shared / f"{suite}.part"
        with alone(shared):
            if not folder.exists():
                _add_packages(kit, part / "homeroom-kit", f"{suite}-{_arch()}")
                part.rename(folder)
        return folder / "homeroom-kit"

    return of


def _add_packages(kit, folder, system):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kit, folder, copy_function=os.link)
    try:
        archives.fetch(system, archives.names(folder / "packages.txt"), folder / "debs" / system)
    except subprocess.CalledProcessError:
        pytest.skip(f"NOT TESTED HERE: no packages for {system} can be reached")
    maker.sum_up(folder, [], "homeroom-kit")


def _arch():
    told = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return told.stdout.strip()


@pytest.fixture(scope="session")
def fresh():
    """A fresh Debian as a tar file, made once by mmdebstrap: fresh("trixie")."""
    need("mmdebstrap", "systemd-nspawn")
    need_root()

    def of(suite):
        CACHE.mkdir(parents=True, exist_ok=True)
        with alone(CACHE):
            return make_debian(suite, CACHE / f"{suite}.tar")

    return of


@pytest.fixture(scope="session")
def debian(fresh):
    """A fresh Debian 12 as a tar file."""
    return fresh("bookworm")


@pytest.fixture
def machine_on(tmp_path, fresh, kit_of):
    """A fresh machine that is gone afterwards: machine_on("trixie")."""
    made = []

    def on(suite):
        made.append(Machine(tmp_path / "machine", fresh(suite), kit_of(suite)))
        return made[-1]

    yield on
    for machine in made:
        shutil.rmtree(machine.folder, ignore_errors=True)


@pytest.fixture
def machine(machine_on):
    """A fresh Debian 12."""
    return machine_on("bookworm")
