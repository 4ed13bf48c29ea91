"""What teachers decide about who learns with whom. The only writers of grouping's entries."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from homeroom import clock, db, journal, taking_back
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.grouping import arranging, desk, nudging, placing, tables, words
from homeroom.grouping import events as ev
from homeroom.grouping import layout as layouts
from homeroom.grouping.desk import Desk, State
from homeroom.grouping.layout import Layout
from homeroom.grouping.tables import StationDraft
from homeroom.i18n import _
from homeroom.people import same_child
from homeroom.people import tables as people

SOURCES = ("idea", "answer", "skill", "hand")
LONGEST_NOTE, MOST_IN_GROUP = 200, 12


def _told(event: journal.Event) -> None:
    journal.write(event, replaces=journal.standing(journal.of_register(event.register)))


# --- rooms and stations ------------------------------------------------------------------------------


@db.writes
def keep_layout(layout: Layout) -> None:
    """Remember the rooms, stations and periods of a class from now on."""
    wrong = layouts.mistakes(layout)
    if wrong:
        raise Refused(words.mistake(*wrong[0]))
    if layout != tables.layout(layout.id):
        told = layouts.told(layout)
        _told(ev.LayoutKept(layout=told.pop("id"), **told))


# --- the draft on the desk ---------------------------------------------------------------------------


def draft(key: str, day: str) -> None:
    """Let the box propose who goes where. Locked children stay; what was there can be brought back by undo."""
    found = desk.open_desk(key, day)
    if not found.known.students:
        raise Refused(_("No child of this class comes on that day, so there is nobody to place."))
    found = replace(found, state={**found.state, "groups": desk.seat_groups(found)})
    _keep(found, {**found.state, "places": arranging.arrange(found.bound(anew=True))})


def mend(key: str, day: str) -> None:
    """Put right what is not, with as few moves as help."""
    found = _there(key, day)
    _keep(found, {**found.state, "places": arranging.mend(found.bound(anew=False), found.plan)})


def move(key: str, day: str, student: str, period: str, station: str, swap: str = "") -> tuple[Desk, Desk]:
    """Move a child to a station in a period, perhaps letting another have her place; the desk before and after.

    Raises NotFound for what is not in the plan, Refused for who is locked in place.
    """
    before = _there(key, day)
    plan = {at: dict(place) for at, place in before.plan.items()}
    if period not in plan or student not in plan[period] or (station and before.layout.station(station) is None):
        raise NotFound(_("This child or station is not in the plan any more. Load the page again."))
    if swap and plan[period].get(swap) != station:
        raise Conflict(_("The other child is not there any more. Load the page again."))
    for child in filter(None, (student, swap)):
        if (period, child) in before.problem.locks:
            name = people.student(child).given_name
            raise Refused(_("%(name)s is locked in place. Take the lock off first.", name=name))
    old = plan[period][student]
    plan[period][student] = station
    if swap:
        plan[period][swap] = old
    return before, _keep(before, {**before.state, "places": plan})


def lock(key: str, day: str, student: str, period: str, on: bool) -> None:
    """Keep a child where she is in a period whatever is drafted anew; or let her go."""
    found = _there(key, day)
    rest = [one for one in found.state["locks"] if one[:2] != [period, student]]
    station = found.plan.get(period, {}).get(student, "")
    if on and not station:
        raise Refused(_("A child without a place can't be locked. Give her a place first."))
    _keep(found, {**found.state, "locks": [*rest, [period, student, station]] if on else rest})


def _there(key: str, day: str) -> Desk:
    found = desk.open_desk(key, day)
    if not found.drafted:
        raise Conflict(_("There is no plan for this day yet. Let the box propose one first."))
    return found


def _keep(before: Desk, state: State) -> Desk:
    past = _store(before, state)
    return Desk(before.layout, before.day, state, past, True, before.published)


@db.writes
def _store(before: Desk, state: State) -> int:
    draft = tables.draft(before.layout.id, before.day)
    past = [*(draft.past if draft else []), _step_back(state, before.state)][-desk.MOST_STEPS :]
    key = {"layout": before.layout.id, "day": before.day}
    StationDraft.put(**key, state=state, past=past, made=clock.now_ms())
    return len(past)


def _step_back(after: State, before: State) -> dict[str, Any]:
    """Only what is different, so that forty steps of sixty children stay small."""
    places: dict[str, dict[str, str]] = {}
    for period in after["places"].keys() | before["places"].keys():
        new, old = after["places"].get(period, {}), before["places"].get(period, {})
        places[period] = {one: old.get(one, "") for one in new.keys() | old.keys() if new.get(one) != old.get(one)}
    found: dict[str, Any] = {"places": {period: place for period, place in places.items() if place}}
    return {**found, **{part: before[part] for part in ("locks", "groups") if before[part] != after[part]}}


@db.writes
def undo(key: str, day: str) -> None:
    """Take the last step on the desk back."""
    draft = tables.draft(key, day)
    if draft is None or not draft.past:
        raise Conflict(_("There is nothing to take back."))
    step, state = draft.past[-1], draft.state
    for period, place in step["places"].items():
        state["places"].setdefault(period, {}).update(place)
    state.update({part: step[part] for part in ("locks", "groups") if part in step})
    StationDraft.put(layout=key, day=day, state=state, past=draft.past[:-1], made=clock.now_ms())


def publish(key: str, day: str) -> int:
    """Give every child her places: kiosk, tablets and paper show them. Returns for how many something is new."""
    found = _there(key, day)
    if day < clock.today():
        raise Refused(_("This day is over. Plan the next one."))
    places = placing.places(found)
    return _publish(found, places)


@db.writes
def _publish(found: Desk, places: dict[str, list[dict[str, Any]]]) -> int:
    key, day = found.layout.id, found.day
    frame = {name: value for name, value in layouts.told(found.layout).items() if name != "id"}
    _told(ev.StationsPublished(layout=key, day=day, when=clock.now_ms(), **frame))
    before = placing.given(key, day)
    count = 0
    for student in sorted(places.keys() | before.keys()):
        now = places.get(student, [])
        if now != before.get(student, []):
            _told(ev.PlacesGiven(student=student, layout=key, day=day, places=now))
            count += 1
    StationDraft.drop(layout=key, day=day)
    return count


# --- who is kept apart, and groups asked for -----------------------------------------------------------


@db.writes
def keep_apart(one: str, other: str, note: str = "") -> None:
    """From now on the box does not put these two together; only staff know."""
    if one == other:
        raise Refused(_("Choose two different children."))
    people.student(one), people.student(other)
    first, second = sorted((one, other))
    _told(ev.KeptApart(student=first, other=second, note=note.strip()[:LONGEST_NOTE]))


@db.writes
def let_together(one: str, other: str) -> None:
    """These two may work together again."""
    first, second = sorted((one, other))
    if tables.Apart.one(student=first, other=second):
        _told(ev.KeptApart(student=first, other=second, apart=False))


@db.writes
def ask_group(key: str, day: str, students: Iterable[str], *, source: str = "hand", about: str = "") -> str:
    """Ask for a group with an adult on a day; the next proposal makes room for it. Returns its id."""
    chosen = sorted(set(students))
    if not 1 <= len(chosen) <= MOST_IN_GROUP or source not in SOURCES:
        raise Refused(_("A group has between 1 and %(most)s children.", most=MOST_IN_GROUP))
    for one in tables.asked(key, day):
        if (one.source, one.about, one.students) == (source, about, chosen):
            return str(one.id)
    group = journal.new_id("g")
    when = clock.now_ms()
    told = ev.GroupAsked(group=group, layout=key, day=day, when=when, students=chosen, source=source, about=about)
    journal.write(told)
    return group


@db.writes
def drop_group(key: str, group: str) -> None:
    """Do without a group that was asked for."""
    found = tables.AskedGroup.one(id=group)
    if found is None or found.layout != key:
        raise NotFound(_("This group is not asked for any more."))
    told: dict[str, Any] = {name: getattr(found, name) for name in ("layout", "day", "students", "source")}
    _told(ev.GroupAsked(group=group, when=found.when, about=found.about, dropped=True, **told))


# --- nudges --------------------------------------------------------------------------------------------


@db.writes
def answer_nudge(class_id: str, student: str, rule: str, about: str, answer: str) -> str:
    """Write down what a teacher says to a nudge: accept, later or never. Returns the entry's ref."""
    if rule not in nudging.RULES or answer not in nudging.ANSWERS:
        raise Refused(_("It was not clear which nudge was meant. Nothing was changed."))
    told = {"student": student, "rule": rule, "about": about, "school_class": class_id, "answer": answer}
    return journal.write(ev.NudgeAnswered(when=clock.now_ms(), **told)).ref


@db.writes
def take_back_answer(student: str, rule: str, about: str, ref: str) -> None:
    """Undo an own answer to a nudge: it is shown again and counts nowhere. Raises Refused."""
    told = ev.NudgeAnswerTakenBack(student=student, rule=rule, about=about, when=clock.now_ms())
    journal.write(told, replaces=[taking_back.own(told.register, ref, ev.NudgeAnswered)])


@db.writes
def switch_rule(class_id: str, rule: str, on: bool) -> None:
    """Switch a rule for nudges off or on: for a class, or for all ("")."""
    if rule not in nudging.RULES:
        raise Refused(_("It was not clear which nudge was meant. Nothing was changed."))
    _told(ev.NudgeSwitched(school_class=class_id, rule=rule, on=on))


@journal.on_joined
def follow() -> None:
    """In plans that a teacher works on, a child whose cards were joined stands under the id that counts."""
    for row in list(StationDraft.select()):
        state, past = same_child.renamed([row.state, row.past])
        if [state, past] != [row.state, row.past]:
            StationDraft.put(layout=row.layout, day=row.day, state=state, past=past, made=row.made)
