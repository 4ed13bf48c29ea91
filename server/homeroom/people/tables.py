"""The people of a school as tables, folded from the journal, and every question asked of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

import peewee

from homeroom import aliases, journal, store
from homeroom.db import Projection
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people import events as ev
from homeroom.people import rules
from homeroom.people import same_events as same
from homeroom.people import transfer_events as moved
from homeroom.people.on_this_box import Device
from homeroom.people.said_twice import SaidTwice, note
from homeroom.people.transfers import Transfer

__all__ = ["Device", "Enrolment", "SchoolClass", "Staff", "Student", "Teaching", "Transfer"]


class _Words(peewee.TextField):
    """A list of words, kept as JSON."""

    def db_value(self, value: Any) -> str:
        return json.dumps(list(value), ensure_ascii=False)

    def python_value(self, value: Any) -> list[str]:
        return cast("list[str]", json.loads(value))


class Student(Projection):
    """A child at a school; names are empty where the school keeps them to itself."""

    id = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    given_name = peewee.TextField(default="")
    family_name = peewee.TextField(default="")
    username = peewee.TextField(default="")
    identifier = peewee.TextField(default="")
    sourced_id = peewee.TextField(default="")
    birth_year = peewee.IntegerField(null=True)
    gender = peewee.TextField(default="")
    language = peewee.TextField(default="")
    interests = _Words(default=list)
    portrait = peewee.TextField(default="")
    picture_seed = peewee.TextField(default="")
    archived = peewee.BooleanField(default=False)
    provisional = peewee.BooleanField(default=False)

    @property
    def name(self) -> str:
        """The whole name; a mark where it is not known here."""
        return f"{self.given_name} {self.family_name}".strip() or f"#{self.id[-4:]}"


class SchoolClass(Projection):
    """A class, its animal, and how its children sign in: pictures, pin or none."""

    id = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    name = peewee.TextField(default="")
    sourced_id = peewee.TextField(default="")
    sign = peewee.TextField(default=rules.SIGNS[0])
    sign_in = peewee.TextField(default=rules.WAYS[0])
    archived = peewee.BooleanField(default=False)


class Enrolment(Projection):
    """A student in a class."""

    school_class = peewee.TextField()
    student = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("school_class", "student")


class Staff(Projection):
    """A teacher or somebody of the office."""

    id = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    name = peewee.TextField(default="")
    username = peewee.TextField(default="")
    sourced_id = peewee.TextField(default="")
    role = peewee.TextField(default="teacher")
    archived = peewee.BooleanField(default=False)


class Teaching(Projection):
    """A member of staff who teaches a class."""

    staff = peewee.TextField()
    school_class = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("staff", "school_class")


# --- folds -------------------------------------------------------------------------------------------


def tellers(entries: Iterable[Entry], field: str) -> list[Entry]:
    """The entries that say something about a field and that no other such entry replaces."""
    return journal.standing(one for one in entries if getattr(one.event, field, None) is not None)


@journal.fold(
    *(ev.StudentRegistered, ev.StudentChanged, ev.StudentArchived, ev.StudentRestored, ev.StudentErased),
    *(same.StudentProvisional, same.StudentConfirmed, moved.StudentTransferred),
    bears_none=True,
)
def fold_student(register: str, entries: Sequence[Entry]) -> None:
    """Each field is a register of its own, so that two people may change two fields at once."""
    told = _row(Student, register, entries, ev.StudentRegistered.kind)
    if told:
        Student.insert(told | {"birth_year": told.get("birth_year") or None}).execute()


@journal.fold(ev.ClassBegun, ev.ClassChanged, ev.ClassArchived, ev.ClassRestored)
def fold_class(register: str, entries: Sequence[Entry]) -> None:
    """As students."""
    told = _row(SchoolClass, register, entries, ev.ClassBegun.kind)
    if told:
        SchoolClass.insert(told).execute()


@journal.fold(ev.StaffRegistered, ev.StaffChanged, ev.StaffArchived, ev.StaffRestored)
def fold_staff(register: str, entries: Sequence[Entry]) -> None:
    """As students."""
    told = _row(Staff, register, entries, ev.StaffRegistered.kind)
    if told:
        Staff.insert(told).execute()


def _row(table: Any, register: str, entries: Sequence[Entry], begins: str) -> dict[str, Any]:
    """The row of one thing, after the old one is gone; empty before its first entry is here."""
    thing = register.split("/")[1]
    table.delete().where(table.id == thing).execute()
    SaidTwice.drop(register=register)
    begun = [one for one in entries if one.kind == begins]
    if not begun:
        return {}
    told: dict[str, Any] = {"id": thing, "school": rules.school_of(entries, begun[0], moved.StudentTransferred.kind)}
    for field in sorted(set(table._meta.fields) - set(told)):
        best = note(register, field, told["school"], tellers(entries, field))
        if best:
            told[field] = getattr(best.event, field)
    return told


@journal.fold(
    ev.EnrolmentBegun,
    ev.EnrolmentEnded,
    key=lambda entry: [entry.event.student],
    read=lambda student: journal.of_subject(student, ev.EnrolmentBegun.kind, ev.EnrolmentEnded.kind),
)
def fold_enrolment(student: str, entries: Sequence[Entry]) -> None:
    """A student is in a class when the entry that counts says so, and nobody moved her elsewhere at the same time."""
    Enrolment.drop(student=student)
    SaidTwice.drop(register=f"enrolments/{student}")
    places = rules.places(entries, ev.EnrolmentBegun.kind)
    for one in places.here:
        Enrolment.put(school_class=one.event.school_class, student=student)
    for one, others in places.contested:
        refs = json.dumps(sorted(other.ref for other in others))
        about = f"enrolments/{student}"
        SaidTwice.put(register=about, field=one.event.school_class, school=one.school, counts=one.ref, others=refs)


@journal.fold(ev.TeachingBegun, ev.TeachingEnded)
def fold_teaching(register: str, entries: Sequence[Entry]) -> None:
    """A member of staff teaches a class when the entry that counts says so."""
    _kind, school_class, staff = register.split("/")
    Teaching.delete().where(Teaching.school_class == school_class, Teaching.staff == staff).execute()
    best = journal.winner(journal.standing(entries))
    if best and best.kind == ev.TeachingBegun.kind:
        Teaching.insert(school_class=school_class, staff=staff).execute()


# --- questions ---------------------------------------------------------------------------------------


EVERYWHERE = peewee.SQL("1")


def here(table: type[Student] | type[SchoolClass] | type[Staff]) -> Any:
    """At a hub, only the people of the school for which the caller acts."""
    return table.school == store.at_school() if store.at_school() else EVERYWHERE


def _elsewhere(row: Student | SchoolClass | Staff | None) -> bool:
    return row is None or store.at_school() not in ("", row.school)


def student(student_id: str) -> Student:
    """One student, by any of her ids. Raises NotFound."""
    found = Student.one(id=student_id) or Student.one(id=aliases.root_of(student_id))
    if found is None or _elsewhere(found):
        raise NotFound(_("This child is not known here."))
    return found


def school_class(class_id: str) -> SchoolClass:
    """One class. Raises NotFound."""
    found = SchoolClass.one(id=class_id)
    if found is None or _elsewhere(found):
        raise NotFound(_("This class is not known here."))
    return found


def staff(staff_id: str) -> Staff:
    """One member of staff. Raises NotFound."""
    found = Staff.one(id=staff_id)
    if found is None or _elsewhere(found):
        raise NotFound(_("This person is not known here."))
    return found


def students(*, archived: bool = False) -> list[Student]:
    """All students who are here (or who left), by given name."""
    return _by_name(Student.select().where(Student.archived == archived, here(Student)))


def students_of(class_id: str) -> list[Student]:
    """The students of a class, by given name."""
    belongs = Enrolment.select(Enrolment.student).where(Enrolment.school_class == class_id)
    return _by_name(Student.select().where(Student.id.in_(belongs), ~Student.archived))


def classes(*, archived: bool = False) -> list[SchoolClass]:
    """All classes, by name."""
    query = SchoolClass.select().where(SchoolClass.archived == archived, here(SchoolClass))
    return list(query.order_by(SchoolClass.name))


def classes_of(student_id: str) -> list[SchoolClass]:
    """The classes a student is in, by name."""
    belongs = Enrolment.select(Enrolment.school_class).where(Enrolment.student == student_id)
    return _classes(belongs)


def classes_taught(staff_id: str) -> list[SchoolClass]:
    """The classes somebody teaches, by name."""
    belongs = Teaching.select(Teaching.school_class).where(Teaching.staff == staff_id)
    return _classes(belongs)


def teachers_of(class_id: str) -> list[Staff]:
    """Who teaches a class, by name."""
    belongs = Teaching.select(Teaching.staff).where(Teaching.school_class == class_id)
    return list(Staff.select().where(Staff.id.in_(belongs), ~Staff.archived).order_by(Staff.name))


def everybody_on_staff(*, archived: bool = False) -> list[Staff]:
    """All staff who are here (or who left), by name."""
    return list(Staff.select().where(Staff.archived == archived, here(Staff)).order_by(Staff.name))


def placements() -> dict[str, list[str]]:
    """For every student the ids of her classes that are not over, in the order of their names."""
    order = {one.id: place for place, one in enumerate(classes())}
    found: dict[str, list[str]] = {}
    rows = [(row.school_class, row.student) for row in Enrolment.select() if row.school_class in order]
    for class_id, student_id in sorted(rows, key=lambda row: order[row[0]]):
        found.setdefault(student_id, []).append(class_id)
    return found


def short_names(people: Iterable[Student]) -> dict[str, str]:
    """What each child is called among these: the given name, and an initial where two share it."""
    return {
        key: name or f"#{key[-4:]}"
        for key, name in rules.short_names((one.id, one.given_name, one.family_name) for one in people).items()
    }


def portrait_url(of: Student) -> str:
    """Where the child's picture is; the address changes when the picture does."""
    told = of.portrait or f"drawn {of.picture_seed or of.id}"
    return f"/portraits/{of.id}?v={hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _by_name(query: Iterable[Student]) -> list[Student]:
    return sorted(query, key=lambda one: (one.given_name.casefold(), one.family_name.casefold(), one.id))


def _classes(belongs: Any) -> list[SchoolClass]:
    query = SchoolClass.select().where(SchoolClass.id.in_(belongs), ~SchoolClass.archived)
    return list(query.order_by(SchoolClass.name))
