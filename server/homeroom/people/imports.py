"""Importing people: look at what a file would do, do exactly that, and undo the last one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from homeroom import clock, config, db, journal, store
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _
from homeroom.people import actions, rosters, tables, whole_school
from homeroom.people.on_this_box import RosterImport
from homeroom.people.rosters import Group, Person, Plan, Roster, Step
from homeroom.people.tables import SchoolClass, Staff, Student

KEPT = 20  # the newest imports; older files are forgotten, what they did stays in the journal


def everybody() -> Roster:
    """The school as it is, as a roster."""
    return Roster(
        students=tuple(_student(one) for one in (*tables.students(), *tables.students(archived=True))),
        staff=tuple(_staff(one) for one in (*tables.everybody_on_staff(), *tables.everybody_on_staff(archived=True))),
        classes=tuple(_group(one) for one in (*tables.classes(), *tables.classes(archived=True))),
        enrolments=frozenset(whole_school.enrolments()),
        teachings=frozenset(whole_school.teachings()),
    )


def look(data: bytes, *, file: str, staff: str, lists_everybody: bool = False, school: str = "") -> str:
    """Read a file and keep what it says; returns the id under which. Changes nothing else.

    `school` (default: this box's) is the one that is read of a file with several.
    """
    name = school or config.current().school_name
    wanted = rosters.read(data, name=file, lists_everybody=lists_everybody, school=name)
    return _keep(file, staff, wanted)


@db.writes
def _keep(file: str, staff: str, wanted: Roster) -> str:
    told = json.dumps(wanted.as_json(), ensure_ascii=False)
    own = store.at_school()
    values = {"file": file, "staff": staff, "begun": clock.now_ms(), "roster": told, "plan": "", "school": own}
    row = RosterImport.create(id=journal.new_id(), **values)
    newest = RosterImport.select(RosterImport.id).where(_here()).order_by(RosterImport.begun.desc()).limit(KEPT)
    RosterImport.delete().where(_here(), RosterImport.id.not_in([one.id for one in newest])).execute()
    return str(row.id)


def one(import_id: str) -> RosterImport:
    """One import. Raises NotFound."""
    row: RosterImport | None = RosterImport.get_or_none(RosterImport.id == import_id, _here())
    if row is None:
        raise NotFound(_("This import is not known here any more."))
    return row


def all_imports() -> list[RosterImport]:
    """The newest imports, the last one first."""
    return list(RosterImport.select().where(_here()).order_by(RosterImport.begun.desc()))


def _here() -> Any:
    return RosterImport.school == store.at_school()


def plan(row: RosterImport) -> Plan:
    """What an import did, or would do now."""
    if row.applied:
        return Plan.from_json(json.loads(row.plan))
    return rosters.difference(everybody(), Roster.from_json(json.loads(row.roster)))


def is_last(row: RosterImport) -> bool:
    """Whether this is the newest import that was applied and not undone."""
    applied = RosterImport.select().where(_here(), RosterImport.applied.is_null(False), RosterImport.undone.is_null())
    newest = applied.order_by(RosterImport.applied.desc()).first()
    return newest is not None and newest.id == row.id


@db.writes
def apply(import_id: str, shown: str) -> Plan:
    """Do what was shown (the `mark` of its plan). Raises Conflict when it would not be that any more."""
    row = one(import_id)
    if row.applied:
        raise Conflict(_("This import was applied already."))
    fresh = plan(row)
    if fresh.mark != shown:
        raise Conflict(_("Something changed since you looked. Look at the new difference, then apply it."))
    if not fresh.can_apply:
        raise Refused(_("Nothing was changed: the file has problems to put right first, or it says nothing new."))
    ids: dict[str, str] = {}
    moves = _moves(fresh)
    steps = tuple(_do(step, ids, moves) for step in fresh.steps)
    done = Plan(steps=steps, problems=fresh.problems, unchanged=fresh.unchanged)
    told = {"plan": json.dumps(done.as_json(), ensure_ascii=False), "applied": clock.now_ms()}
    RosterImport.update(told).where(RosterImport.id == import_id).execute()
    return done


@db.writes
def undo(import_id: str) -> None:
    """Take back the last import, entry by entry; what was changed by hand since then stays."""
    row = one(import_id)
    if not is_last(row):
        raise Conflict(_("Only the last import can be undone, once."))
    for step in reversed(plan(row).steps):
        _undo(step)
    RosterImport.update(undone=clock.now_ms()).where(RosterImport.id == import_id).execute()


def _moves(plan: Plan) -> dict[str, set[str]]:
    """The classes that each student leaves: going into another one instead is one move."""
    found: dict[str, set[str]] = {}
    for step in plan.steps:
        if (step.what, step.how) == ("enrolment", "end"):
            found.setdefault(step.key, set()).add(step.other)
    return found


def _do(step: Step, ids: dict[str, str], moves: Mapping[str, set[str]]) -> Step:
    key, other = ids.get(step.key, step.key), ids.get(step.other, step.other)
    if (step.what, step.how) == ("enrolment", "add"):
        actions.enroll(key, other, instead_of=moves.get(key, ()))
    elif step.what in ("enrolment", "teaching"):
        _PLACING[step.what, step.how](key, other)
    elif step.how == "add":
        key = ids[step.key] = _add(step.what, step.after)
    else:
        _ACTIONS[step.what, step.how](key, **(step.after if step.how == "change" else {}))
    return Step(**(vars(step) | {"key": key, "other": other}))


def _add(what: str, told: Mapping[str, Any]) -> str:
    if what == "student":
        return str(actions.register_student(**told).id)
    if what == "staff":
        return str(actions.register_staff(**told).id)
    return str(actions.begin_class(**told).id)


def _undo(step: Step) -> None:
    if step.what in ("enrolment", "teaching"):
        _PLACING[step.what, {"add": "end", "end": "add"}[step.how]](step.key, step.other)
    elif step.how == "change":
        row = _ROWS[step.what](step.key)
        same = [name for name, value in step.after.items() if (getattr(row, name) or _empty(value)) == value]
        _ACTIONS[step.what, "change"](step.key, **{name: _before(step.before[name], name) for name in same})
    else:
        _ACTIONS[step.what, {"add": "archive", "archive": "restore", "restore": "archive"}[step.how]](step.key)


def _empty(value: Any) -> Any:
    return type(value)()


def _before(value: Any, name: str) -> Any:
    if value is not None:
        return value
    return {"birth_year": 0, "interests": []}.get(name, "")


_ROWS = {"student": tables.student, "staff": tables.staff, "class": tables.school_class}
_PLACING = {
    ("enrolment", "add"): actions.enroll,
    ("enrolment", "end"): actions.unenroll,
    ("teaching", "add"): actions.assign,
    ("teaching", "end"): actions.unassign,
}
_ACTIONS: dict[tuple[str, str], Any] = {
    ("student", "change"): actions.change_student,
    ("student", "archive"): actions.archive_student,
    ("student", "restore"): actions.restore_student,
    ("staff", "change"): actions.change_staff,
    ("staff", "archive"): actions.archive_staff,
    ("staff", "restore"): actions.restore_staff,
    ("class", "change"): actions.change_class,
    ("class", "archive"): actions.archive_class,
    ("class", "restore"): actions.restore_class,
}


def _student(row: Student) -> Person:
    return Person(
        key=row.id,
        id=row.id,
        role="student",
        given_name=row.given_name or None,
        family_name=row.family_name or None,
        username=row.username or None,
        identifier=row.identifier or None,
        sourced_id=row.sourced_id or None,
        birth_year=row.birth_year,
        gender=row.gender or None,
        language=row.language or None,
        interests=tuple(row.interests) or None,
        archived=row.archived,
    )


def _staff(row: Staff) -> Person:
    return Person(
        key=row.id,
        id=row.id,
        role=row.role,
        name=row.name or None,
        username=row.username or None,
        sourced_id=row.sourced_id or None,
        archived=row.archived,
    )


def _group(row: SchoolClass) -> Group:
    return Group(key=row.id, id=row.id, name=row.name, sourced_id=row.sourced_id or None, archived=row.archived)
