"""The difference a file would make: additions, changes, archivings and moves, nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from homeroom.i18n import _
from homeroom.people.rosters.matching import Matches, match
from homeroom.people.rosters.shape import (
    CLASS_FIELDS,
    STAFF_FIELDS,
    STUDENT_FIELDS,
    Group,
    Person,
    Problem,
    Roster,
)

NEW = "+"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do. `how`: add, change, archive, restore; for places in classes: add, end."""

    what: str
    how: str
    key: str
    name: str
    other: str = ""
    place: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a file would do. Keys that begin with "+" are people and classes still to be made."""

    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: int = 0

    @property
    def can_apply(self) -> bool:
        """Whether there is something to do and nothing speaks against it."""
        return bool(self.steps) and not any(one.stops for one in self.problems)

    @property
    def mark(self) -> str:
        """A short name of exactly these steps."""
        told = json.dumps([asdict(step) for step in self.steps], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:20]

    def count(self, what: str, how: str) -> int:
        """How many steps of a sort there are."""
        return sum(1 for step in self.steps if (step.what, step.how) == (what, how))

    def as_json(self) -> dict[str, Any]:
        """This plan in plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Plan:
        """The plan that `as_json` told."""
        return cls(
            steps=tuple(Step(**step) for step in told["steps"]),
            problems=tuple(Problem(**problem) for problem in told["problems"]),
            unchanged=told["unchanged"],
        )


def difference(current: Roster, wanted: Roster) -> Plan:
    """What to do so that the current roster says what the wanted one tells; never deletes."""
    found = match(current, wanted)
    work = _Work(current, wanted, found)
    work.classes()
    work.people("student", wanted.students, current.students, found.students)
    work.people("staff", wanted.staff, current.staff, found.staff)
    work.places("enrolment", wanted.enrolments, current.enrolments, found.students)
    work.places("teaching", wanted.teachings, current.teachings, found.staff)
    return Plan(
        steps=tuple(work.steps),
        problems=(*wanted.problems, *found.problems, *work.problems),
        unchanged=work.unchanged,
    )


class _Work:
    """Writes the steps down, in an order in which they can be done."""

    def __init__(self, current: Roster, wanted: Roster, found: Matches) -> None:
        self.current, self.wanted, self.found = current, wanted, found
        self.steps: list[Step] = []
        self.problems: list[Problem] = []
        self.unchanged = 0
        self._class_names = {one.key: one.name for one in current.classes}
        self._class_names |= {NEW + one.key: one.name for one in wanted.classes}

    def classes(self) -> None:
        """Classes that begin, change or end."""
        if self.wanted.lists_classes:  # first, so that a new class may take the name of one that is over
            kept = {one.key for one in self.found.classes.values() if one}
            self._archive("class", [one for one in self.current.classes if one.key not in kept])
        for group in self.wanted.classes:
            matched = self.found.classes[group.key]
            self._thing("class", group, matched, _told(group, CLASS_FIELDS), group.name)

    def people(
        self, what: str, wanted: Iterable[Person], current: Iterable[Person], found: Mapping[str, Person | None]
    ) -> None:
        """People who come, change or go."""
        wanted, current = list(wanted), list(current)
        for person in wanted:
            matched = found[person.key]
            told = _told_student(person, matched) if what == "student" else _told_staff(person, matched)
            self._check_username(what, person, matched, told, current)
            self._thing(what, person, matched, told, person.full_name or (matched.full_name if matched else ""))
        if self.wanted.lists_everybody and (wanted or what == "student"):  # a list of children says nothing of staff
            self._check_not_empty(what, wanted)
            kept = {one.key for one in found.values() if one}
            self._archive(what, [one for one in current if one.key not in kept])

    def places(
        self,
        what: str,
        wanted: Iterable[tuple[str, str]],
        current: Iterable[tuple[str, str]],
        found: Mapping[str, Person | None],
    ) -> None:
        """Places in classes that begin or end."""
        before = set(current)
        coming = {one.key for one in self._told(what) if found[one.key] or not one.archived}
        after = {(_key(person, found[person]), self._class(group)) for person, group in wanted if person in coming}
        told_in_full = {_key(key, found[key]) for key in self.wanted.placed if key in found}
        names = {_key(key, one): one.full_name if one else "" for key, one in found.items()}
        names |= {_key(one.key, found[one.key]): one.full_name for one in self._told(what) if one.full_name}
        for person, group in sorted(after - before):
            self._place(what, "add", person, group, names)
        for person, group in sorted(before - after):
            if person in told_in_full:
                self._place(what, "end", person, group, names)

    def _told(self, what: str) -> tuple[Person, ...]:
        return self.wanted.students if what == "enrolment" else self.wanted.staff

    def _class(self, key: str) -> str:
        matched = self.found.classes[key]
        return matched.key if matched else NEW + key

    def _place(self, what: str, how: str, person: str, group: str, names: Mapping[str, str]) -> None:
        place = self._class_names.get(group, "")
        self.steps.append(Step(what=what, how=how, key=person, other=group, name=names.get(person, ""), place=place))

    def _thing(
        self, what: str, told: Person | Group, matched: Person | Group | None, after: dict[str, Any], name: str
    ) -> None:
        if not matched:
            if not told.archived:
                self.steps.append(Step(what=what, how="add", key=NEW + told.key, name=name, after=after))
            return
        if told.archived:
            self._archive(what, [matched])
            return
        before = {field: _value(matched, field) for field in after}
        changed = {field: value for field, value in after.items() if value != before[field]}
        if matched.archived:
            self.steps.append(Step(what=what, how="restore", key=matched.key, name=name))
        if changed:
            before = {field: before[field] for field in changed}
            self.steps.append(Step(what=what, how="change", key=matched.key, name=name, before=before, after=changed))
        self.unchanged += not (matched.archived or changed)

    def _archive(self, what: str, gone: Iterable[Person | Group]) -> None:
        for one in gone:
            in_office = isinstance(one, Person) and one.role == "office"  # no file locks the office out
            if not one.archived and not in_office:
                name = one.full_name if isinstance(one, Person) else one.name
                self.steps.append(Step(what=what, how="archive", key=one.key, name=name))

    def _check_not_empty(self, what: str, wanted: Iterable[Person]) -> None:
        if what == "student" and not any(True for _one in wanted):
            told = _("The file is said to list everybody but names no child. Nobody is archived like that.")
            self.problems.append(Problem(message=told))

    def _check_username(
        self, what: str, person: Person, matched: Person | None, told: Mapping[str, Any], current: list[Person]
    ) -> None:
        username = told.get("username")
        if not username or (matched and matched.username == username):
            return
        others = [one for one in current if one.username == username and one is not matched]
        told_by = self.wanted.students if what == "student" else self.wanted.staff
        others += [one for one in told_by if one.username == username and one.key != person.key]
        if others:
            message = _("The username %(name)s is used twice.", name=username)
            self.problems.append(Problem(message=message, row=person.row, column="username", file=person.file))


def _key(key: str, matched: Person | None) -> str:
    return matched.key if matched else NEW + key


def _told(thing: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: _value(thing, name) for name in names if getattr(thing, name) is not None}


def _value(thing: object, name: str) -> Any:
    value = getattr(thing, name)
    return list(value) if isinstance(value, tuple) else value


def _told_student(person: Person, matched: Person | None) -> dict[str, Any]:
    told = _told(person, STUDENT_FIELDS)
    if person.name and "given_name" not in told and not (matched and matched.full_name == person.name):
        given, _space, family = person.name.rpartition(" ")
        told |= {"given_name": given or family, "family_name": family if given else ""}
    return told


def _told_staff(person: Person, matched: Person | None) -> dict[str, Any]:
    told = _told(person, STAFF_FIELDS) | ({"name": person.full_name} if person.full_name else {})
    if matched:
        told.pop("role", None)
    return told
