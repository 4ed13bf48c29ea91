"""When somebody of the staff last spoke with each child, as far as the box knows."""

from collections.abc import Callable, Iterable
from datetime import date

from homeroom import clock
from homeroom.evidence.rows import Message, Work
from homeroom.grouping import tables
from homeroom.grouping.layout import WITH_ADULT

STAFF = ("teacher", "office")
NOON = 12 * 3_600_000
MEMORY = 60  # days
_also: list[Callable[[list[str], int, int], Iterable[tuple[str, int]]]] = []


def also(told: Callable[[list[str], int, int], Iterable[tuple[str, int]]]) -> None:
    """Let a feature above say when staff spoke with students: (student, ms) between two instants."""
    if told not in _also:
        _also.append(told)


def spoken(students: Iterable[str], until: int | None = None) -> dict[str, list[int]]:
    """For each child when staff spoke with her (ms, in order): in writing, at a raised hand, a station, in a talk."""
    now = clock.now_ms() if until is None else until
    first, wanted = now - MEMORY * 86_400_000, list(students)
    found: dict[str, list[int]] = {student: [] for student in wanted}
    written = Message.student.in_(wanted) & Message.role.in_(STAFF) & Message.when.between(first, now)
    for row in Message.select(Message.student, Message.when).where(written):
        found[row.student].append(row.when)
    helped = Work.student.in_(wanted) & Work.helped.between(first, now)
    for work in Work.select(Work.student, Work.helped).where(helped):
        found[work.student].append(work.helped or 0)
    for place in tables.places_since(wanted, clock.day_of(first)):
        when = _noon(place.day)
        if place.mode in WITH_ADULT and when <= now:
            found[place.student].append(when)
    for told in _also:
        for student, when in told(wanted, first, now):
            found[student].append(when)
    return {student: sorted(times) for student, times in found.items()}


def last_spoken(students: Iterable[str]) -> dict[str, int | None]:
    """The last of these times, None where there is none in two months."""
    return {student: times[-1] if times else None for student, times in spoken(students).items()}


def _noon(day: str) -> int:
    return date.fromisoformat(day).toordinal() * 86_400_000 - date(1970, 1, 1).toordinal() * 86_400_000 + NOON
