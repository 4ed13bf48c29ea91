"""Kolibri's user CSV, as its Facility page writes and reads it."""

from __future__ import annotations

import re

from homeroom.i18n import _
from homeroom.people.rosters import cells
from homeroom.people.rosters.rows import Gathering, Row
from homeroom.people.rosters.shape import Problem, Roster
from homeroom.people.rosters.sheet import Sheet

HEADER = (
    "Database ID (UUID)",
    "Username (USERNAME)",
    "Password (PASSWORD)",
    "Full name (FULL_NAME)",
    "User type (USER_TYPE)",
    "Identifier (IDENTIFIER)",
    "Birth year (BIRTH_YEAR)",
    "Gender (GENDER)",
    "Learner enrollment (ENROLLED_IN)",
    "Coach assignment (ASSIGNED_TO)",
)
TOKENS = {
    "UUID": "sourced_id",
    "USERNAME": "username",
    "PASSWORD": "password",
    "FULL_NAME": "name",
    "USER_TYPE": "role",
    "IDENTIFIER": "identifier",
    "BIRTH_YEAR": "birth_year",
    "GENDER": "gender",
    "ENROLLED_IN": "enrolled_in",
    "ASSIGNED_TO": "assigned_to",
}


def is_kolibri(sheet: Sheet) -> bool:
    """Whether the header carries Kolibri's tokens, in whatever language its labels are."""
    return {"USERNAME", "FULL_NAME"} <= set(map(_token, sheet.header))


def read_kolibri(sheet: Sheet, *, lists_everybody: bool = False) -> Roster:
    """Read a Kolibri user file; passwords in it are never used."""
    gathering = Gathering()
    columns = {TOKENS[_token(title)]: title for title in sheet.header if _token(title) in TOKENS}
    passwords = False
    for number, found in sheet.rows:
        row = Row(number, found, columns, "", gathering.problems)
        passwords = passwords or row.text("password") not in ("", "*")
        role = row.read("role", cells.role) or "student"
        person = row.person(f"row {number}", role=role)
        if not person.full_name and not person.username:
            row.problem(_("This row has no name."), "name")
            continue
        gathering.add(person)
        gathering.place(person, row, "enrolled_in" if role == "student" else "assigned_to")
    if passwords:
        told = _("Passwords in the file are not used. Teachers get a first password on their own page.")
        gathering.problems.append(Problem(message=told, column=columns["password"], stops=False))
    return gathering.roster(lists_everybody=lists_everybody)


def _token(title: str) -> str:
    found = re.search(r"\(([A-Z_]+)\)\s*$", title)
    return found[1] if found else title.strip()
