"""The neutral shape of a roster: what any file of people is read into before it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

STUDENT_FIELDS = (
    "given_name",
    "family_name",
    "username",
    "identifier",
    "sourced_id",
    "birth_year",
    "gender",
    "language",
    "interests",
)
STAFF_FIELDS = ("name", "username", "sourced_id", "role")
CLASS_FIELDS = ("name", "sourced_id")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something in a file a person should look at; `stops` when nothing can be applied before."""

    message: str
    row: int = 0
    column: str = ""
    file: str = ""
    stops: bool = True


@dataclass(frozen=True, kw_only=True)
class Person:
    """A student or a member of staff as a roster tells it; None means: the file doesn't say."""

    key: str
    row: int = 0
    file: str = ""
    id: str = ""
    name: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    username: str | None = None
    identifier: str | None = None
    sourced_id: str | None = None
    birth_year: int | None = None
    gender: str | None = None
    language: str | None = None
    interests: tuple[str, ...] | None = None
    role: str | None = None
    archived: bool = False

    @property
    def full_name(self) -> str:
        """The name in one piece, however the roster gives it."""
        return self.name or " ".join(part for part in (self.given_name, self.family_name) if part)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A class as a roster tells it."""

    key: str
    row: int = 0
    id: str = ""
    name: str = ""
    sourced_id: str | None = None
    archived: bool = False


@dataclass(frozen=True, kw_only=True)
class Roster:
    """People, classes and who belongs where.

    `placed` names the people whose classes are told in full; `lists_everybody` says that whoever is not
    named has left; `lists_classes` says the same of classes.
    """

    students: tuple[Person, ...] = ()
    staff: tuple[Person, ...] = ()
    classes: tuple[Group, ...] = ()
    enrolments: frozenset[tuple[str, str]] = frozenset()
    teachings: frozenset[tuple[str, str]] = frozenset()
    placed: frozenset[str] = frozenset()
    lists_everybody: bool = False
    lists_classes: bool = False
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """This roster in plain JSON, to be kept between the dry run and the real one."""
        told = asdict(self)
        for name in ("enrolments", "teachings"):
            told[name] = sorted(list(pair) for pair in told[name])
        told["placed"] = sorted(told["placed"])
        return told

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Roster:
        """The roster that `as_json` told."""
        return cls(
            students=tuple(_person(row) for row in told["students"]),
            staff=tuple(_person(row) for row in told["staff"]),
            classes=tuple(Group(**row) for row in told["classes"]),
            enrolments=frozenset((person, group) for person, group in told["enrolments"]),
            teachings=frozenset((person, group) for person, group in told["teachings"]),
            placed=frozenset(told["placed"]),
            lists_everybody=told["lists_everybody"],
            lists_classes=told["lists_classes"],
            problems=tuple(Problem(**row) for row in told["problems"]),
        )


def _person(row: Mapping[str, Any]) -> Person:
    known = {field.name for field in fields(Person)}
    told = {name: value for name, value in row.items() if name in known}
    if told.get("interests") is not None:
        told["interests"] = tuple(told["interests"])
    return Person(**told)
