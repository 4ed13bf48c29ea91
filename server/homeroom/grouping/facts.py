"""What the box knows about the children of a layout on a day, gathered for the rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from homeroom import clock
from homeroom.attendance.tables import AttendanceDay
from homeroom.evidence import tables as evidence
from homeroom.evidence.rules import FINISHED
from homeroom.grouping import contacts, needs, pairs, tables
from homeroom.grouping.layout import Layout
from homeroom.grouping.scoring import Child
from homeroom.i18n import language
from homeroom.mastery import tables as mastery
from homeroom.mastery.rules import SkillState
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists import rules as weeks
from homeroom.playlists import tables as playlists

UNTRIED = 0.40  # the chance on a skill of the week that a child has not tried
SURE, UNSURE = 0.85, 0.70  # what a teacher's word makes of a chance
AWAY = ("excused", "absent")
MET_DAYS = 14
DAY = 86_400_000


@dataclass(frozen=True)
class Known:
    """The children of a layout who will come, and what is known of them."""

    students: tuple[people.Student, ...]
    away: tuple[people.Student, ...]
    children: dict[str, Child]
    chances: dict[str, dict[str, float]]
    worth: dict[frozenset[str], float]
    apart: frozenset[frozenset[str]]
    since: dict[str, int | None]  # days since somebody spoke with her

    @property
    def ids(self) -> list[str]:
        """The ids of those who will come."""
        return [one.id for one in self.students]


def members(layout: Layout) -> list[people.Student]:
    """The children of all classes of a layout, each once, by class and name."""
    found = {one.id: one for key in layout.classes for one in people.students_of(key)}
    return list(found.values())


def gather(layout: Layout, day: str) -> Known:
    """Everything for a day."""
    everybody = members(layout)
    off = _away([one.id for one in everybody], day)
    here = tuple(one for one in everybody if one.id not in off)
    ids = [one.id for one in here]
    chance = chances(ids, weeks.week_of(day))
    never = frozenset(frozenset((row.student, row.other)) for row in tables.apart(ids))
    last = contacts.last_spoken(ids)
    since = {child: None if when is None else max(0, (clock.now_ms() - when) // DAY) for child, when in last.items()}
    return Known(
        students=here,
        away=tuple(one for one in everybody if one.id in off),
        children=_children(ids, chance, weeks.week_of(day), since),
        chances=chance,
        worth=pairs.weights(ids, chance, apart=never, met=_met(ids, day)),
        apart=never,
        since=since,
    )


def _away(students: Iterable[str], day: str) -> set[str]:
    rows = AttendanceDay.select(AttendanceDay.student).where(
        AttendanceDay.day == day, AttendanceDay.status.in_(AWAY), AttendanceDay.student.in_(list(students))
    )
    return {row.student for row in rows}


def _met(students: Iterable[str], day: str) -> dict[tuple[str, str], int]:
    first = (date.fromisoformat(day) - timedelta(days=MET_DAYS)).isoformat()
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return tables.meetings(students, first, before)


def chances(students: Iterable[str], week: str) -> dict[str, dict[str, float]]:
    """The chance of each child on each skill she tried or is to learn this week; a teacher's word comes first."""
    wanted = list(students)
    states = mastery.states_of_all(wanted)
    given = playlists.published(wanted, week)
    found: dict[str, dict[str, float]] = {}
    for student in wanted:
        to_come = dict.fromkeys(given[student].skills, UNTRIED) if student in given else {}
        found[student] = {**to_come, **{skill: _chance(state) for skill, state in states[student].items()}}
    return found


def _chance(state: SkillState) -> float:
    if state.state == "mastered":
        return max(state.chance, SURE)
    return min(state.chance, UNSURE) if state.judged else state.chance


def requires() -> dict[str, tuple[str, ...]]:
    """What each skill on the box builds on."""
    return {key: one.requires for key, one in catalog.shelf(language()).skills.items()}


def _children(ids: list[str], chance: pairs.Chances, week: str, since: Mapping[str, int | None]) -> dict[str, Child]:
    wanted, kinds = needs.needs(chance, requires()), _left_to_do(ids, week)
    return {child: Child(child, wanted[child], _gains(kinds[child], since[child])) for child in ids}


def _gains(left: Mapping[str, int], days: int | None) -> dict[str, float]:
    share = left["open"] / left["all"] if left["all"] else 0.0
    return {
        "own": 0.25 + 0.35 * share,
        "project": 0.5 if left["project"] else 0.2,
        "offscreen": 0.45 if left["offscreen"] else 0.3,
        "mentor": 0.6 if days is None else min(0.8, 0.08 * days),
    }


def _left_to_do(students: list[str], week: str) -> dict[str, dict[str, int]]:
    shelf, rows = catalog.shelf(language()), playlists.slots_of_all(students, week)
    done = {(student, slot) for student, slot, _card, status in evidence.statuses(students) if status in FINISHED}
    found = {}
    for student in students:
        cards = [shelf.find(row.card) for row in rows[student] if (student, row.slot) not in done]
        found[student] = {
            "all": len(rows[student]),
            "open": len(cards),
            "project": sum(card is not None and card.kind == "project" for card in cards),
            "offscreen": sum(card is not None and card.offscreen for card in cards),
        }
    return found


def apart_from(student: str) -> set[str]:
    """Those a student is kept apart from."""
    mine = tables.Apart.select().where((tables.Apart.student == student) | (tables.Apart.other == student))
    return {row.other if row.student == student else row.student for row in mine}
