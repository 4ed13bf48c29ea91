"""Who in a file is who at school: our id first, then other ids, then the name within a class (or in none)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from homeroom.i18n import _
from homeroom.people.rosters.shape import Group, Person, Problem, Roster


@dataclass
class Matches:
    """For each key of the file, the person or class it is (None: new), and what stays unclear."""

    students: dict[str, Person | None] = field(default_factory=dict)
    staff: dict[str, Person | None] = field(default_factory=dict)
    classes: dict[str, Group | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def match(current: Roster, wanted: Roster) -> Matches:
    """Find everybody of the wanted roster in the current one."""
    found = Matches()
    _match_classes(current, wanted, found)
    wanted_classes = _classes_by_person(wanted.enrolments, lambda key: _id_of(found.classes.get(key)))
    current_classes = _classes_by_person(current.enrolments, lambda key: key)
    students = _Finder(current.students, found.problems)
    for person in wanted.students:
        here = wanted_classes.get(person.key, set())
        near = {one.key for one in current.students if current_classes.get(one.key, here) & here or not here}
        matched = students.by_ids(person) or (None if person.id else students.by_name(person, near.__contains__))
        found.students[person.key] = students.claim(person, matched)
    staff = _Finder(current.staff, found.problems)
    for person in wanted.staff:
        matched = staff.by_ids(person) or (None if person.id else staff.by_name(person, lambda key: True))
        found.staff[person.key] = staff.claim(person, matched)
    return found


def _match_classes(current: Roster, wanted: Roster, found: Matches) -> None:
    by_sourced_id = {one.sourced_id: one for one in current.classes if one.sourced_id}
    by_name = {one.name.casefold(): one for one in sorted(current.classes, key=lambda one: not one.archived)}
    for group in wanted.classes:
        matched = by_sourced_id.get(group.sourced_id) if group.sourced_id else None
        if not matched:
            named = by_name.get(group.name.casefold())
            told_twice = named and named.sourced_id and group.sourced_id
            matched = None if told_twice else named
        found.classes[group.key] = matched


def _id_of(group: Group | None) -> str:
    return group.key if group else ""


def _classes_by_person(pairs: Iterable[tuple[str, str]], name: Callable[[str], str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for person, group in pairs:
        if name(group):
            found.setdefault(person, set()).add(name(group))
    return found


class _Finder:
    """Looks people up by every way a file may name them, each person once."""

    def __init__(self, people: Iterable[Person], problems: list[Problem]) -> None:
        self._people = list(people)
        self._problems = problems
        self._taken: dict[str, Person] = {}
        self._by_id = {one.key: one for one in self._people}
        self._others = [
            {_lower(getattr(one, name)): one for one in self._people if getattr(one, name)}
            for name in ("sourced_id", "identifier", "username")
        ]
        self._by_name: dict[str, list[Person]] = {}
        for one in self._people:
            self._by_name.setdefault(one.full_name.casefold(), []).append(one)

    def by_ids(self, person: Person) -> Person | None:
        """By our id, or by an id another system or the school gave."""
        if person.id:
            if person.id not in self._by_id:
                told = _("Nobody here has the id %(id)s. Leave the cell empty for a new person.", id=person.id)
                self._note(person, told, "id")
            return self._by_id.get(person.id)
        names = (person.sourced_id, person.identifier, person.username)
        for value, index in zip(names, self._others, strict=True):
            if value and _lower(value) in index:
                return index[_lower(value)]
        return None

    def by_name(self, person: Person, near: Callable[[str], bool]) -> Person | None:
        """By exactly the same name, among those near enough, unless an id or a birth year speaks against it."""
        same = [one for one in self._by_name.get(person.full_name.casefold(), []) if _may_be(person, one)]
        close = [one for one in same if near(one.key)]
        if len(here := [one for one in close if not one.archived]) == 1:
            return here[0]
        if len(close) > 1:
            told = _("Several people here are called %(name)s. Put the id of the one you mean.", name=person.full_name)
            self._note(person, told, "id")
            return close[0]
        if not close and same:
            told = _(
                "Somebody called %(name)s is here already, in another class. If it is the same child, put the id from "
                "an export; else a new one is made.",
                name=person.full_name,
            )
            self._note(person, told, "id", stops=False)
        return close[0] if close else None

    def claim(self, person: Person, matched: Person | None) -> Person | None:
        """Take a match, unless another row has taken it."""
        if not matched:
            return None
        first = self._taken.setdefault(matched.key, person)
        if first is not person:
            told = _(
                "This is the same person as in row %(row)s. Keep one row; name several classes in one cell, "
                "with commas.",
                row=first.row,
            )
            self._note(person, told, "")
        return matched

    def _note(self, person: Person, message: str, column: str, stops: bool = True) -> None:
        self._problems.append(Problem(message=message, row=person.row, column=column, file=person.file, stops=stops))


def _may_be(person: Person, one: Person) -> bool:
    for name in ("birth_year", "identifier", "sourced_id", "username"):
        told, known = getattr(person, name), getattr(one, name)
        if told and known and _lower(told) != _lower(known):
            return False
    return True


def _lower(value: object) -> str:
    return str(value).casefold()
