"""Reading rows cell by cell: collects people, their classes, and every problem with its row and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from homeroom.i18n import _
from homeroom.people.rosters import cells
from homeroom.people.rosters.shape import Group, Person, Problem, Roster

T = TypeVar("T")


@dataclass
class Row:
    """One row of a file, with its cells under neutral names."""

    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, str]
    file: str
    problems: list[Problem]

    def read(self, name: str, meaning: Callable[[str], T]) -> T | None:
        """What a cell means, or None when it is empty, missing or not understood (which is noted)."""
        if name not in self.columns:
            return None
        try:
            return meaning(self.text(name))
        except cells.BadCell as error:
            self.problem(str(error), name)
            return None

    def text(self, name: str) -> str:
        """The bare text of a cell."""
        return self.cells.get(self.columns.get(name, ""), "")

    def problem(self, message: str, name: str = "", stops: bool = True) -> None:
        """Note a problem of this row."""
        column = self.columns.get(name, name)
        self.problems.append(Problem(message=message, row=self.number, column=column, file=self.file, stops=stops))

    def person(self, key: str, **told: Any) -> Person:
        """The person this row is about, from the cells whose meaning all formats share."""
        read: dict[str, Any] = {
            "name": self.read("name", cells.name),
            "given_name": self.read("given_name", cells.name),
            "family_name": self.read("family_name", cells.name),
            "username": self.read("username", cells.username),
            "identifier": self.read("identifier", cells.identifier),
            "sourced_id": self.read("sourced_id", cells.identifier),
            "birth_year": self.read("birth_year", cells.birth_year),
            "gender": self.read("gender", cells.gender),
            "language": self.read("language", cells.language),
            "interests": self.read("interests", cells.interests),
        }
        return Person(key=key, row=self.number, file=self.file, **(read | told))


@dataclass
class Gathering:
    """A roster in the making, for files that name classes by their names."""

    problems: list[Problem] = field(default_factory=list)
    students: list[Person] = field(default_factory=list)
    staff: list[Person] = field(default_factory=list)
    classes: dict[str, Group] = field(default_factory=dict)
    enrolments: set[tuple[str, str]] = field(default_factory=set)
    teachings: set[tuple[str, str]] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)

    def add(self, person: Person) -> None:
        """Put a person where her role belongs."""
        (self.students if person.role == "student" else self.staff).append(person)

    def place(self, person: Person, row: Row, column: str) -> None:
        """Put a person into the classes her row names; an empty cell says nothing."""
        names = row.read(column, cells.class_names)
        if not names:
            return
        self.placed.add(person.key)
        belongs = self.enrolments if person.role == "student" else self.teachings
        for name in names:
            key = name.casefold()
            self.classes.setdefault(key, Group(key=key, row=row.number, name=name))
            belongs.add((person.key, key))

    def roster(self, *, lists_everybody: bool = False) -> Roster:
        """The roster as gathered."""
        if not self.students and not self.staff and not any(one.stops for one in self.problems):
            self.problems.append(Problem(message=_("There are no people in this file.")))
        return Roster(
            students=tuple(self.students),
            staff=tuple(self.staff),
            classes=tuple(self.classes.values()),
            enrolments=frozenset(self.enrolments),
            teachings=frozenset(self.teachings),
            placed=frozenset(self.placed),
            lists_everybody=lists_everybody,
            problems=tuple(self.problems),
        )
