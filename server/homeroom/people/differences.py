"""What hub and school (or two people) said of one thing at the same time, for people; who decides settles it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from homeroom import clock, db, journal
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people import actions, tables, words
from homeroom.people import events as ev
from homeroom.people.said_twice import SaidTwice, unsettled

PLACES = "enrolments"


@dataclass(frozen=True)
class Said:
    """What one side said: the entry's name, who, the value in words, and when (ms)."""

    ref: str
    who: str
    value: str
    when: int


@dataclass(frozen=True)
class Difference:
    """One thing of which two sides say different things: what counts now, and what else was said."""

    register: str
    field: str
    about: str
    what: str
    counts: Said
    others: list[Said]


def all_of_them() -> list[Difference]:
    """Everything that waits for a person's word."""
    return [_told(row) for row in unsettled()]


def _told(row: SaidTwice) -> Difference:
    found = {one.ref: one for one in _entries(row)}
    refs = [row.counts, *json.loads(row.others)]
    counts, *others = (_said(found[ref], row) for ref in refs)
    what = _("Class") if row.register.startswith(PLACES) else words.field_name(row.field)
    return Difference(row.register, row.field, _about(row), what, counts, others)


def _entries(row: SaidTwice) -> Sequence[Entry]:
    kind, _slash, thing = row.register.partition("/")
    if kind == PLACES:
        return journal.of_subject(thing, ev.EnrolmentBegun.kind, ev.EnrolmentEnded.kind)
    return journal.of_register(row.register)


def _about(row: SaidTwice) -> str:
    kind, _slash, thing = row.register.partition("/")
    table: Any = {"staff": tables.Staff, "class": tables.SchoolClass}.get(kind, tables.Student)
    found = table.one(id=thing)
    return (found.name if found else "") or f"#{thing[-4:]}"


def _said(entry: Entry, row: SaidTwice) -> Said:
    return Said(entry.ref, words.who(entry.actor, entry.by_hub), _value(entry, row), clock.ms_of(entry.at))


def _value(entry: Entry, row: SaidTwice) -> str:
    if row.register.startswith(PLACES):
        group = tables.SchoolClass.one(id=entry.event.school_class)
        return (group.name if group else "") or f"#{entry.event.school_class[-4:]}"
    return words.field_value(row.field, getattr(entry.event, row.field))


@db.writes
def settle(register: str, field: str, ref: str) -> None:
    """Let what the entry `ref` said be true; a new entry of whoever decides replaces all that was said.

    Raises NotFound when there is nothing to decide (any more).
    """
    row = next((one for one in unsettled() if (one.register, one.field) == (register, field)), None)
    if row is None or ref not in (row.counts, *json.loads(row.others)):
        raise NotFound(_("This was settled meanwhile. Nothing was changed."))
    chosen = next(one for one in _entries(row) if one.ref == ref)
    if register.startswith(PLACES):
        _settle_place(row, chosen)
    else:
        _settle_field(row, chosen)


def _settle_place(row: SaidTwice, chosen: Entry) -> None:
    student = row.register.partition("/")[2]
    refs = {row.counts, *json.loads(row.others)}
    contested = {one.event.school_class for one in _entries(row) if one.ref in refs}
    stays = {one.id for one in tables.classes_of(student)} - contested
    actions.place(student, stays | {chosen.event.school_class})
    for class_id in sorted(contested - {chosen.event.school_class}):
        actions.end_place(student, class_id)


def _settle_field(row: SaidTwice, chosen: Entry) -> None:
    kind, _slash, thing = row.register.partition("/")
    value = getattr(chosen.event, row.field)
    if row.field == "archived":
        event = _ARCHIVED[kind, bool(value)](**{_KEYS[kind]: thing})
    else:
        event = _CHANGED[kind](**{_KEYS[kind]: thing, row.field: value})
    actions.decide(event, row.field)


_KEYS = {"student": "student", "staff": "staff", "class": "school_class"}
_CHANGED: dict[str, Any] = {"student": ev.StudentChanged, "staff": ev.StaffChanged, "class": ev.ClassChanged}
_ARCHIVED: dict[tuple[str, bool], Any] = {
    ("student", True): ev.StudentArchived,
    ("student", False): ev.StudentRestored,
    ("staff", True): ev.StaffArchived,
    ("staff", False): ev.StaffRestored,
    ("class", True): ev.ClassArchived,
    ("class", False): ev.ClassRestored,
}
