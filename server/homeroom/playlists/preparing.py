"""Gather what drafting needs to know about each student of a class."""

from collections import defaultdict
from collections.abc import Iterable

from homeroom import clock
from homeroom.evidence import tables as evidence
from homeroom.evidence.rules import FINISHED
from homeroom.mastery import tables as mastery
from homeroom.mastery.rules import SkillState
from homeroom.people.tables import Student as Person
from homeroom.playlists import drafting, reasons, rules, tables
from homeroom.playlists.drafting import Pick
from homeroom.playlists.tables import Slot

WEEKS_BACK = 3
DAY = 86_400_000


def students(people: Iterable[Person], week: str) -> list[drafting.Student]:
    """What is known about each of these people when `week` is drafted."""
    people = list(people)
    ids = [one.id for one in people]
    abilities = mastery.states_of_all(ids)
    status: dict[str, dict[str, str]] = defaultdict(dict)
    done: dict[str, set[str]] = defaultdict(set)
    for student, slot, card, state in evidence.statuses(ids):
        status[student][slot] = state
        if state in FINISHED:
            done[student].add(card)
    before: dict[str, list[Slot]] = defaultdict(list)
    for row in tables.earlier_slots(ids, week, rules.shifted(week, -WEEKS_BACK)):
        before[row.student].append(row)
    now = tables.slots_of_all(ids, week)
    return [
        drafting.Student(
            id=one.id,
            interests=frozenset(word.casefold() for word in one.interests),
            language=one.language,
            skills={skill: _ability(state) for skill, state in abilities[one.id].items()},
            done=frozenset(done[one.id]),
            kept=tuple(_kept(now[one.id], status[one.id])),
            unfinished=tuple(_unfinished(before[one.id], status[one.id], rules.shifted(week, -1))),
        )
        for one in people
    ]


def _ability(state: SkillState) -> drafting.Skill:
    known = state.trace
    days = max(0, clock.now_ms() - (known.last or 0)) // DAY
    recent = known.recent
    return drafting.Skill(state.state, state.chance, state.known, recent.count("1"), len(recent), days)


def _kept(slots: Iterable[Slot], status: dict[str, str]) -> Iterable[Pick]:
    return [Pick(row.card, row.must, row.reason, row.slot) for row in slots if row.slot in status]


def _unfinished(slots: Iterable[Slot], status: dict[str, str], last_week: str) -> list[Pick]:
    found: dict[str, tuple[int, Pick]] = {}
    for row in slots:
        state = status.get(row.slot, "new")
        if row.slot in found:
            continue
        if state == "returned":
            found[row.slot] = (0, Pick(row.card, True, reasons.returned(), row.slot))
        elif state == "started":
            found[row.slot] = (1, Pick(row.card, True, reasons.started(), row.slot))
        elif state == "new" and row.must and row.week == last_week:
            found[row.slot] = (2, Pick(row.card, True, reasons.left_over(), row.slot))
    return [pick for _rank, pick in sorted(found.values(), key=lambda pair: pair[0])]
