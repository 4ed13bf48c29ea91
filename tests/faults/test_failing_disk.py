"""EIO and ENOSPC at the system calls of a commit: no acknowledgement without data, and recovery by itself."""

import errno
import http.client
import itertools
import json
import time

import pytest
from tests.faults import class_at_work
from tests.faults.failing_disk import SYNC, TRUNCATE, WRITE, FailingDisk
from tests.faults.test_kill import stored
from tests.served import Served

pytestmark = pytest.mark.faults
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC}
NEVER = 1_000_000


class Sender:
    """One tablet in the test's hands: sends an act once and tells the answer's status."""

    def __init__(self, port, cookie, student):
        self.port, self.cookie, self.student = port, cookie, student
        self.n = 0
        self.saved = set()

    def send(self, n):
        body = {"student": self.student, "method": "tap"}
        kind = "attendance.arrive" if n % 2 else "attendance.leave"
        act = {"n": n, "kind": kind, "when": int(time.time() * 1000), "body": body}
        message = json.dumps({"outbox": "outbox-1", "time": act["when"], "acts": [act]})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            headers = {"Content-Type": "application/json", "Cookie": self.cookie}
            connection.request("POST", "/api/acts?device=kiosk", message, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status == 200:
            assert told["results"][0]["status"] in ("saved", "known"), told
            self.saved.add(n)
        return answer.status

    def next(self):
        self.n += 1
        return self.n


@pytest.fixture
def at_work(tmp_path):
    """A box on a disk that fails when told to, and a tablet."""
    disk = FailingDisk(tmp_path)
    made = class_at_work.prepare(tmp_path / "box")
    settings = {"survive_power_cuts": "true", "threads": 4}
    box = Served(tmp_path / "box", settings=settings, environ=disk.environ).start()
    sender = Sender(box.port, class_at_work.enrol(box.port, made["kiosk_code"]), made["students"][0])
    sender.send(sender.next())
    yield disk, box, sender
    box.kill()


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_a_commit_that_the_disk_refuses_is_not_acknowledged_and_the_next_one_is(at_work, name):
    disk, box, sender = at_work
    hit = 0
    for calls, after in itertools.product((SYNC, WRITE), (0, 1, 2, 3)):
        n = sender.next()
        disk.fail(ERRORS[name], calls, after=after)
        status = sender.send(n)
        missed = disk.mend()
        hit += status == 503
        assert status == 200 or not missed, "refused for nothing"
        assert sender.send(n) == 200, "it did not recover by itself"
    assert hit >= 4, "the faults hardly ever hit a commit"
    check(box, sender)


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_a_disk_that_fails_for_a_while_keeps_everybody_waiting_and_loses_nothing(at_work, name):
    disk, box, sender = at_work
    disk.fail(ERRORS[name], SYNC | WRITE | TRUNCATE, times=NEVER)
    acts = [sender.next() for _act in range(6)]
    assert [sender.send(n) for n in acts] == [503] * 6
    assert not sender.saved & set(acts)
    disk.mend()
    assert [sender.send(n) for n in acts] == [200] * 6
    check(box, sender)


def test_what_was_acknowledged_between_failures_survives_a_kill(at_work):
    disk, box, sender = at_work
    for round_ in range(30):
        disk.fail(errno.EIO, SYNC if round_ % 2 else WRITE, after=round_ % 5, times=1 + round_ % 3)
        for _act in range(4):
            sender.send(sender.next())
        disk.mend()
    assert 30 < len(sender.saved) < 120, "the faults hit everything or nothing"
    check(box, sender)


def check(box, sender):
    """After a kill, all that was acknowledged is in the file, once, and the file is whole."""
    box.kill()
    found = stored(box.data)
    assert {("outbox-1", n) for n in sender.saved} - set(found) == set()
    assert [act for act, count in found.items() if count != 1] == []
    box.start()
    assert sender.send(sender.next()) == 200


def test_the_twin_that_believes_a_disk_that_failed_is_caught(at_work, tmp_path):
    """A box that does not wait for the disk acknowledges although each sync fails."""
    disk, _box, _sender = at_work
    made = class_at_work.prepare(tmp_path / "careless")
    careless = Served(tmp_path / "careless", settings={"survive_power_cuts": "false"}, environ=disk.environ).start()
    try:
        sender = Sender(careless.port, class_at_work.enrol(careless.port, made["kiosk_code"]), made["students"][0])
        disk.fail(errno.EIO, SYNC, times=NEVER)
        assert sender.send(sender.next()) == 200, "the twin is as careful: then the tests above prove nothing"
    finally:
        disk.mend()
        careless.kill()
