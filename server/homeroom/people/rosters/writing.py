"""Rosters out: our own CSV, which imports again without a change, and Kolibri's."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from homeroom.people.rosters.kolibri import HEADER
from homeroom.people.rosters.ours import COLUMNS
from homeroom.people.rosters.shape import Person, Roster
from homeroom.people.rosters.sheet import guarded

_KOLIBRI_ROLE = {"student": "LEARNER", "teacher": "CLASS_COACH", "office": "ADMIN"}


def write_ours(roster: Roster) -> bytes:
    """Everybody who is here, one row a person, as UTF-8 with the mark Excel wants."""
    classes = _classes_of(roster)
    return _csv(COLUMNS, [_our_row(one, classes.get(one.key, [])) for one in _present(roster)])


def write_kolibri(roster: Roster) -> bytes:
    """The same people in the columns of Kolibri's user import; passwords stay as they are there."""
    classes = _classes_of(roster)
    people = [one for one in _present(roster) if one.username]
    return _csv(HEADER, [_kolibri_row(one, classes.get(one.key, [])) for one in people])


def _present(roster: Roster) -> list[Person]:
    return [one for one in (*roster.staff, *roster.students) if not one.archived]


def _classes_of(roster: Roster) -> dict[str, list[str]]:
    names = {one.key: one.name for one in roster.classes if not one.archived}
    found: dict[str, list[str]] = {}
    for person, group in sorted(roster.enrolments | roster.teachings):
        if group in names:
            found.setdefault(person, []).append(names[group])
    return found


def _our_row(person: Person, classes: Sequence[str]) -> list[str]:
    told = {
        "id": person.id,
        "role": person.role or "student",
        "name": person.name or "",
        "given_name": person.given_name or "",
        "family_name": person.family_name or "",
        "username": person.username or "",
        "identifier": person.identifier or "",
        "sourced_id": person.sourced_id or "",
        "birth_year": str(person.birth_year or ""),
        "gender": person.gender or "",
        "language": person.language or "",
        "classes": ", ".join(sorted(classes)),
        "interests": ", ".join(person.interests or ()),
    }
    return [told[column] for column in COLUMNS]


def _kolibri_row(person: Person, classes: Sequence[str]) -> list[str]:
    role = person.role or "student"
    groups = ",".join(sorted(classes))
    uuid = person.sourced_id or ""
    return [
        uuid if re.fullmatch(r"[0-9a-f]{32}", uuid) else "",
        re.sub(r"\W", "_", person.username or ""),
        "*",
        person.full_name,
        _KOLIBRI_ROLE[role],
        (person.identifier or "")[:64],
        str(person.birth_year or ""),
        {"female": "FEMALE", "male": "MALE"}.get(person.gender or "", "NOT_SPECIFIED"),
        groups if role == "student" else "",
        groups if role != "student" else "",
    ]


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
