"""What is not needed for ever goes after the time that the school's settings name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from homeroom import clock, config, db, reading, timekeeping
from homeroom.attendance.visitors import tables as visits
from homeroom.people import sessions
from homeroom.people import tables as people
from homeroom.people.events import StudentArchived
from homeroom.people.on_this_box import RosterImport, Session, WrongTry
from homeroom.privacy.tables import LookedAt
from homeroom.sync.quarantine import Quarantine

DAY = 24 * 3_600_000
Which = Callable[[int], object]  # the time up to which all goes → the rows that go


@dataclass(frozen=True)
class Kind:
    """One kind of thing that goes by itself: for how many days it is kept, how much is older, what lets it go."""

    name: str
    days: int
    count: Callable[[int], int]  # of the time (ms) up to which all goes
    remove: Callable[[int], object]


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
        _rows("looks", settings.keep_looks_days, LookedAt, lambda until: LookedAt.last < until),
        _rows("imports", settings.keep_imports_days, RosterImport, lambda until: RosterImport.begun < until),
        _rows(
            "tries",
            settings.keep_tries_days,
            WrongTry,
            lambda until: (WrongTry.last < until) & (WrongTry.until < clock.now_ms()),
        ),
        _rows("sessions", sessions.REMEMBERED // DAY, Session, lambda until: Session.begun < until),
        _rows(
            "aside",
            settings.keep_aside_days,
            Quarantine,
            lambda until: (Quarantine.settled > 0) & (Quarantine.settled < until),
        ),
        Kind(
            "visitors",
            settings.keep_visitors_days,
            lambda until: len(visits.before(until)),
            lambda until: visits.forget(visits.before(until)),
        ),
    ]


def _rows(name: str, days: int, table: type[db.Local], older: Which) -> Kind:
    def count(until: int) -> int:
        return int(table.select().where(older(until)).count())

    return Kind(name, days, count, lambda until: table.delete().where(older(until)).execute())


def due() -> list[Due]:
    """What would go now. Changes nothing."""
    return [Due(one.name, one.days, one.count(_until(one))) for one in kinds()]


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
        one.remove(_until(one))


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
