"""The plug is pulled on a real file system while a class works: nothing that was acknowledged is lost, nothing needs
a repair by hand. Twins that do not write through to the disk, by half or at all, must be caught losing.
"""

import os
import random
import subprocess
import time

import apsw
import pytest
from tests.faults import class_at_work
from tests.faults.loop_disk import LoopDisk, need_loop_disks
from tests.faults.test_kill import stored
from tests.served import Served

from homeroom import db
from waiting import until

pytestmark = pytest.mark.faults
TABLETS = 5
PLAIN = ("-m", "homeroom")


class School:
    """A box on a disk whose plug can be pulled, and tablets that work on."""

    def __init__(self, folder, *, program=PLAIN, settings=None, environ=None):
        self.disk = LoopDisk(folder)
        self.data = self.disk.at / "box"
        made = class_at_work.prepare(self.data)
        self.box = Served(
            self.data,
            program=program,
            settings={"survive_power_cuts": "true", "threads": 8, **SMALL, **(settings or {})},
            environ=environ,
        ).start()
        cookie = class_at_work.enrol(self.box.port, made["kiosk_code"])
        students = made["students"]
        self.tablets = [
            class_at_work.Tablet(i, self.box.port, cookie, students[i % len(students)]) for i in range(TABLETS)
        ]
        self.dark = []  # from when to when the box ran without power
        os.sync()  # the school itself was there long before
        for tablet in self.tablets:
            tablet.start()

    def cut(self):
        """Pull the plug, plug in again, start; returns the acts that were acknowledged before."""
        before = self.acknowledged()
        self.pull_the_plug(self.box.kill)
        return before

    def pull_the_plug(self, end):
        """Nothing reaches the disk any more; `end` the box, which has not noticed; plug in again."""
        began = time.monotonic()
        self.disk.cut()
        end()
        self.dark.append((began, time.monotonic()))
        self.disk.unmount()
        self.disk.mount()

    def acknowledged(self):
        """What the box said is saved. What it said without power does not count: no real box can."""
        return {(tablet.outbox, n) for tablet in self.tablets for n, at in list(tablet.at.items()) if self._counts(*at)}

    def _counts(self, sent, came):
        return all(came < began or sent > ended for began, ended in list(self.dark))

    def work_on(self, acts=30):
        """Wait until so many more acts were acknowledged."""
        wanted = len(self.acknowledged()) + acts
        until(lambda: len(self.acknowledged()) >= wanted, 300, every=0.005, why=lambda: "the class never got to work")

    def end(self):
        for tablet in self.tablets:
            tablet.over.set()
        for tablet in self.tablets:
            tablet.join(60)
        self.box.stop()


SMALL = {"disk_short_mb": 4, "disk_reserve_mb": 2}


@pytest.fixture
def school(tmp_path):
    """Makes schools and takes them down, whatever happens."""
    need_loop_disks()
    made = []

    def make(**options):
        made.append(School(tmp_path / f"school-{len(made)}", **options))
        return made[-1]

    yield make
    for one in made:
        one.end()
        one.disk.__exit__()


def cuts_that_lose(school, *, cuts, seed, check=lambda _data: None, most=0.5):
    """Cut so often; returns what each cut lost of what had been acknowledged."""
    chance = random.Random(seed)
    lost = []
    for _cut in range(cuts):
        school.work_on(10)  # so that something is at stake
        time.sleep(chance.uniform(0, most))  # the cut comes at any moment: chance is the point
        before = school.cut()
        found = stored(school.data)
        lost.append(before - set(found))
        assert [act for act, count in found.items() if count != 1] == []
        check(school.data)
        school.box.start()
    return lost


def test_eighteen_cuts_while_a_class_works_lose_nothing(school):
    assert [one for one in cuts_that_lose(school(), cuts=18, seed=1) if one] == []


def test_four_cuts_while_the_log_flows_back_lose_nothing(school):
    busy = school(program=("tests/faults/busy_checkpoints.py",))

    assert [one for one in cuts_that_lose(busy, cuts=4, seed=2) if one] == []


def test_four_cuts_while_the_database_is_copied_lose_nothing_and_leave_only_whole_copies(school):
    def only_whole_copies(data):
        for copy in (data / "snapshots").glob("homeroom-*.sqlite3"):
            assert db.check(copy) == [], copy

    busy = school(program=("tests/faults/busy_snapshots.py",))

    assert [one for one in cuts_that_lose(busy, cuts=4, seed=3, check=only_whole_copies, most=1) if one] == []
    until(lambda: list((busy.data / "snapshots").glob("homeroom-*.sqlite3")), 300, why=lambda: "no copy was ever whole")


def test_four_cuts_during_an_upgrade_lose_nothing_and_leave_it_done_or_not_done(school, tmp_path):
    mark = tmp_path / "mark"
    old = school()
    chance = random.Random(4)
    for number in range(4):
        old.work_on()
        old.box.stop()
        before = old.acknowledged()
        newer = Served(
            old.data,
            program=("tests/faults/long_migration.py",),
            port=old.box.port,
            settings={"survive_power_cuts": "true", "threads": 8, **SMALL},
            environ={"FAULTS_MARK": str(mark), "FAULTS_STEPS": str(number + 1)},
        )
        mark.write_text("")
        old.box = newer
        cut_in_the_middle(old, newer, mark, number, chance)
        done = steps_done(old.data)
        assert before - set(stored(old.data)) == set()
        newer.start()
        assert set(steps_done(old.data)) >= set(done)
        assert steps_done(old.data) == dict.fromkeys(range(number + 1), 40000)


def cut_in_the_middle(school, newer, mark, number, chance):
    """Start the newer box and pull the plug when it is at its newest step."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    process = subprocess.Popen(
        newer.command, env={**environ, **newer.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until(lambda: mark.read_text() == str(number), 300, every=0.002, why=lambda: "the upgrade never came to its step")
    time.sleep(chance.uniform(0, 0.2))  # somewhere in the step, or just after it

    def end():
        process.kill()
        process.wait()

    school.pull_the_plug(end)


def steps_done(data):
    """Which steps the upgrade made, and how many rows each has."""
    connection = apsw.Connection(str(data / "homeroom.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'extra_%'")]
        return {
            int(name.rpartition("_")[2]): connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in names
        }
    finally:
        connection.close()


@pytest.mark.parametrize(
    "careless",
    [{"program": ("tests/faults/half_safe.py",)}, {"settings": {"survive_power_cuts": "false"}}],
    ids=["synchronous=NORMAL", "synchronous=OFF"],
)
def test_the_twin_that_does_not_write_through_is_caught_losing(school, careless):
    careless = school(**careless)
    lost = 0
    for _cut in range(8):
        careless.work_on()
        before = careless.cut()
        lost += len(before - acts_left(careless.data))
        if lost:
            return
        careless.box.start()
    raise AssertionError("the twin lost nothing: then the tests above prove nothing")


def acts_left(data):
    try:
        return set(stored(data))
    except (apsw.Error, AssertionError):
        return set()  # without writing through, the file itself may be gone
