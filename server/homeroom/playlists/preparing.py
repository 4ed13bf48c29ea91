"""Gather what drafting needs to know about each student of a class."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from homeroom import clock
from homeroom.evidence import tables as evidence
from homeroom.evidence.rules import FINISHED
from homeroom.mastery import tables as mastery
from homeroom.mastery.rules import SkillState
from homeroom.people.tables import Student as Person
from homeroom.people.tables import classes_of
from homeroom.playlists import catalog, drafting, reasons, rules, steering, tables, tested, weighing
from homeroom.playlists.drafting import Pick
from homeroom.playlists.placement import tables as placements
from homeroom.playlists.steering import Steer
from homeroom.playlists.tables import Plan, Slot
from homeroom.terms import tables as terms

WEEKS_BACK = 3
LONGEST_HOLIDAY = 16  # weeks
DOUBTED, SHAKY = 3, 0.6  # answers after which, below which chance, a placement counts no more
QUICK = "quick-"  # how the slots of quick questions begin: answering one is not doing the card
DAY = 86_400_000
_givers: list[Callable[[list[str], str], Mapping[str, Sequence[Pick]]]] = []


def also(given: Callable[[list[str], str], Mapping[str, Sequence[Pick]]]) -> None:
    """Let a feature above say which cards enter the week of a student in any case: (students, week) → her cards."""
    if given not in _givers:
        _givers.append(given)


def days_in(class_id: str, week: str) -> tuple[int, int]:
    """On how many days of a week a class has school, and on how many usually."""
    kept, monday = terms.calendar(), rules.monday_of(week).isoformat()
    return len(kept.days(monday, tested.day_after(monday, 6), (class_id,))), len(kept.days_of_week(class_id))


def scaled(amount: int, days: tuple[int, int]) -> int:
    """What is left of an amount for a whole week, in a week with fewer days; a week without school is none to scale."""
    now, usual = days
    return amount if not now or now >= usual else max(1, round(amount * now / usual))


def short_week(class_id: str, week: str, count: int) -> tuple[int, int] | None:
    """For a week with fewer days than usual: how many, and how many of `count` cards that makes; None for others."""
    days = days_in(class_id, week)
    return (days[0], scaled(count, days) if days[0] else 0) if days[0] < days[1] else None


def school_week_before(class_id: str, week: str) -> str:
    """The last week before in which the class had school: holidays carry nothing away."""
    for by in range(1, LONGEST_HOLIDAY + 1):
        found = rules.shifted(week, -by)
        if days_in(class_id, found)[0]:
            return found
    return rules.shifted(week, -1)


def wish(plan: Plan) -> drafting.Wish:
    """What a teacher asks for, as drafting reads it; less in a week that holidays make shorter."""
    days = days_in(plan.school_class, plan.week)
    return drafting.Wish(
        skills=tuple(plan.skills),
        count=scaled(plan.count, days),
        offscreen=plan.offscreen / 100,
        together=plan.together / 100,
        pins=tuple((card, must) for card, must in plan.pins),
        offscreen_most=plan.offscreen_most / 100,
        together_most=plan.together_most / 100,
        minutes=scaled(plan.minutes, days) if plan.minutes else 0,
        band=(plan.chance_least / 100, plan.chance_most / 100),
        projects=tuple(plan.projects),
    )


def students(people: Iterable[Person], week: str) -> list[drafting.Student]:
    """What is known about each of these people when `week` is drafted."""
    people = list(people)
    levels = {card.id: card.level for card in catalog.shelf().cards.values()}
    ids = [one.id for one in people]
    placed = placements.known_of_all(ids)
    seen, skills = mastery.forecast(ids), sorted(catalog.shelf().drafting.requires)
    status, done = _worked(ids)
    before: dict[str, list[Slot]] = defaultdict(list)
    last_weeks = _weeks_before(ids, week)
    since_week = rules.shifted(min(last_weeks.values(), default=rules.shifted(week, -1)), 1 - WEEKS_BACK)
    for row in tables.earlier_slots(ids, week, since_week):
        before[row.student].append(row)
    now = tables.slots_of_all(ids, week)
    until, since = _days_of(week)
    booked, steered = tested.booked(ids, until, since), steering.of(ids)
    given = [giver(ids, week) for giver in _givers]
    return [
        drafting.Student(
            id=who.id,
            interests=frozenset(word.casefold() for word in who.interests),
            language=who.language,
            skills=_abilities(seen.states(who.id), partial(seen.chance, who.id), skills, placed.get(who.id, set())),
            done=frozenset(done[who.id]),
            kept=tuple(_kept(now[who.id], status[who.id])),
            unfinished=tuple(_unfinished(before[who.id], status[who.id], last_weeks[who.id])),
            booked=tuple(booked.get(who.id, ())),
            easy=_easy(before[who.id], levels),
            given=tuple(pick for one in given for pick in one.get(who.id, ())),
            **vars(steered.get(who.id, Steer())),
        )
        for who in people
    ]


def _weeks_before(ids: list[str], week: str) -> dict[str, str]:
    """For each student the last week with school before this one; she may be in several classes."""
    known: dict[str, str] = {}
    found = {}
    for one in ids:
        groups = [group.id for group in classes_of(one)]
        mine = [known.setdefault(group, school_week_before(group, week)) for group in groups if group not in known]
        mine += [known[group] for group in groups]
        found[one] = max(mine, default=rules.shifted(week, -1))
    return found


def _worked(ids: list[str]) -> tuple[dict[str, dict[str, str]], dict[str, set[str]]]:
    """How the work of each student on each slot stands, and the cards that she has done or showed to know."""
    status: dict[str, dict[str, str]] = defaultdict(dict)
    done: dict[str, set[str]] = defaultdict(set)
    for student, slot, card, state in evidence.statuses(ids):
        status[student][slot] = state
        if state in FINISHED and not slot.startswith(QUICK):
            done[student].add(card)
    for one in tested.tests_of(ids):
        if one.passed:
            done[one.student].add(one.card)
    return status, done


def _days_of(week: str) -> tuple[str, str]:
    """From the week before, so that no promise is lost, until the end of this one: last day and first (ISO)."""
    monday = rules.monday_of(week).isoformat()
    return tested.day_after(monday, 6), tested.day_after(monday, -14)


def _easy(slots: Iterable[Slot], levels: dict[str, str]) -> float:
    known = [levels[row.card] for row in slots if row.card in levels]
    return known.count("easier") / len(known) if known else 0.0


def _abilities(
    states: Mapping[str, SkillState], chance: Callable[[list[str]], float], skills: Iterable[str], placed: set[str]
) -> dict[str, drafting.Skill]:
    """What she can do; for a skill she never tried what the model expects, as far as it has seen her answer.

    What a placement found counts as known until answers speak against it.
    """
    found = {skill: _ability(state) for skill, state in states.items()}
    answers = sum(now.tried_in_all for now in found.values())
    trust = answers / (answers + weighing.USUAL_COUNT)
    for skill in skills:
        now = found.get(skill, drafting.Skill())
        if not now.tried:
            now = replace(now, chance=trust * chance([skill]) + (1 - trust) * weighing.USUAL, placed=True)
        doubted = now.tried >= DOUBTED and now.chance < SHAKY
        found[skill] = replace(now, known=now.known or (skill in placed and not doubted))
    return found


def _ability(state: SkillState) -> drafting.Skill:
    known = state.trace
    days = max(0, clock.now_ms() - (known.last or 0)) // DAY
    recent = known.recent
    return drafting.Skill(
        state.state, state.chance, state.known, recent.count("1"), len(recent), days, tried_in_all=known.attempts
    )


def _kept(slots: Iterable[Slot], status: dict[str, str]) -> Iterable[Pick]:
    return [Pick(row.card, row.must, row.reason, row.slot, row.quick) for row in slots if row.slot in status]


def _unfinished(slots: Iterable[Slot], status: dict[str, str], last_week: str) -> list[Pick]:
    found: dict[str, tuple[int, Pick]] = {}
    for row in slots:
        state = status.get(row.slot, "new")
        if row.slot in found or row.tested or row.quick:
            continue
        if state == "returned":
            found[row.slot] = (0, Pick(row.card, True, reasons.returned(), row.slot))
        elif state == "started":
            found[row.slot] = (1, Pick(row.card, True, reasons.started(), row.slot))
        elif state == "new" and row.must and row.week == last_week:
            found[row.slot] = (2, Pick(row.card, True, reasons.left_over(), row.slot))
    return [pick for _rank, pick in sorted(found.values(), key=lambda pair: pair[0])]
