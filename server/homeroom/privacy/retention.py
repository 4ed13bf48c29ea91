"""What is not needed for ever goes after the time that the school's settings name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeroom import clock, config, db, reading, timekeeping
from homeroom.people import sessions
from homeroom.people import tables as people
from homeroom.people.events import StudentArchived
from homeroom.people.on_this_box import RosterImport, Session, WrongTry
from homeroom.privacy.tables import LookedAt
from homeroom.sync.quarantine import Quarantine

DAY = 24 * 3_600_000
Which = Callable[[int], object]  # the time (ms) up to which all goes → the rows that go


@dataclass(frozen=True)
class Kind:
    """One kind of thing that goes by itself: its table, for how many days it is kept, which rows are older."""

    name: str
    table: type[db.Local]
    days: int
    older: Which


@dataclass(frozen=True)
class Due:
    """How much of one kind is older than the settings say."""

    name: str
    days: int
    rows: int


def kinds() -> list[Kind]:
    """Everything that goes by itself, with the time it is kept by the settings."""
    settings = config.current()
    return [
        Kind("looks", LookedAt, settings.keep_looks_days, lambda until: LookedAt.last < until),
        Kind("imports", RosterImport, settings.keep_imports_days, lambda until: RosterImport.begun < until),
        Kind(
            "tries",
            WrongTry,
            settings.keep_tries_days,
            lambda until: (WrongTry.last < until) & (WrongTry.until < clock.now_ms()),
        ),
        Kind("sessions", Session, sessions.REMEMBERED // DAY, lambda until: Session.begun < until),
        Kind(
            "aside",
            Quarantine,
            settings.keep_aside_days,
            lambda until: (Quarantine.settled > 0) & (Quarantine.settled < until),
        ),
    ]


def due() -> list[Due]:
    """What would go now. Changes nothing."""
    return [Due(one.name, one.days, _rows(one).count()) for one in kinds()]


def carry_out() -> list[Due]:
    """Let go what is due; returns what went. Nothing goes while nobody vouches for the time."""
    if timekeeping.is_doubtful():
        return []
    found = [one for one in due() if one.rows]
    if found:
        db.write(_remove)
    return found


def _remove() -> None:
    db.database.run("PRAGMA secure_delete = ON", ())
    for one in kinds():
        one.table.delete().where(one.older(_until(one))).execute()


def _rows(kind: Kind) -> Any:
    return kind.table.select().where(kind.older(_until(kind)))


def _until(kind: Kind) -> int:
    return clock.now_ms() - kind.days * DAY


def left_long_ago() -> list[tuple[people.Student, int]]:
    """Children who left longer ago than `keep_left_years`, with the time (ms); a person decides to erase them."""
    years = config.current().keep_left_years
    if not years:
        return []
    until = clock.now_ms() - years * 365 * DAY
    found = [(one, _left(one)) for one in people.students(archived=True)]
    return [(one, when) for one, when in found if 0 < when < until]


def _left(student: people.Student) -> int:
    entries = reading.of_subject(student.id, StudentArchived.kind)
    return clock.ms_of(entries[-1].at) if entries else 0
