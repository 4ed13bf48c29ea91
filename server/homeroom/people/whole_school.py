"""Questions about everybody of a school at once; at a hub, of the school for which the caller acts."""

from __future__ import annotations

from typing import Any

from homeroom import store
from homeroom.people.tables import EVERYWHERE, Enrolment, Staff, Student, Teaching, here


def enrolments() -> list[tuple[str, str]]:
    """Every place of a student in a class: (student, class)."""
    query = Enrolment.select().where(_of(Enrolment.student, Student))
    return [(row.student, row.school_class) for row in query]


def teachings() -> list[tuple[str, str]]:
    """Who teaches what: (staff, class)."""
    return [(row.staff, row.school_class) for row in Teaching.select().where(_of(Teaching.staff, Staff))]


def _of(field: Any, table: type[Student] | type[Staff]) -> Any:
    return field.in_(table.select(table.id).where(here(table))) if store.at_school() else EVERYWHERE


def is_taken(table: type[Student] | type[Staff], username: str, but: str = "") -> bool:
    """Whether somebody else of the school has this username."""
    return bool(table.select().where(table.username == username, table.id != but, here(table)).exists())


def usernames() -> list[str]:
    """The usernames of all staff, also of those who left."""
    return [one.username for one in Staff.select(Staff.username).where(here(Staff))]


def rest_of_office(but: str) -> bool:
    """Whether somebody else works in the office."""
    office = Staff.select().where(Staff.role == "office", ~Staff.archived, Staff.id != but, here(Staff))
    return bool(office.exists())
