"""Homeroom's own CSV: one row a person, columns in any order, most of them optional."""

from __future__ import annotations

import difflib
import re

from homeroom.i18n import _
from homeroom.people.rosters import cells
from homeroom.people.rosters.rows import Gathering, Row
from homeroom.people.rosters.shape import Person, Problem, Roster
from homeroom.people.rosters.sheet import Sheet

COLUMNS = (
    "id",
    "role",
    "name",
    "given_name",
    "family_name",
    "username",
    "identifier",
    "sourced_id",
    "birth_year",
    "gender",
    "language",
    "classes",
    "interests",
)
_ALSO = {
    "given_name": ("given name", "first name", "firstname", "givenname", "forename"),
    "family_name": ("family name", "last name", "lastname", "familyname", "surname"),
    "name": ("full name", "fullname", "display name"),
    "username": ("user name", "login", "sign-in name"),
    "identifier": ("student id", "student number", "number", "pupil number", "id number"),
    "sourced_id": ("sourcedid",),
    "birth_year": ("birth year", "year of birth", "birthday", "date of birth", "birth date", "born"),
    "gender": ("sex",),
    "language": ("home language", "lang"),
    "classes": ("class", "class name", "group", "form", "homeroom"),
    "interests": ("interest", "likes", "hobbies"),
    "role": ("user type", "type"),
    "id": ("homeroom id",),
}
_NAMES = {name: name for name in COLUMNS} | {also: name for name, many in _ALSO.items() for also in many}


def read_ours(sheet: Sheet, *, lists_everybody: bool = False) -> Roster:
    """Read a sheet with our columns."""
    gathering = Gathering()
    columns = _columns(sheet.header, gathering.problems)
    if gathering.problems and any(one.stops for one in gathering.problems):
        return gathering.roster()
    for number, found in sheet.rows:
        row = Row(number, found, columns, "", gathering.problems)
        person = _person(row)
        if person:
            gathering.add(person)
            gathering.place(person, row, "classes")
    return gathering.roster(lists_everybody=lists_everybody)


def _columns(header: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for title in header:
        name = _NAMES.get(re.sub(r"[\s_-]+", " ", title.lower()).strip()) or _NAMES.get(title.lower())
        if name in columns:
            problems.append(Problem(row=1, column=title, message=_("Two columns mean the same: keep one of them.")))
        elif name:
            columns[name] = title
        elif title:
            problems.append(Problem(row=1, column=title, message=_unknown(title), stops=False))
    if not {"name", "given_name", "id"} & set(columns):
        told = _("The first row must name the columns, with at least given_name or name among them.")
        problems.append(Problem(row=1, message=told))
    return columns


def _unknown(title: str) -> str:
    near = difflib.get_close_matches(title.lower(), _NAMES, n=1, cutoff=0.75)
    if near:
        return _(
            "The column “%(title)s” isn't known here and is left out. Is it %(near)s?",
            title=title,
            near=_NAMES[near[0]],
        )
    return _("The column “%(title)s” isn't known here and is left out.", title=title)


def _person(row: Row) -> Person | None:
    role = row.read("role", cells.role) or "student"
    person = row.person(f"row {row.number}", id=row.text("id"), role=role)
    if not person.full_name and not person.id:
        row.problem(_("This row has no name."), "given_name" if "given_name" in row.columns else "name")
        return None
    return person
