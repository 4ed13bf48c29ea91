"""The plug is pulled while lessons are installed: a version is there whole, with all of its files, or not at all."""

import hashlib
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.faults.loop_disk import LoopDisk, need_loop_disks
from tests.packs.conftest import Folder

from conftest import make_settings
from homeroom import app, blobs, clock, config, db
from homeroom.packs import actions, tables
from homeroom.packs.on_this_box import PackFile, PackVersion

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
CUTS = 8
VERSIONS = 64
LIMITS = {"disk_short_mb": 4, "disk_reserve_mb": 2, "survive_power_cuts": True}
PACK = "org.example.garden"


def drawing():
    """A long line that nothing makes shorter."""
    points = "".join(f"L{one % 90} {one % 97}" for one in os.urandom(15_000))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M0 0{points}"/></svg>'


@pytest.fixture
def disk(tmp_path, the_clock):
    """A disk whose plug can be pulled, with a box that trusts itself; packs of many versions lie elsewhere."""
    need_loop_disks()
    clock.clock.reset()
    (tmp_path / "own").mkdir()
    (tmp_path / "packs").mkdir()
    with LoopDisk(tmp_path / "own", 64) as found:
        app.create_box(make_settings(found.at / "box", **LIMITS))
        garden = Folder(tmp_path / "garden")
        for number in range(1, VERSIONS + 1):
            garden.version(f"1.{number}.0")
            garden.write("images/seed.svg", drawing())
            garden.build(f"packs/garden-{number:02}.pack")
        db.close()
        os.sync()
        yield found
        db.close()
        config.use(config.Config())


def installing(disk, packs, after=0, care="careful"):
    """A box that installs those after a version, as a process."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    path = os.pathsep.join(str(ROOT / one) for one in ("tests", "."))
    command = [sys.executable, ROOT / "tests/faults/installing_box.py", disk.at / "box", packs, str(after), care]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, env={**environ, "PYTHONPATH": path}, cwd=ROOT, text=True, **pipes)


def read(process, count):
    """So many versions, as it says that they are installed."""
    said = [process.stdout.readline() for _version in range(count)]
    assert all(line.startswith("installed ") for line in said), process.stderr.read()
    return said


def cut(disk, process, said):
    """Pull the plug, plug in again; the highest version that it had said is installed (0 = none)."""
    disk.cut()
    process.kill()
    rest, _errors = process.communicate()
    disk.unmount()
    disk.mount()
    return max((int(one) for one in re.findall(r"installed 1\.(\d+)\.0", "".join(said) + rest)), default=0)


def there(disk):
    """The number of the version that the box has after a start (0 = none); every file of it is whole."""
    app.create_box(make_settings(disk.at / "box", **LIMITS))
    assert db.check() == []
    found = PackVersion.select().where(PackVersion.pack == PACK)
    for row in PackFile.select().where(PackFile.manifest.in_([one.manifest for one in found])):
        assert hashlib.sha256(blobs.path(row.sha256).read_bytes()).hexdigest() == row.sha256, row.path
    names = [row.version for row in found]
    version = tables.pack(PACK).version if names else "1.0.0"
    db.close()
    return int(version.split(".")[1])


def test_eight_cuts_while_lessons_are_installed_leave_whole_versions_and_none_that_was_promised_is_lost(disk, tmp_path):
    chance, version, cuts = random.Random(17), 0, 0
    while cuts < CUTS:
        process = installing(disk, tmp_path / "packs", version)
        said, began = read(process, 1), time.monotonic()
        said += read(process, 1)
        time.sleep(chance.uniform(0, time.monotonic() - began))  # the cut comes at any moment of the next one
        promised = cut(disk, process, said)
        cuts, version = cuts + 1, there(disk)
        assert promised <= version < VERSIONS
    app.create_box(make_settings(disk.at / "box", **LIMITS))
    assert actions.install(tmp_path / f"packs/garden-{VERSIONS:02}.pack").version == f"1.{VERSIONS}.0"


def test_the_twin_that_does_not_wait_for_the_disk_is_caught(disk, tmp_path):
    process = installing(disk, tmp_path / "packs", care="half")
    promised = cut(disk, process, read(process, 3))
    try:
        kept = there(disk)
    except (AssertionError, OSError):
        kept = 0

    assert kept < promised, "the twin lost nothing: then the test above proves nothing"
