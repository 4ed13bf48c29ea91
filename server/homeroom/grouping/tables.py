"""Rooms, plans, places, keep-apart wishes, groups asked for and answers to nudges, folded from the journal."""

from collections import Counter
from collections.abc import Iterable, Sequence

import peewee

from homeroom import journal
from homeroom.db import Json, Local, Projection
from homeroom.grouping import events as ev
from homeroom.grouping import layout as layouts
from homeroom.grouping.layout import Layout
from homeroom.journal import Entry

FRAME = ("classes", "rooms", "stations", "periods", "tablets")


class StationLayout(Projection):
    """The rooms, stations and periods of a class as last kept."""

    layout = peewee.TextField(primary_key=True)
    told = Json()


class StationPlan(Projection):
    """A published plan of a day, with the rooms and stations as they stood then."""

    layout = peewee.TextField()
    day = peewee.TextField()
    told = Json()
    published = peewee.IntegerField()
    actor = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("layout", "day")

    @property
    def frame(self) -> Layout:
        """Its rooms, stations and periods."""
        return layouts.of({"id": self.layout, **self.told})


class Placing(Projection):
    """Where a student is in one period of a day."""

    student = peewee.TextField()
    day = peewee.TextField()
    period = peewee.TextField()
    layout = peewee.TextField()
    station = peewee.TextField()
    mode = peewee.TextField()
    partners = Json()
    role = peewee.TextField()
    adult = peewee.TextField()
    reason = Json()

    class Meta:
        primary_key = peewee.CompositeKey("student", "day", "layout", "period")


class Apart(Projection):
    """Two students who are not to work together; only staff know."""

    student = peewee.TextField()
    other = peewee.TextField()
    note = peewee.TextField()
    actor = peewee.TextField()

    class Meta:
        table_name = "kept_apart"
        primary_key = peewee.CompositeKey("student", "other")


class AskedGroup(Projection):
    """A group that a teacher wants on a day."""

    id = peewee.TextField(primary_key=True)
    layout = peewee.TextField()
    day = peewee.TextField()
    students = Json()
    source = peewee.TextField()
    about = peewee.TextField()
    actor = peewee.TextField()
    when = peewee.IntegerField()


class NudgeAnswer(Projection):
    """One answer of a teacher to a nudge."""

    student = peewee.TextField()
    rule = peewee.TextField()
    about = peewee.TextField()
    ref = peewee.TextField()
    school_class = peewee.TextField()
    answer = peewee.TextField()
    actor = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "rule", "about", "ref")


class NudgeSwitch(Projection):
    """A rule that is switched off for a class, or for all ("")."""

    school_class = peewee.TextField()
    rule = peewee.TextField()
    actor = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("school_class", "rule")


class StationDraft(Local):
    """A plan that a teacher works on; `past` are the states that undo goes back to."""

    layout = peewee.TextField()
    day = peewee.TextField()
    state = Json()
    past = Json(default=list)
    made = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("layout", "day")


# --- folds -------------------------------------------------------------------------------------------


def _last(entries: Sequence[Entry]) -> Entry:
    found = journal.winner(journal.standing(entries)) or journal.winner(entries)
    assert found is not None
    return found


@journal.fold(ev.LayoutKept)
def fold_layout(register: str, entries: Sequence[Entry]) -> None:
    """The word that counts."""
    event = _last(entries).event
    StationLayout.put(layout=event.layout, told={name: getattr(event, name) for name in FRAME})


@journal.fold(ev.StationsPublished)
def fold_plan(register: str, entries: Sequence[Entry]) -> None:
    """The plan published last."""
    last = _last(entries)
    told = {name: getattr(last.event, name) for name in FRAME}
    StationPlan.put(
        layout=last.event.layout, day=last.event.day, told=told, published=last.event.when, actor=last.actor
    )


@journal.fold(ev.PlacesGiven)
def fold_places(register: str, entries: Sequence[Entry]) -> None:
    """The places given last; none when she was taken out."""
    event = _last(entries).event
    Placing.drop(student=event.student, day=event.day, layout=event.layout)
    for place in event.places:
        Placing.put(
            student=event.student,
            day=event.day,
            layout=event.layout,
            period=str(place.get("period", "")),
            station=str(place.get("station", "")),
            mode=str(place.get("mode", "")),
            partners=list(place.get("partners", ())),
            role=str(place.get("role", "")),
            adult=str(place.get("adult", "")),
            reason=place.get("reason") or {},
        )


@journal.fold(ev.KeptApart)
def fold_apart(register: str, entries: Sequence[Entry]) -> None:
    """Whether two are kept apart."""
    last = _last(entries)
    key = {"student": last.event.student, "other": last.event.other}
    Apart.drop(**key)
    if last.event.apart:
        Apart.put(**key, note=last.event.note or "", actor=last.actor)


@journal.fold(ev.GroupAsked)
def fold_asked(register: str, entries: Sequence[Entry]) -> None:
    """A wish that stands."""
    last = _last(entries)
    event = last.event
    AskedGroup.drop(id=event.group)
    if not event.dropped:
        names = ("layout", "day", "students", "source", "when")
        row = {name: getattr(event, name) for name in names}
        AskedGroup.put(id=event.group, about=event.about or "", actor=last.actor, **row)


@journal.fold(ev.NudgeAnswered, ev.NudgeAnswerTakenBack)
def fold_answers(register: str, entries: Sequence[Entry]) -> None:
    """Every answer is kept: what was said when is what is counted."""
    first = entries[0].event
    NudgeAnswer.drop(student=first.student, rule=first.rule, about=first.about)
    names = ("student", "rule", "about", "school_class", "answer", "when")
    for entry in [one for one in journal.standing(entries) if one.kind == ev.NudgeAnswered.kind]:
        row = {name: getattr(entry.event, name) for name in names}
        NudgeAnswer.put(**row, ref=entry.ref, actor=entry.actor)


@journal.fold(ev.NudgeSwitched)
def fold_switch(register: str, entries: Sequence[Entry]) -> None:
    """A row while the rule is off."""
    last = _last(entries)
    key = {"school_class": last.event.school_class, "rule": last.event.rule}
    NudgeSwitch.drop(**key)
    if not last.event.on:
        NudgeSwitch.put(**key, actor=last.actor)


# --- queries -----------------------------------------------------------------------------------------


def layout(key: str) -> Layout | None:
    """The rooms and stations of a class as last kept, or None."""
    found = StationLayout.one(layout=key)
    return layouts.of({"id": key, **found.told}) if found else None


def plan(key: str, day: str) -> StationPlan | None:
    """A published plan, or None."""
    return StationPlan.one(layout=key, day=day)


def plans_of(day: str) -> list[StationPlan]:
    """All published plans of a day; the one published last comes last and counts for children in two."""
    found = StationPlan.select().where(StationPlan.day == day)
    return sorted(found, key=lambda one: (one.published, one.layout))


def places(day: str, students: Iterable[str] | None = None) -> list[Placing]:
    """The places of a day."""
    chosen = Placing.day == day
    if students is not None:
        chosen &= Placing.student.in_(list(students))
    return list(Placing.select().where(chosen))


def places_since(students: Iterable[str], first: str) -> list[Placing]:
    """All places of these students from a day on, oldest first."""
    wanted = Placing.student.in_(list(students)) & (Placing.day >= first)
    return list(Placing.select().where(wanted).order_by(Placing.day, Placing.period))


def meetings(students: Iterable[str], first: str, last: str) -> dict[tuple[str, str], int]:
    """How often each two of these were partners between two days, by sorted pair."""
    wanted = set(students)
    found: Counter[tuple[str, str]] = Counter()
    for row in Placing.select().where(Placing.student.in_(wanted), Placing.day.between(first, last)):
        found.update((row.student, one) for one in row.partners if row.student < one and one in wanted)
    return dict(found)


def apart(students: Iterable[str]) -> list[Apart]:
    """The pairs among these that are kept apart."""
    wanted = set(students)
    return [row for row in Apart.select().where(Apart.student.in_(wanted)) if row.other in wanted]


def asked(key: str, day: str) -> list[AskedGroup]:
    """The groups asked for in a layout on a day, oldest first."""
    mine = (AskedGroup.layout == key) & (AskedGroup.day == day)
    return list(AskedGroup.select().where(mine).order_by(AskedGroup.when, AskedGroup.id))


def draft(key: str, day: str) -> StationDraft | None:
    """The plan a teacher works on, or None."""
    return StationDraft.one(layout=key, day=day)


def answers(students: Iterable[str], since: int = 0) -> list[NudgeAnswer]:
    """What teachers said to nudges about these students, oldest first."""
    mine = NudgeAnswer.student.in_(list(students)) & (NudgeAnswer.when >= since)
    return list(NudgeAnswer.select().where(mine).order_by(NudgeAnswer.when, NudgeAnswer.ref))


def switched_off(class_id: str) -> set[str]:
    """The rules that are off for a class."""
    rows = NudgeSwitch.select().where(NudgeSwitch.school_class.in_(["", class_id]))
    return {row.rule for row in rows}
