"""Two thousand power cuts in a simulated disk: what was synced is there, what was not may be there, torn or gone."""

import os
import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path

import apsw
import pytest
from tests.packs.conftest import Folder

from homeroom import config

pytestmark = pytest.mark.faults
HERE = Path(__file__).parent
CASES = 2000
VERSIONS = 10
SECTOR = 512


def record(folder, mode, *packs):
    """Let a box work (or install packs); returns (the files before, the log of operations)."""
    command = [sys.executable, HERE / "crash_recorder.py", folder / "data", folder / "log", mode, *packs]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False, cwd=HERE.parents[1])
    assert done.returncode == 0, done.stderr
    before = {path.name: path.read_bytes() for path in (folder / "data" / "before").iterdir()}
    return before, pickle.loads((folder / "log").read_bytes())


class Disk:
    """Files with what is surely on the platter, and what was written since and may be lost."""

    def __init__(self, before):
        self.sure = {name: bytearray(data) for name, data in before.items()}
        self.loose = {}

    def take(self, at, operation):
        """The next operation of the log."""
        kind, name, *rest = operation
        if kind in ("write", "truncate"):
            self.loose.setdefault(name, []).append((at, operation))
        elif kind == "sync":
            waiting = self.loose.get(name, [])
            for _at, one in (found for found in waiting if found[0] < rest[0]):
                apply(self.sure, one)
            self.loose[name] = [found for found in waiting if found[0] >= rest[0]]

    def cut(self, chance):
        """The files after a power cut now: each loose write is there, gone, or torn at a sector."""
        files = {name: bytearray(data) for name, data in self.sure.items()}
        for _at, operation in sorted((one for rows in self.loose.values() for one in rows), key=lambda one: one[0]):
            fate = chance.random()
            if fate < 0.4:
                apply(files, operation)
            elif fate < 0.6 and operation[0] == "write":
                _kind, name, offset, data = operation
                apply(files, ("write", name, offset, data[: chance.randrange(0, len(data) + SECTOR, SECTOR)]))
        return files


def apply(files, operation):
    kind, name, where, *rest = operation
    file = files.setdefault(name, bytearray())
    if kind == "truncate":
        del file[where:]
        file.extend(bytes(where - len(file)))
        return
    file.extend(bytes(max(0, where - len(file))))
    file[where : where + len(rest[0])] = rest[0]


WORK = "SELECT n FROM kept_aside"
LESSONS = "SELECT CAST(substr(version, 3) AS INTEGER) FROM pack_history"


def recovered(files, folder, sql=WORK):
    """(is the database sound, the numbers of the writes it holds) as the next start finds it."""
    for path in folder.iterdir():
        path.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    connection = apsw.Connection(str(folder / "homeroom.sqlite3"))
    try:
        sound = connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return sound, {row[0] for row in connection.execute(sql)}
    finally:
        connection.close()


def cuts(before, log, folder, cases, *, sql=WORK, seed=7):
    """Cut the power at as many moments; yields (sound, acknowledged writes that are lost)."""
    chance = random.Random(seed)
    moments = sorted(chance.randrange(1, len(log) + 1) for _case in range(cases))
    disk, saved, at = Disk(before), set(), 0
    for moment in moments:
        for number in range(at, moment):
            if log[number][0] == "saved":
                saved.add(log[number][1])
            else:
                disk.take(number, log[number])
        at = moment
        sound, there = recovered(disk.cut(chance), folder, sql)
        yield sound, saved - there


@pytest.fixture
def room(tmp_path):
    """A quick place for the files of each case."""
    fast = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else tmp_path
    folder = fast / f"homeroom-cut-{os.getpid()}"
    folder.mkdir()
    yield folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_no_acknowledged_write_is_lost_in_two_thousand_cuts(tmp_path, room):
    before, log = record(tmp_path, "full")
    found = list(cuts(before, log, room, CASES))

    assert sum(kind[0] == "saved" for kind in log) == 240
    assert all(sound for sound, _lost in found)
    assert not any(lost for _sound, lost in found)


def test_with_synchronous_normal_the_same_cuts_lose_writes(tmp_path, room):
    before, log = record(tmp_path, "normal")

    assert any(lost for _sound, lost in cuts(before, log, room, CASES // 4))


@pytest.fixture
def packs(tmp_path, box):
    """Versions of a pack that the recorded box trusts."""
    garden = Folder(tmp_path / "garden")
    (tmp_path / "packs").mkdir()
    for number in range(1, VERSIONS + 1):
        garden.version(f"1.{number}.0").card("more", f"Card {number}.")
        garden.build(f"packs/garden-{number:02}.pack")
    shutil.copytree(config.current().data / "keys", tmp_path / "data" / "keys")
    return tmp_path / "packs"


def test_no_version_that_was_said_to_be_installed_is_lost_in_five_hundred_cuts(tmp_path, room, packs):
    before, log = record(tmp_path, "full", packs)
    found = list(cuts(before, log, room, CASES // 4, sql=LESSONS))

    assert sum(kind[0] == "saved" for kind in log) == VERSIONS
    assert all(sound for sound, _lost in found)
    assert not any(lost for _sound, lost in found)


def test_without_syncs_versions_are_lost(tmp_path, room, packs):
    before, log = record(tmp_path, "normal", packs)

    assert any(lost for _sound, lost in cuts(before, log, room, CASES // 20, sql=LESSONS))
