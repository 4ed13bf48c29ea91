"""Children who seem to be at two schools at once: reported to people, never merged by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from homeroom.people.tables import Student


@dataclass(frozen=True)
class Pair:
    """Two students of two schools that may be one child, and by what that shows."""

    one: Student
    other: Student
    why: str


def pairs() -> list[Pair]:
    """Students of different schools with the same number in the school system, or the same name and year of birth."""
    found: dict[tuple[str, str], Pair] = {}
    students = list(Student.select().where(~Student.archived).order_by(Student.id))
    for why, key in (("number", _number), ("name", _name)):
        groups: dict[str, list[Student]] = {}
        for student in students:
            if key(student):
                groups.setdefault(key(student), []).append(student)
        for one, other in _across(groups.values()):
            found.setdefault((one.id, other.id), Pair(one, other, why))
    return sorted(found.values(), key=lambda pair: (pair.one.name, pair.one.id, pair.other.id))


def _number(student: Student) -> str:
    return str(student.sourced_id)


def _name(student: Student) -> str:
    names = f"{student.given_name} {student.family_name}".casefold().split()
    return f"{' '.join(names)} {student.birth_year}" if len(names) > 1 and student.birth_year else ""


def _across(groups: Iterable[list[Student]]) -> Iterator[tuple[Student, Student]]:
    for some in groups:
        for place, one in enumerate(some):
            yield from ((one, other) for other in some[place + 1 :] if other.school != one.school)
