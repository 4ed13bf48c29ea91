"""Who is provisional, and which known child she may be."""

from __future__ import annotations

from dataclasses import dataclass

from homeroom.i18n import _
from homeroom.people import rules, tables
from homeroom.people.tables import Student

ENOUGH = 2  # points of likeness from which on two cards are shown side by side


@dataclass(frozen=True)
class Alike:
    """Two cards that may be of one child, and why, in words; `points` say how much speaks for it."""

    new: Student
    known: Student
    why: list[str]
    points: int


def provisional() -> list[Student]:
    """The children nobody confirmed yet, by name."""
    return [one for one in tables.students() if one.provisional]


def alike(student_id: str) -> list[Alike]:
    """Known children who may be this one, the likeliest first; who left lately counts, too."""
    new = tables.student(student_id)
    others = [*tables.students(), *tables.students(archived=True)]
    found = (compare(new, other) for other in others if other.id != new.id)
    likely = [one for one in found if one.points >= ENOUGH]
    return sorted(likely, key=lambda one: (-one.points, one.known.name, one.known.id))[:5]


def compare(new: Student, known: Student) -> Alike:
    """What speaks for it that two cards are of one child."""
    classes = {one.name for one in tables.classes_of(new.id)} & {one.name for one in tables.classes_of(known.id)}
    said = [
        (4, new.identifier and new.identifier == known.identifier, _("the same school number")),
        (2, rules.is_like(new.given_name, known.given_name), _("the same given name, or nearly")),
        (2, rules.is_like(new.family_name, known.family_name), _("the same family name, or nearly")),
        (1, new.birth_year and new.birth_year == known.birth_year, _("born in the same year")),
        (1, bool(classes), _("in the same class")),
    ]
    points = sum(one for one, holds, _words in said if holds)
    return Alike(new, known, [words for _one, holds, words in said if holds], points)
