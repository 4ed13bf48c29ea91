"""New children at the door, and two ids of one child: taken in, confirmed, joined, taken apart again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from homeroom import aliases, db, journal
from homeroom.entries import register_kinds
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _
from homeroom.people import actions, child_secrets, tables
from homeroom.people import events as ev
from homeroom.people import same_events as same
from homeroom.people.tables import Student

register_kinds((same.StudentJoined, same.StudentParted))
FACTS = tuple(sorted({*Student._meta.fields} - {"id", "school", "archived", "provisional"}))


@db.writes
def take_in(class_id: str, **told: Any) -> Student:
    """Take in a child who stands at the door; she is in the class at once, and provisional until somebody confirms."""
    tables.school_class(class_id)
    student = actions.register_student(**told)
    journal.write(same.StudentProvisional(student=student.id))
    actions.enroll(student.id, class_id)
    return tables.student(student.id)


@db.writes
def confirm(student_id: str) -> None:
    """Say that a child is who her card says; harmless when she is no longer provisional."""
    row = tables.student(student_id)
    if row.provisional:
        known = tables.tellers(journal.of_register(f"student/{row.id}"), "provisional")
        journal.write(same.StudentConfirmed(student=row.id), replaces=known)


# --- joined, and taken apart again ----------------------------------------------------------------------


@db.writes
def join(kept_id: str, other_id: str) -> Student:
    """Say that two cards are of one child. Where they differ, what the card `kept_id` says is true.

    Raises Refused, Conflict and NotFound with a sentence; then nothing was changed.
    """
    kept, other = tables.student(kept_id), tables.student(other_id)
    if kept.id == other.id:
        raise Conflict(_("These two cards are joined already."))
    if kept.school != other.school:
        raise Refused(_("These children are at two schools. Let one of them change school first."))
    about = aliases.register(kept.id, other.id)
    told = same.StudentJoined(student=kept.id, other=other.id)
    entry = journal.write(told, replaces=journal.standing(_about(about)))
    _settle(kept, other)
    bring_secrets([entry])
    return tables.student(kept.id)


def _settle(kept: Student, other: Student) -> None:
    facts = {name: getattr(kept, name) or getattr(other, name) for name in FACTS}
    facts = {name: value for name, value in facts.items() if getattr(kept, name) != getattr(other, name)}
    if facts.get("birth_year", 0) is None:
        del facts["birth_year"]
    root = f"student/{aliases.root_of(kept.id)}"
    told: list[tuple[journal.Event, list[str]]] = [(ev.StudentChanged(student=kept.id, **facts), list(facts))]
    if kept.provisional or other.provisional:
        told.append((same.StudentConfirmed(student=kept.id), ["provisional"]))
    if kept.archived != other.archived:
        told.append((ev.StudentRestored(student=kept.id), ["archived"]))
    for event, fields in told:
        known = journal.of_register(root)
        replaced = {one.ref: one for field in fields for one in tables.tellers(known, field)}
        if replaced:
            journal.write(event, replaces=replaced.values())


@db.writes
def part(student_id: str, other_id: str) -> None:
    """Say that `other_id` is no id of this child after all: each gets back what was said of it.

    Raises NotFound when they are not joined (any more).
    """
    if other_id not in aliases.ids_of(student_id)[1:] and other_id != aliases.root_of(student_id):
        raise NotFound(_("These two cards are not joined (any more)."))
    for entry in _said():
        ids = entry.register.split("/")[1:]
        if other_id in ids and entry.kind == same.StudentJoined.kind:
            standing = journal.standing(_about(entry.register))
            if entry.ref in {one.ref for one in standing}:
                told = same.StudentParted(student=entry.subject, other=next(one for one in ids if one != entry.subject))
                journal.write(told, replaces=standing)


def joined_with(student_id: str) -> list[str]:
    """The other ids of a child."""
    return [one for one in aliases.ids_of(student_id) if one != student_id]


def _said() -> list[journal.Entry]:
    return journal.of_kinds(*aliases.KINDS)


def _about(register: str) -> list[journal.Entry]:
    return [one for one in _said() if one.register == register]


@journal.on_arrival(same.StudentJoined)
def bring_secrets(joins: Sequence[journal.Entry]) -> None:
    """How she signs in holds under the id that counts, too: the secret of the card that was kept, else the other's."""
    for entry in joins:
        root = aliases.root_of(entry.subject)
        for way in ("pictures", "pin"):
            found = (child_secrets.show(one, way) for one in (entry.subject, *aliases.ids_of(root)))
            secret = next((one for one in found if one is not None), None)
            if secret is not None and Student.one(id=root) and secret != child_secrets.show(root, way):
                child_secrets.choose(root, way, secret)
