"""Mentors, talks and private notes."""

from collections.abc import Iterable, Sequence

import peewee

from homeroom import journal
from homeroom.db import Json, Projection
from homeroom.errors import NotFound
from homeroom.goals.talks import events as ev
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people import tables as people


class Mentor(Projection):
    """Who talks with a student every week."""

    student = peewee.TextField(primary_key=True)
    staff = peewee.TextField()


class Talk(Projection):
    """A talk with a student."""

    student = peewee.TextField()
    talk = peewee.TextField()
    author = peewee.TextField()
    day = peewee.TextField()
    step = peewee.TextField(null=True)
    goal = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "talk")


class TalkNote(Projection):
    """A private note; only its author and whom she shares it with may read it."""

    PRIVATE = ("text",)
    student = peewee.TextField()
    note = peewee.TextField()
    author = peewee.TextField()
    text = peewee.TextField(null=True)
    shared = Json()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "note")


@journal.fold(ev.MentorChosen)
def fold_mentor(register: str, entries: Sequence[Entry]) -> None:
    """What was chosen last counts."""
    told = journal.standing(entries)[-1].event
    Mentor.drop(student=told.student)
    if told.staff:
        Mentor.put(student=told.student, staff=told.staff)


@journal.fold(ev.TalkHeld, ev.TalkTakenBack)
def fold_talk(register: str, entries: Sequence[Entry]) -> None:
    """A talk, as it was noted last."""
    facts = journal.standing(entries)
    first = entries[0].event
    Talk.drop(student=first.student, talk=first.talk)
    held = [one for one in facts if isinstance(one.event, ev.TalkHeld)]
    if held:
        told, author = held[-1].event, held[-1].actor.partition(":")[2]
        row = {name: getattr(told, name) for name in ("student", "talk", "day", "step", "goal", "when")}
        Talk.put(author=author, **row)


@journal.fold(ev.NoteKept)
def fold_note(register: str, entries: Sequence[Entry]) -> None:
    """The text its author wrote last; the author is who began it."""
    author = entries[0].actor.partition(":")[2]
    own = [one for one in journal.standing(entries) if one.actor.partition(":")[2] == author]
    first = entries[0].event
    TalkNote.drop(student=first.student, note=first.note)
    if own and not own[-1].event.thrown:
        told = own[-1].event
        text, shared = told.text, sorted(told.shared)
        TalkNote.put(student=told.student, note=told.note, author=author, text=text, shared=shared, when=first.when)


# --- queries -----------------------------------------------------------------------------------------


def mentors(students: Iterable[str]) -> dict[str, str]:
    """Who was chosen to talk with each of these students; nothing where it is whoever teaches the class."""
    return {row.student: row.staff for row in Mentor.select().where(Mentor.student.in_(list(students)))}


def mentees_of(staff: str) -> set[str]:
    """The students whom a member of staff was chosen to talk with."""
    return {row.student for row in Mentor.select().where(Mentor.staff == staff)}


def is_mentor(staff: str, student: str) -> bool:
    """Whether somebody was chosen to talk with a student."""
    return Mentor.one(student=student, staff=staff) is not None


def talks_of(students: Iterable[str]) -> dict[str, list[Talk]]:
    """The talks with several students, latest first."""
    found: dict[str, list[Talk]] = {}
    for row in Talk.select().where(Talk.student.in_(list(students))).order_by(Talk.when.desc(), Talk.talk):
        found.setdefault(row.student, []).append(row)
    return found


def talk(student: str, talk: str) -> Talk:
    """One talk. Raises NotFound."""
    found = Talk.one(student=student, talk=talk)
    if found is None:
        raise NotFound(_("This talk is not known here. It may have been taken back."))
    return found


def notes_for(reader: str, student: str) -> list[TalkNote]:
    """The notes about a student that somebody may read, latest first."""
    rows = TalkNote.select().where(TalkNote.student == student).order_by(TalkNote.when.desc(), TalkNote.note)
    return [row for row in rows if reader == row.author or reader in row.shared]


def own_note(author: str, student: str, note: str) -> TalkNote:
    """A note, for who wrote it. Raises NotFound, also for everybody else: nobody learns that it is there."""
    found = TalkNote.one(student=student, note=note)
    if found is None or found.author != author:
        raise NotFound(_("This note is not known here."))
    return found


def colleagues(student: str) -> list[people.Staff]:
    """The staff who could share a note: who teaches her, her mentor, the office."""
    there = {one.id: one for group in people.classes_of(student) for one in people.teachers_of(group.id)}
    mentor = mentors([student]).get(student, "")
    for one in people.everybody_on_staff():
        if one.role == "office" or one.id == mentor:
            there.setdefault(one.id, one)
    return sorted(there.values(), key=lambda one: one.name.casefold())
