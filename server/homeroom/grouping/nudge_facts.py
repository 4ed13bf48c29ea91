"""What the nudges' rules look at, read from the work, the weeks, the register and the places of children."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homeroom import clock
from homeroom.attendance.tables import PRESENT, AttendanceDay
from homeroom.evidence.rows import Attempt, Work
from homeroom.evidence.rules import FINISHED
from homeroom.grouping import contacts, nudging, tables
from homeroom.grouping.nudging import DAY, Seen
from homeroom.i18n import language
from homeroom.mastery import tables as mastery
from homeroom.playlists import catalog
from homeroom.playlists import rules as weeks
from homeroom.playlists import tables as playlists
from homeroom.playlists.catalog import Shelf
from homeroom.terms import tables as terms
from homeroom.terms.rules import Calendar, shifted

TOGETHER = ("pair", "teacher", "mentor")
TWO_WEEKS = 14


@dataclass(frozen=True)
class _At:
    """A moment, and the day it is on."""

    now: int
    day: str

    def days_before(self, days: int) -> str:
        return (date.fromisoformat(self.day) - timedelta(days=days)).isoformat()


def seen(students: Iterable[str], now: int | None = None) -> dict[str, Seen]:
    """What the rules look at, for several children, now or as it was at an instant (ms) that is over."""
    wanted = list(students)
    moment = clock.now_ms() if now is None else now
    at = _At(moment, clock.day_of(moment))
    shelf = catalog.shelf(language())
    kept = terms.calendar()
    spoken, here = contacts.spoken(wanted, at.now), _days_here(wanted, at, kept)
    tries, roles = _attempts(wanted, at), _roles(wanted, at)
    given, done, levels = _cards(wanted, at, shelf)
    rusty = _rusty(wanted, shelf) if now is None else {}
    return {
        one: Seen(
            student=one,
            now=at.now,
            quiet=_quiet(spoken[one][-1] if spoken[one] else None, at, kept),
            here=here.get(one, 0),
            stuck=_stuck(tries.get(one, []), at),
            given=given[one],
            done=done[one],
            levels=levels[one],
            right=share_right(tries.get(one, [])) or 0.0,
            rusty=rusty.get(one, ()),
            **roles[one],
        )
        for one in wanted
    }


def _quiet(last: int | None, at: _At, kept: Calendar) -> int | None:
    """School days since somebody last spoke with her, this one included."""
    return None if last is None else len(kept.days(shifted(clock.day_of(last), 1), at.day))


def _days_here(students: list[str], at: _At, kept: Calendar) -> dict[str, int]:
    first = kept.back(shifted(at.day, 1), nudging.SILENT_DAYS)
    rows = AttendanceDay.select(AttendanceDay.student).where(
        AttendanceDay.student.in_(students),
        AttendanceDay.day.between(first, at.day),
        AttendanceDay.attended.in_(PRESENT),
    )
    found: dict[str, int] = {}
    for row in rows:
        found[row.student] = found.get(row.student, 0) + 1
    return found


def _attempts(students: list[str], at: _At) -> dict[str, list[Attempt]]:
    mine = Attempt.student.in_(students) & Attempt.when.between(at.now - TWO_WEEKS * DAY, at.now)
    found: dict[str, list[Attempt]] = {}
    for row in Attempt.select().where(mine & Attempt.correct.is_null(False)).order_by(Attempt.when, Attempt.ref):
        found.setdefault(row.student, []).append(row)
    return found


def _stuck(tries: Sequence[Any], at: _At) -> tuple[str, ...]:
    runs: dict[str, int] = {}
    found: dict[str, str] = {}
    for one in tries:
        if one.when < at.now - nudging.STUCK_DAYS * DAY:
            continue
        runs[one.slot] = 0 if one.correct else runs.get(one.slot, 0) + 1
        if runs[one.slot] >= nudging.STUCK_RUN:
            found[one.slot] = one.card
    return tuple(found.values())


def share_right(tries: Iterable[Any]) -> float | None:
    """The share of first tries that were right; None without any."""
    first = [bool(one.correct) for one in tries if one.tries <= 1]
    return sum(first) / len(first) if first else None


def right_between(student: str, first: int, last: int) -> float | None:
    """The share of a child's first tries that were right between two instants (ms)."""
    mine = (Attempt.student == student) & Attempt.when.between(first, last)
    return share_right(Attempt.select().where(mine & Attempt.correct.is_null(False)))


def _cards(students: list[str], at: _At, shelf: Shelf) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    first = at.days_before(TWO_WEEKS - 1)
    given: dict[str, dict[str, int]] = {one: {} for one in students}
    done: dict[str, dict[str, int]] = {one: {} for one in students}
    levels: dict[str, list[str]] = {one: [] for one in students}
    for week in sorted({weeks.week_of(first), weeks.week_of(at.days_before(7)), weeks.week_of(at.day)}):
        for student, rows in playlists.slots_of_all(students, week).items():
            for row in rows:
                _count(given[student], shelf, row.card)
    since = Work.student.in_(students) & Work.last.between(at.now - TWO_WEEKS * DAY, at.now)
    for work in Work.select().where(since).order_by(Work.opened):
        if work.status in FINISHED:
            _count(done[work.student], shelf, work.card)
        card = shelf.find(work.card)
        if card and shelf.variants(work.card) and any(o.level != card.level for o in shelf.variants(work.card)):
            levels[work.student].append(card.level)
    return given, done, {one: tuple(some) for one, some in levels.items()}


def _count(counts: dict[str, int], shelf: Shelf, card_id: str) -> None:
    card = shelf.find(card_id)
    if card:
        counts[card.subject] = counts.get(card.subject, 0) + 1


def _rusty(students: list[str], shelf: Shelf) -> dict[str, tuple[tuple[str, str], ...]]:
    states = mastery.states_of_all(students)
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for student, rows in playlists.slots_of_all(students, catalog.this_week()).items():
        faded = {skill for skill, state in states[student].items() if state.state == "rusty"}
        to_come = {skill for row in rows if (card := shelf.find(row.card)) for skill in card.skills}
        needed = {
            need: skill
            for skill in sorted(to_come)
            if skill in shelf.skills
            for need in shelf.skills[skill].requires
            if need in faded
        }
        found[student] = tuple(sorted(needed.items()))
    return found


def _roles(students: list[str], at: _At) -> dict[str, dict[str, int]]:
    found = {one: {"helper": 0, "helped": 0, "placed_days": 0, "together_days": 0} for one in students}
    days: dict[str, dict[str, bool]] = {one: {} for one in students}
    recent = at.days_before(TWO_WEEKS - 1)
    for row in tables.places_since(students, at.days_before(nudging.HELP_DAYS - 1)):
        if row.day > at.day:
            continue
        found[row.student]["helper"] += row.role == "helper"
        found[row.student]["helped"] += row.role in ("learner", "both")
        if row.day >= recent:
            mine = days[row.student]
            mine[row.day] = mine.get(row.day, False) or row.mode in TOGETHER
    for one, mine in days.items():
        found[one].update(placed_days=len(mine), together_days=sum(mine.values()))
    return found
