"""What staff can do with people: register, change, archive, place. The only writers of people's entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from homeroom import db, journal, store
from homeroom.errors import Conflict, Forbidden, Refused
from homeroom.i18n import _
from homeroom.people import events as ev
from homeroom.people import rules, tables, whole_school
from homeroom.people import transfer_events as moved
from homeroom.people.tables import Enrolment, SchoolClass, Staff, Student, Teaching


class Caller(Protocol):
    """Whoever asks, as web.caller() tells it."""

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def id(self) -> str: ...


def check_may_see(caller: Caller, class_id: str) -> None:
    """Let the office pass, and teachers into the classes they teach. Raises Forbidden."""
    if "office" in caller.roles:
        return
    teaches = Teaching.select().where(Teaching.staff == caller.id, Teaching.school_class == class_id)
    if "teacher" not in caller.roles or not teaches.exists():
        raise Forbidden(_("This class is not yours, so you can't see it. The office can make it yours."))


def check_may_see_student(caller: Caller, student_id: str) -> None:
    """Let the office pass, and teachers to the children of their classes. Raises Forbidden."""
    if "office" in caller.roles:
        return
    mine = Teaching.select(Teaching.school_class).where(Teaching.staff == caller.id)
    shared = Enrolment.select().where(Enrolment.student == student_id, Enrolment.school_class.in_(mine))
    if "teacher" not in caller.roles or not shared.exists():
        raise Forbidden(_("This child is in none of your classes, so its page is closed to you."))


# --- students ----------------------------------------------------------------------------------------


@db.writes
def register_student(**told: Any) -> Student:
    """Take a child in. Tells given_name, family_name and whatever else is known."""
    if not (told.get("given_name") or told.get("family_name")):
        raise Refused(_("Write at least one name."))
    _check_username_free(Student, told.get("username"), "")
    key = journal.new_id()
    told = {"picture_seed": key, **_known(told)}
    journal.write(ev.StudentRegistered(student=key, **told))
    return tables.student(key)


@db.writes
def change_student(student_id: str, **told: Any) -> Student:
    """Write down what is new about a student; what is the same is left alone."""
    row = tables.student(student_id)
    if "birth_year" in told:
        told["birth_year"] = told["birth_year"] or 0
    _check_username_free(Student, told.get("username"), student_id)
    news = {name: value for name, value in told.items() if value != _old(row, name)}
    names = {"given_name", "family_name"} & news.keys()
    if names and not (news.get("given_name", row.given_name) or news.get("family_name", row.family_name)):
        raise Refused(_("Write at least one name."))
    if news:
        _write(ev.StudentChanged(student=student_id, **news), list(news))
    return tables.student(student_id)


@db.writes
def archive_student(student_id: str) -> None:
    """Let a child leave; nothing about her is deleted."""
    if not tables.student(student_id).archived:
        _write(ev.StudentArchived(student=student_id), ["archived"])


@db.writes
def restore_student(student_id: str) -> None:
    """Take an archived child back, into the classes she was in."""
    if tables.student(student_id).archived:
        _write(ev.StudentRestored(student=student_id), ["archived"])


# --- classes -----------------------------------------------------------------------------------------


@db.writes
def begin_class(name: str, *, sign: str = "", sign_in: str = "pictures", sourced_id: str = "") -> SchoolClass:
    """Begin a class; without a sign it gets the animal used least."""
    told = {"name": name, "sign": sign or rules.next_sign(one.sign for one in tables.classes()), "sign_in": sign_in}
    _check_class(told, "")
    key = journal.new_id()
    journal.write(ev.ClassBegun(school_class=key, **told, sourced_id=sourced_id or None))
    return tables.school_class(key)


@db.writes
def change_class(class_id: str, **told: Any) -> SchoolClass:
    """Give a class another name, sign or way to sign in."""
    row = tables.school_class(class_id)
    _check_class(told, class_id)
    news = {name: value for name, value in told.items() if value != getattr(row, name)}
    if news:
        _write(ev.ClassChanged(school_class=class_id, **news), list(news))
    return tables.school_class(class_id)


@db.writes
def archive_class(class_id: str) -> None:
    """Close a class; its children stay at the school."""
    if not tables.school_class(class_id).archived:
        _write(ev.ClassArchived(school_class=class_id), ["archived"])


@db.writes
def restore_class(class_id: str) -> None:
    """Let an archived class go on."""
    if tables.school_class(class_id).archived:
        _write(ev.ClassRestored(school_class=class_id), ["archived"])


# --- staff -------------------------------------------------------------------------------------------


@db.writes
def register_staff(name: str, *, role: str = "teacher", username: str = "", sourced_id: str = "") -> Staff:
    """Take a teacher or somebody for the office in; without a username one is made of the name."""
    if not name:
        raise Refused(_("Write the name."))
    if role not in rules.STAFF_ROLES:
        raise Refused(_("The role is either teacher or office."))
    username = username or rules.username_for(name, whole_school.usernames())
    _check_username_free(Staff, username, "")
    key = journal.new_id()
    told = _known({"name": name, "username": username, "sourced_id": sourced_id, "role": role})
    journal.write(ev.StaffRegistered(staff=key, **told))
    return tables.staff(key)


@db.writes
def change_staff(staff_id: str, **told: Any) -> Staff:
    """Change the name, the username or the role of somebody."""
    row = tables.staff(staff_id)
    _check_username_free(Staff, told.get("username"), staff_id)
    news = {name: value for name, value in told.items() if value != getattr(row, name)}
    if "name" in news and not news["name"]:
        raise Refused(_("Write the name."))
    if news.get("role", "office") != "office":
        _check_office_stays(row)
    if news:
        _write(ev.StaffChanged(staff=staff_id, **news), list(news))
    return tables.staff(staff_id)


@db.writes
def archive_staff(staff_id: str) -> None:
    """Let a member of staff leave; somebody stays in the office."""
    row = tables.staff(staff_id)
    _check_office_stays(row)
    if not row.archived:
        _write(ev.StaffArchived(staff=staff_id), ["archived"])


@db.writes
def restore_staff(staff_id: str) -> None:
    """Take a member of staff back."""
    if tables.staff(staff_id).archived:
        _write(ev.StaffRestored(staff=staff_id), ["archived"])


# --- who belongs where -------------------------------------------------------------------------------


@db.writes
def enroll(student_id: str, class_id: str, *, instead_of: Iterable[str] = ()) -> None:
    """Put a student into a class; harmless when she is in it.

    With `instead_of` it is a move out of these classes: when two people move her at once, one move counts.
    """
    tables.student(student_id), tables.school_class(class_id)
    if not Enrolment.get_or_none(Enrolment.student == student_id, Enrolment.school_class == class_id):
        _place(ev.EnrolmentBegun(student=student_id, school_class=class_id), instead_of)


@db.writes
def unenroll(student_id: str, class_id: str) -> None:
    """Take a student out of a class; harmless when she is not in it."""
    if Enrolment.get_or_none(Enrolment.student == student_id, Enrolment.school_class == class_id):
        _place(ev.EnrolmentEnded(student=student_id, school_class=class_id))


@db.writes
def place(student_id: str, class_ids: Iterable[str]) -> None:
    """Let a student be in exactly these classes."""
    wanted, now = set(class_ids), {one.id for one in tables.classes_of(student_id)}
    for class_id in sorted(wanted - now):
        enroll(student_id, class_id, instead_of=now - wanted)
    for class_id in sorted(now - wanted):
        unenroll(student_id, class_id)


@db.writes
def end_place(student_id: str, class_id: str) -> None:
    """Say that a student is not in a class, also where that only lost against another place."""
    known = journal.standing(journal.of_register(f"enrolment/{class_id}/{student_id}"))
    if any(one.kind == ev.EnrolmentBegun.kind for one in known):
        _place(ev.EnrolmentEnded(student=student_id, school_class=class_id))


@db.writes
def assign(staff_id: str, class_id: str) -> None:
    """Give somebody a class to teach."""
    tables.staff(staff_id), tables.school_class(class_id)
    if not Teaching.get_or_none(Teaching.staff == staff_id, Teaching.school_class == class_id):
        _place(ev.TeachingBegun(staff=staff_id, school_class=class_id))


@db.writes
def unassign(staff_id: str, class_id: str) -> None:
    """Take a class from somebody."""
    if Teaching.get_or_none(Teaching.staff == staff_id, Teaching.school_class == class_id):
        _place(ev.TeachingEnded(staff=staff_id, school_class=class_id))


# --- with a hub --------------------------------------------------------------------------------------


@db.writes
def decide(event: journal.Event, field: str) -> None:
    """Write what a person decided about a field of which several things were said: it replaces them all."""
    _write(event, [field])


@journal.on_arrival(moved.StudentTransferred)
def acknowledge(transfers: Sequence[journal.Entry]) -> None:
    """Say that this school has heard of a transfer. What goes with it came before it, in the same lane."""
    own = store.school_id()
    for one in transfers:
        if one.by_hub and one.event is not None and own in (one.event.source, one.event.target):
            told = moved.TransferReceived(student=one.subject, transfer=one.event.transfer, school=own)
            with journal.acting(actor="system:box"):
                journal.write(told)


# --- beneath -----------------------------------------------------------------------------------------


def _write(event: journal.Event, fields: list[str]) -> None:
    known = journal.of_register(event.register)
    replaced = {one.ref: one for field in fields for one in tables.tellers(known, field)}
    journal.write(event, replaces=replaced.values())


def _place(event: journal.Event, instead_of: Iterable[str] = ()) -> None:
    replaced = journal.standing(journal.of_register(event.register))
    for class_id in sorted(instead_of):
        left = journal.standing(journal.of_register(f"enrolment/{class_id}/{event.subject}"))
        replaced += [one for one in left if one.kind == ev.EnrolmentBegun.kind]
    journal.write(event, replaces=replaced)


def _known(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in (None, "", [], 0)}


def _old(row: Student, name: str) -> Any:
    return (row.birth_year or 0) if name == "birth_year" else getattr(row, name)


def _check_username_free(table: type[Student] | type[Staff], username: str | None, but: str) -> None:
    if username and whole_school.is_taken(table, username, but):
        raise Conflict(_("Somebody else has the username %(name)s already.", name=username))


def _check_class(told: dict[str, Any], but: str) -> None:
    name = told.get("name")
    if name is not None and (not name or len(name) > 50 or set(name) & set(",;|")):
        raise Refused(_("A class needs a name of at most 50 letters, without , ; or |."))
    if name and any(one.name.casefold() == name.casefold() and one.id != but for one in tables.classes()):
        raise Conflict(_("There is a class %(name)s already.", name=name))
    if told.get("sign", rules.SIGNS[0]) not in rules.SIGNS or told.get("sign_in", "pin") not in rules.WAYS:
        raise Refused(_("Choose one of the signs, and one of the ways to sign in."))


def _check_office_stays(row: Staff) -> None:
    if row.role == "office" and not row.archived and not whole_school.rest_of_office(row.id):
        raise Refused(_("%(name)s is the only one in the office. Name somebody else first.", name=row.name))
