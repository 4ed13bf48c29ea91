"""The plug is pulled while a backup is written or brought back: the older backup stays whole, the box starts."""

import io
import os
import random
import shutil
import subprocess
import sys
import threading
import time

import pytest
from tests.faults.loop_disk import LoopDisk, need_loop_disks

from cast import settle
from conftest import make_settings
from homeroom import app, blobs, clock, config, db, journal
from homeroom.backups import actions, lists, opening, recovery, vault
from homeroom.errors import HomeroomError
from homeroom.people import actions as people
from homeroom.people import tables
from waiting import until

pytestmark = pytest.mark.faults
LIMITS = {"disk_short_mb": 4, "disk_reserve_mb": 2, "survive_power_cuts": True}
CUTS = 8


@pytest.fixture
def stick(tmp_path, the_clock):
    """A stick whose plug can be pulled, and a box that has a first backup on it."""
    need_loop_disks()
    clock.clock.reset()
    (tmp_path / "stick").mkdir()
    with LoopDisk(tmp_path / "stick", 64) as found:
        settings = make_settings(tmp_path / "box", **LIMITS)
        settle(app.create_box(settings))
        for _file in range(20):
            blobs.put(io.BytesIO(os.urandom(100_000)), most=10**6)
        actions.prepare(found.at)
        actions.back_up(found.at)
        os.sync()
        yield found, settings
        db.close()
        config.use(config.Config())


def grow(number):
    with journal.acting(actor="office:the-tests"):
        people.register_student(given_name=f"Later{number}", family_name="X")
    for _file in range(10):
        blobs.put(io.BytesIO(os.urandom(100_000)), most=10**6)


def test_eight_cuts_while_a_backup_is_written_leave_only_whole_backups(stick, the_clock):
    disk, settings = stick
    lock = vault.own(settings.data)
    chance = random.Random(5)
    told = []
    for number in range(CUTS):
        grow(number)
        the_clock.pass_time(days=1)
        writer = threading.Thread(target=lambda: told.append(outcome(disk)))
        writer.start()
        time.sleep(chance.uniform(0, 0.25))  # the cut comes at any moment of the writing
        disk.cut()
        writer.join()
        disk.unmount()
        disk.mount()
        place = actions.place_at(disk.at)
        whole = lists.readable(place, lock)
        assert len(whole) >= 1 + told.count("written")
        for one in whole:
            for part in one.parts:
                opening.check(place, lock, part)
    assert "failed" in told, "no cut ever hit a backup"
    assert outcome(disk) == "written"


def test_the_twin_that_does_not_wait_for_the_stick_loses_a_backup_that_it_called_written(stick, the_clock, monkeypatch):
    disk, settings = stick
    lock = vault.own(settings.data)
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    for number in range(6):  # now and then the file system itself writes just before the cut
        grow(number)
        the_clock.pass_time(days=1)
        before = len(lists.readable(actions.place_at(disk.at), lock))
        assert outcome(disk) == "written"
        disk.cut()
        disk.unmount()
        disk.mount()
        if len(lists.readable(actions.place_at(disk.at), lock)) <= before:
            return
    raise AssertionError("the twin lost nothing: then the test above proves nothing")


def outcome(disk):
    try:
        actions.back_up(disk.at)
    except (HomeroomError, OSError):
        return "failed"
    return "written"


@pytest.fixture
def own(tmp_path):
    """The disk of another box, whose plug can be pulled."""
    (tmp_path / "own").mkdir()
    with LoopDisk(tmp_path / "own", 64) as found:
        yield found


def test_eight_cuts_while_a_school_is_restored_leave_the_old_one_or_the_new_one(stick, own):
    source, settings = stick
    data = own.at / "box"
    old = make_settings(data, **LIMITS)
    key = vault.own(settings.data).secret
    chance = random.Random(6)
    outcomes = set()
    for _cut in range(CUTS):
        db.close()
        shutil.rmtree(data, ignore_errors=True)
        app.create_box(old)
        grow("Old")
        db.close()
        os.sync()
        process = start_restoring(source, data, key)
        until(lambda process=process: (data / "restoring").exists() or process.poll() is not None, 300, every=0.002)
        time.sleep(chance.uniform(0, 0.3))  # the cut comes at any moment of the restoring
        own.cut()
        process.kill()
        process.wait()
        own.unmount()
        own.mount()
        app.create_box(old)
        names = {one.given_name for one in tables.Student.select()}
        assert names in ({"LaterOld"}, {"Ada", "Ben", "Chidi", "Dora", "Noor", "Tomas"})
        assert recovery.returned() is None
        assert db.check() == []
        outcomes.add("Ada" in names)
    assert False in outcomes, "no cut ever came in time"


def start_restoring(source, data, key):
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    environ.update(HOMEROOM_DISK_SHORT_MB="4", HOMEROOM_DISK_RESERVE_MB="2")
    command = [sys.executable, "-m", "homeroom", "restore", str(source.at), "--data", str(data), "--key", key, "--yes"]
    return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
