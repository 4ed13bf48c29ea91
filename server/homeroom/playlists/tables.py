"""Published weeks, card by card, and the drafts a teacher works on."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import peewee

from homeroom import journal
from homeroom.db import Json, Local, Projection
from homeroom.errors import NotFound
from homeroom.evidence.rows import Work
from homeroom.evidence.rules import FINISHED
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.playlists import events as ev
from homeroom.playlists import rules

Slots = list[dict[str, Any]]


class Week(Projection):
    """A week that a student has been given."""

    student = peewee.TextField()
    week = peewee.TextField()
    school_class = peewee.TextField()
    title = peewee.TextField()
    skills = Json()
    published = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "week")


class Slot(Projection):
    """One card in a student's week, and why it is there."""

    student = peewee.TextField()
    week = peewee.TextField()
    slot = peewee.TextField()
    position = peewee.IntegerField()
    card = peewee.TextField()
    must = peewee.BooleanField()
    reason = Json()
    origin = peewee.TextField()
    quick = peewee.TextField(default="")
    tested = peewee.BooleanField(default=False)
    place = peewee.TextField(default="")
    partner = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("student", "week", "slot")


class Plan(Local):
    """What a teacher asks for in a class's week."""

    school_class = peewee.TextField()
    week = peewee.TextField()
    title = peewee.TextField(default="")
    skills = Json(default=list)
    count = peewee.IntegerField(default=25)
    offscreen = peewee.IntegerField(default=25)
    together = peewee.IntegerField(default=15)
    pins = Json(default=list)
    offscreen_most = peewee.IntegerField(default=60)
    together_most = peewee.IntegerField(default=60)
    minutes = peewee.IntegerField(default=300)
    chance_least = peewee.IntegerField(default=70)
    chance_most = peewee.IntegerField(default=85)
    projects = Json(default=list)

    class Meta:
        primary_key = peewee.CompositeKey("school_class", "week")


class Draft(Local):
    """A student's proposed week; nobody but her teachers sees it."""

    student = peewee.TextField()
    week = peewee.TextField()
    school_class = peewee.TextField()
    slots = Json(default=list)
    made = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "week")


@journal.fold(
    ev.PlaylistPublished,
    ev.SlotAdded,
    ev.SlotSwapped,
    ev.SlotMarked,
    ev.SlotRemoved,
    ev.SlotsOrdered,
    ev.SlotArranged,
    ev.TestedOut,
    ev.WeekTakenBack,
)
def fold_week(register: str, entries: Sequence[Entry]) -> None:
    """Bring one student's one week up to date."""
    student, week = entries[0].event.student, entries[0].event.week
    facts = journal.standing(entries)
    Slot.delete().where((Slot.student == student) & (Slot.week == week)).execute()
    Week.delete().where((Week.student == student) & (Week.week == week)).execute()
    published = journal.winner(fact for fact in facts if isinstance(fact.event, ev.PlaylistPublished))
    if published:
        told = published.event
        names = ("school_class", "title", "skills")
        row = {name: getattr(told, name) for name in names}
        Week.insert(student=student, week=week, published=told.when, **row).execute()
    rows = [
        {"student": student, "week": week, "position": position, **vars(place)}
        for position, place in enumerate(rules.places(facts, journal.winner))
    ]
    if rows:
        Slot.insert_many(rows).execute()


# --- queries -----------------------------------------------------------------------------------------


def week(student: str, week: str) -> Week | None:
    """A student's published week, or None."""
    return Week.get_or_none((Week.student == student) & (Week.week == week))


def current_week(student: str, this: str) -> Week | None:
    """The week a student works on: this one, else the last one she was given before."""
    mine = Week.select().where((Week.student == student) & (Week.week <= this))
    found: Week | None = mine.order_by(Week.week.desc()).first()
    return found


def slots(student: str, week: str) -> list[Slot]:
    """The cards of a student's week, in order."""
    mine = (Slot.student == student) & (Slot.week == week)
    return list(Slot.select().where(mine).order_by(Slot.position))


def slots_of_all(students: Iterable[str], week: str) -> dict[str, list[Slot]]:
    """The cards of several students' week, in order; nothing for who has no week."""
    wanted = list(students)
    found: dict[str, list[Slot]] = {student: [] for student in wanted}
    for row in Slot.select().where(Slot.student.in_(wanted) & (Slot.week == week)).order_by(Slot.position):
        found[row.student].append(row)
    return found


def counts(students: Iterable[str], week: str) -> dict[str, tuple[int, int]]:
    """How many cards of the week each student has done, and how many there are."""
    wanted = Slot.student.in_(list(students)) & (Slot.week == week)
    same = (Work.student == Slot.student) & (Work.slot == Slot.slot) & Work.status.in_(FINISHED)
    done: Any = peewee.Case(None, [(Slot.tested | Work.slot.is_null(False), 1)], 0)
    rows: Any = (
        Slot.select(Slot.student, peewee.fn.SUM(done), peewee.fn.COUNT(Slot.slot))
        .join(Work, peewee.JOIN.LEFT_OUTER, on=same)
        .where(wanted)
        .group_by(Slot.student)
        .tuples()
    )
    return {student: (done, total) for student, done, total in rows}


def slot(student: str, slot: str) -> Slot | None:
    """One slot of a student in its latest week, or None (a card opened freely, or taken out)."""
    mine = Slot.select().where((Slot.student == student) & (Slot.slot == slot))
    return cast("Slot | None", mine.order_by(Slot.week.desc()).first())


def published(students: Iterable[str], week: str) -> dict[str, Week]:
    """Who of these has been given the week."""
    found = Week.select().where(Week.student.in_(list(students)) & (Week.week == week))
    return {row.student: row for row in found}


def earlier_slots(students: Iterable[str], before: str, since: str) -> list[Slot]:
    """The cards of several students' weeks from `since` until just before `before`, newest week first."""
    mine = Slot.student.in_(list(students)) & (Slot.week < before) & (Slot.week >= since)
    return list(Slot.select().where(mine).order_by(Slot.week.desc(), Slot.position))


def plan(class_id: str, week: str) -> Plan:
    """What was asked for in a class's week so far; else what was asked for the last time, without pins."""
    so_far = Plan.select().where((Plan.school_class == class_id) & (Plan.week <= week))
    found: Plan | None = so_far.order_by(Plan.week.desc()).first()
    if found is None:
        return Plan(school_class=class_id, week=week)
    if found.week != week:
        found = Plan(**{**found.__data__, "week": week, "title": "", "pins": [], "projects": []})
    return found


def drafts(students: Iterable[str], week: str) -> dict[str, Draft]:
    """The unpublished drafts of several students."""
    found = Draft.select().where(Draft.student.in_(list(students)) & (Draft.week == week))
    return {row.student: row for row in found}


def draft(student: str, week: str) -> Draft:
    """One student's draft. Raises NotFound."""
    found = Draft.get_or_none((Draft.student == student) & (Draft.week == week))
    if found is None:
        raise NotFound(_("There is no draft for this child any more. It may have been published."))
    return found
