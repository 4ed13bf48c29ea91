"""EIO and ENOSPC where a hub takes in and where a box fetches: nothing counts that is not on disk."""

import contextlib
import errno
import hashlib
import io
import itertools
import subprocess
import sys

import apsw
import pytest
from tests.faults.failing_disk import SYNC, TRUNCATE, WRITE, FailingDisk
from tests.served import ROOT, Served

from conftest import make_settings
from homeroom import app, blobs, clock, config, db, journal, store
from homeroom.attendance.events import Arrived
from homeroom.errors import HomeroomError
from homeroom.evidence.events import UploadKept
from homeroom.hub import actions as hub_actions
from homeroom.sync import actions, tables

pytestmark = pytest.mark.faults
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC}
NEVER = 1_000_000


class Road:
    """A box in this process, a hub in another one whose disk fails when told to."""

    def __init__(self, folder, part="homeroom.sqlite3", **settings):
        self.disk = FailingDisk(folder, part)
        app.create_hub(make_settings(folder / "hub", school_name="The district"))
        self.codes = [hub_actions.new_code()]
        db.close()
        given = {"survive_power_cuts": "true", "threads": 4, **settings}
        self.hub = Served(folder / "hub", "hub", settings=given, environ=self.disk.environ).start()
        clock.clock.reset()
        self.settings = make_settings(folder / "box", policy_names="full", policy_work="full")
        app.create_box(self.settings)
        actions.PAUSES, self.pauses = (0.0,), actions.PAUSES
        actions.enrol(self.hub.url, self.codes[0])
        self.token = 0

    def write(self, count):
        """Children come; each entry is told from all others by its `when`."""
        with journal.acting(actor="kiosk:front"):
            for _entry in range(count):
                self.token += 1
                event = Arrived(student="ada", day=f"d{self.token}", when=self.token)
                db.write(journal.write, event)

    def send(self):
        """Talk once; whether all went well."""
        try:
            actions.send()
        except HomeroomError:
            return False
        return True

    def believed(self):
        """The entries that the box counts as arrived."""
        return {(lane, seq) for lane, (last, _hash) in tables.hub_heads().items() for seq in range(1, last + 1)}

    def check(self):
        """After a kill the hub has each entry that was acknowledged, once, in a whole file."""
        self.hub.kill()
        connection = apsw.Connection(str(self.hub.data / "homeroom.sqlite3"))
        rows = list(connection.execute("SELECT l.lane, e.seq FROM entry e JOIN lane l USING (lane_no)"))
        parts = list(connection.execute("SELECT lane, first, last FROM sync_segment"))
        assert connection.pragma("integrity_check") == "ok"
        connection.close()
        assert len(rows) == len(set(rows))
        stored = {(lane, seq) for lane, first, last in parts for seq in range(first, last + 1)}
        assert self.believed() - set(rows) == set(), "acknowledged, and not in the journal"
        assert self.believed() - stored == set(), "acknowledged, and no segment of it"
        self.hub.start()
        db.write(lambda: tables.Upstream.update(url=self.hub.url).execute())
        self.write(1)
        assert self.send()
        assert tables.progress().waiting == 0

    def close(self):
        actions.PAUSES = self.pauses
        self.disk.mend()
        self.hub.kill()
        db.close()
        config.use(config.Config())


@pytest.fixture
def road(tmp_path):
    made = Road(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_a_hub_whose_disk_refuses_a_commit_acknowledges_nothing_and_takes_it_the_next_time(road, name):
    hit = 0
    assert road.send()
    for calls, after in itertools.product((SYNC, WRITE), range(6)):
        road.write(3)
        before = len(road.believed())
        road.disk.fail(ERRORS[name], calls, after=after)
        well = road.send()
        missed = road.disk.mend()
        if not missed and not well:
            hit += 1
            assert tables.upstream().trouble
            assert len(road.believed()) >= before
        assert road.send(), "it did not recover by itself"
        assert tables.progress().waiting == 0
    assert hit >= 4, "the faults hardly ever hit a commit"
    road.check()


def test_a_hub_whose_disk_fails_for_a_while_keeps_boxes_waiting_and_loses_nothing(road):
    assert road.send()
    road.write(5)
    believed = road.believed()
    road.disk.fail(errno.ENOSPC, SYNC | WRITE | TRUNCATE, times=NEVER)
    assert not any(road.send() for _try in range(3))
    assert road.believed() == believed
    assert tables.progress().waiting == 5
    road.disk.mend()
    assert road.send()
    road.check()


def test_a_file_whose_piece_the_hub_could_not_write_arrives_whole_in_the_end(tmp_path):
    road = Road(tmp_path, part="blobs/")
    try:
        content = hashlib.shake_256(b"photo").digest(120_000)
        with journal.acting(actor="student:ada"):
            sha = blobs.put(io.BytesIO(content), most=len(content))
            kept = {"upload": "u1", "student": "ada", "sha256": sha, "media": "image/jpeg", "size": len(content)}
            db.write(journal.write, UploadKept(**kept, when=1))
        hit = 0
        for after in range(4):
            road.disk.fail(errno.EIO, SYNC, after=after)
            road.send()
            hit += not road.disk.mend()
        for _try in range(3):
            road.send()
        assert hit, "the faults never hit a piece"
        assert (road.hub.data / "blobs" / sha[:2] / sha).read_bytes() == content
    finally:
        road.close()


def sync_now(settings, environ):
    """The box of these settings talks to its hub in a process of its own; whether all went well."""
    command = [sys.executable, "-m", "homeroom", "sync", "now", "--data", str(settings.data)]
    told = {"PATH": "/usr/bin:/bin", "HOMEROOM_SURVIVE_POWER_CUTS": "true", **environ}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=300, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_a_box_that_can_not_write_what_it_fetches_fetches_it_again(road, tmp_path, name):
    """A second box of the school fetches what the first sent; its disk fails at one call after the other."""
    road.write(40)
    assert road.send()
    school = store.school_id()
    db.close()
    disk = FailingDisk(tmp_path / "box")
    two = make_settings(tmp_path / "two", policy_names="full")
    clock.clock.reset()
    app.create_box(two)
    db.write(store.put, "school", school)
    db.close()
    app.create_hub(config.load(None, {}, data=road.hub.data))
    code = hub_actions.new_code(school)
    db.close()
    app.create_box(two)
    actions.enrol(road.hub.url, code)
    db.close()
    failed = 0
    for calls, after in itertools.product((SYNC, WRITE), (0, 3, 9)):
        disk.fail(ERRORS[name], calls, after=after)
        failed += not sync_now(two, disk.environ)
        disk.mend()
    assert failed >= 2, "the faults hardly ever hit"
    assert sync_now(two, disk.environ), "it did not recover by itself"
    app.create_box(two)
    found = db.database.execute_sql(
        "SELECT json_extract(body, '$.when') FROM entry WHERE kind = 'attendance.arrived'"
    ).fetchall()
    assert sorted(row[0] for row in found) == list(range(1, 41))
    assert db.check() == []


def test_the_twin_that_believes_a_disk_that_failed_is_caught(tmp_path):
    """A hub that does not wait for its disk acknowledges although each sync fails."""
    road = Road(tmp_path, survive_power_cuts="false")
    try:
        road.write(3)
        road.disk.fail(errno.EIO, SYNC, times=NEVER)
        with contextlib.suppress(HomeroomError):
            actions.send()
        assert tables.progress().waiting == 0, "the twin is as careful: then the tests above prove nothing"
    finally:
        road.close()
