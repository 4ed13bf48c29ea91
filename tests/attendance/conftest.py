"""Entries of one child's day, made by hand, for tests of the rules."""

import pytest

from homeroom import clock
from homeroom.attendance.events import ActTakenBack, Arrived, Excused, Left, MarkedByTeacher
from homeroom.attendance.rules import moment, times
from homeroom.entries import Entry

DAY = "2026-11-23"
ZONE = "Africa/Nairobi"
TIMES = times(DAY, start="08:00", grace=10, end="14:30", timezone=ZONE)._asdict()


def at(hhmm):
    return moment(DAY, hhmm, ZONE)


class Journal:
    """Writes entries with growing times, as one box would."""

    def __init__(self, lane="a"):
        self.lane = lane
        self.entries = []
        self.n = 0

    def add(self, event, *, actor, at, device=None, n=None, replaces=()):
        seq = len(self.entries) + 1
        entry = Entry(
            lane=self.lane,
            seq=seq,
            at=(at << 16) + seq,
            clock=0,
            kind=event.kind,
            version=1,
            actor=actor,
            device=device,
            n=n,
            subject="ada",
            register=event.register,
            replaces=[old.ref for old in replaces],
            body=None,
            school="riverside",
        )
        entry.__dict__["event"] = event
        self.entries.append(entry)
        return entry

    def _door(self, cls, hhmm, known, by, **fields):
        self.n += 1
        event = cls(student="ada", day=DAY, when=at(hhmm), **fields)
        return self.add(event, actor=f"kiosk:{by}", at=at(known or hhmm), device=by, n=self.n)

    def arrive(self, hhmm, *, known=None, by="door", reason=""):
        return self._door(Arrived, hhmm, known, by, reason=reason, **TIMES)

    def leave(self, hhmm, *, known=None, by="door", reason=""):
        return self._door(Left, hhmm, known, by, reason=reason, **TIMES)

    def undo(self, entry, hhmm, *, known=None):
        return self._door(ActTakenBack, hhmm, known, entry.device, device=entry.device, n=entry.n)

    def mark(self, status, hhmm, *, by="teacher:okoro", replaces=(), arrived=None, left=None, reason=""):
        event = MarkedByTeacher(
            student="ada",
            day=DAY,
            when=at(hhmm),
            status=status,
            reason=reason,
            arrived=arrived and at(arrived),
            left=left and at(left),
            **TIMES,
        )
        return self.add(event, actor=by, at=at(hhmm), replaces=replaces)

    def excuse(self, hhmm, *, by="office:park", reason="sick", replaces=()):
        event = Excused(student="ada", day=DAY, when=at(hhmm), absence="x", reason=reason)
        return self.add(event, actor=by, at=at(hhmm), replaces=replaces)

    def take_back(self, entry, hhmm, *, by="teacher:okoro"):
        event = ActTakenBack(student="ada", day=DAY, when=at(hhmm), ref=entry.ref)
        return self.add(event, actor=by, at=at(hhmm))


@pytest.fixture
def door():
    return Journal()


@pytest.fixture(scope="session")
def new_journal():
    return Journal


@pytest.fixture(scope="session")
def clock_time():
    return at


class Kiosk:
    """The browser at the front door, with its own outbox."""

    def __init__(self, browser, outbox="outbox-a"):
        self.browser, self.outbox, self.n = browser, outbox, 0

    def send(self, kind, *, n=None, when=None, **body):
        self.n += 1
        act = {"n": n or self.n, "kind": f"attendance.{kind}", "when": when or clock.now_ms(), "body": body}
        answer = self.browser.post("/api/acts", json={"outbox": self.outbox, "time": clock.now_ms(), "acts": [act]})
        assert answer.status_code == 200, answer.text
        return answer.json["results"][0]


@pytest.fixture
def kiosk(cast):
    return Kiosk(cast.kiosk())


class Register:
    """The register of a class on one day, in the browser of somebody who signs in again after a long pause."""

    def __init__(self, sign_in, class_id, day):
        self.sign_in = sign_in
        self.browser = sign_in()
        self.address = f"/attendance/{class_id}/{day}"

    def _ask(self, method, path, **more):
        answer = getattr(self.browser, method)(self.address + path, **more)
        if "/sign-in" in answer.headers.get("Location", "") or answer.status_code == 401:
            self.browser = self.sign_in()
            answer = getattr(self.browser, method)(self.address + path, **more)
        return answer

    def page(self, path=""):
        answer = self._ask("get", path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path, **form):
        return self._ask("post", f"/{path}", data=form)

    def say(self, status, child, **more):
        answer = self.post("mark", student=child.id, status=status, **more)
        assert answer.status_code == 303, answer.text


@pytest.fixture
def open_register(cast):
    """A register in somebody's browser: open_register(cast.mrs_park, cast.class_1a)."""

    def opened(person, group, day=None):
        return Register(lambda: cast.signed_in(person), group.id, day or clock.today())

    return opened


@pytest.fixture
def register(cast, open_register):
    """Mr Okoro's register of today."""
    return open_register(cast.mr_okoro, cast.class_3b)
