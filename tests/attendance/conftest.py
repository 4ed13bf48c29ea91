"""Entries of one child's day, made by hand, for tests of the rules."""

import pytest

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
