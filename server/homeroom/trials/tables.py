"""Comparisons, who takes part, and what each look said, folded from the journal."""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee

from homeroom import journal
from homeroom.db import Json, Projection
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.trials import events as ev


class Trial(Projection):
    """One comparison; `ended` in ms, 0 while it runs."""

    id = peewee.TextField(primary_key=True)
    question = peewee.TextField()
    skill = peewee.TextField()
    usual = Json()
    new = Json()
    names = Json()
    outcome = peewee.TextField()
    most = peewee.IntegerField()
    seed = peewee.TextField()
    actor = peewee.TextField()
    made = peewee.IntegerField()
    ended = peewee.IntegerField(default=0)
    ending = peewee.TextField(default="")
    text = peewee.TextField(null=True)

    @property
    def cards(self) -> dict[str, str]:
        """Which way each card belongs to."""
        return {**dict.fromkeys(self.usual, "usual"), **dict.fromkeys(self.new, "new")}


class TrialClass(Projection):
    """A class that takes part."""

    trial = peewee.TextField()
    school_class = peewee.TextField()
    cut = peewee.FloatField()
    actor = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("trial", "school_class")


class TrialChild(Projection):
    """A child who takes part; `out`: when she was taken out (ms), else 0."""

    trial = peewee.TextField()
    student = peewee.TextField()
    school_class = peewee.TextField()
    arm = peewee.TextField()
    starter = peewee.TextField()
    language = peewee.TextField()
    when = peewee.IntegerField()
    out = peewee.IntegerField(default=0)
    text = peewee.TextField(null=True)
    actor = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("trial", "student")


class TrialLook(Projection):
    """One look that was taken."""

    trial = peewee.TextField()
    look = peewee.IntegerField()
    counts = Json()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("trial", "look")


@journal.fold(ev.TrialPlanned, ev.TrialEnded)
def fold_trial(register: str, entries: Sequence[Entry]) -> None:
    """A plan never changes; the first end counts."""
    key = register.partition("/")[2]
    Trial.drop(id=key)
    planned = next((one for one in entries if isinstance(one.event, ev.TrialPlanned)), None)
    if planned is None:
        return
    told = planned.event
    names = ("question", "skill", "usual", "new", "names", "outcome", "most", "seed")
    end = next((one.event for one in entries if isinstance(one.event, ev.TrialEnded)), None)
    over = {"ended": end.when, "ending": end.reason, "text": end.text} if end else {}
    Trial.put(id=key, actor=planned.actor, made=told.when, **{name: getattr(told, name) for name in names}, **over)


@journal.fold(ev.ClassJoined)
def fold_class(register: str, entries: Sequence[Entry]) -> None:
    """The last word about a class."""
    last = journal.winner(journal.standing(entries))
    told = entries[0].event
    TrialClass.drop(trial=told.trial, school_class=told.school_class)
    if last and not last.event.out:
        TrialClass.put(trial=told.trial, school_class=told.school_class, cut=last.event.cut, actor=last.actor)


@journal.fold(ev.ChildAssigned, ev.ChildTakenOut)
def fold_child(register: str, entries: Sequence[Entry]) -> None:
    """The first lot counts for ever; a teacher may take the child out."""
    told = entries[0].event
    TrialChild.drop(trial=told.trial, student=told.student)
    first = next((one.event for one in entries if isinstance(one.event, ev.ChildAssigned)), None)
    if first is None:
        return
    said = [one for one in journal.standing(entries) if isinstance(one.event, ev.ChildTakenOut)]
    last = journal.winner(said)
    out: dict[str, Any] = {}
    if last and not last.event.back:
        out = {"out": last.event.when, "text": last.event.text, "actor": last.actor}
    names = ("trial", "student", "school_class", "arm", "starter", "language", "when")
    TrialChild.put(**{name: getattr(first, name) for name in names}, **out)


@journal.fold(ev.TrialLooked)
def fold_look(register: str, entries: Sequence[Entry]) -> None:
    """A look is taken once; of two boxes' the first counts."""
    told = entries[0].event
    TrialLook.put(trial=told.trial, look=told.look, counts=told.counts, when=told.when)


# --- queries -----------------------------------------------------------------------------------------


def trials(classes: Iterable[str] | None = None, actor: str = "") -> list[Trial]:
    """All comparisons, those that run first; with `classes` only theirs, and those `actor` planned."""
    found = list(Trial.select().order_by(Trial.ended > 0, Trial.made.desc(), Trial.id))
    if classes is None:
        return found
    mine = {row.trial for row in TrialClass.select().where(TrialClass.school_class.in_(list(classes)))}
    return [one for one in found if one.id in mine or (actor and one.actor == actor)]


def trial(key: str) -> Trial:
    """One comparison. Raises NotFound."""
    found = Trial.one(id=key)
    if found is None:
        raise NotFound(_("This comparison is not there. Look at the list of all."))
    return found


def running() -> list[Trial]:
    """Those that run."""
    return list(Trial.select().where(Trial.ended == 0).order_by(Trial.made, Trial.id))


def classes(key: str) -> dict[str, TrialClass]:
    """The classes that take part."""
    return {row.school_class: row for row in TrialClass.select().where(TrialClass.trial == key)}


def children(key: str) -> list[TrialChild]:
    """All children with their way, those taken out too."""
    return list(TrialChild.select().where(TrialChild.trial == key).order_by(TrialChild.student))


def taking_part(students: Iterable[str], keys: Iterable[str]) -> list[TrialChild]:
    """Where these children take part now."""
    mine = TrialChild.student.in_(list(students)) & TrialChild.trial.in_(list(keys)) & (TrialChild.out == 0)
    return list(TrialChild.select().where(mine))


def looks(key: str) -> list[TrialLook]:
    """The looks that were taken, in order."""
    return list(TrialLook.select().where(TrialLook.trial == key).order_by(TrialLook.look))
