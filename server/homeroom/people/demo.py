"""Riverside Primary: a school of four classes to try everything with."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from pathlib import Path

from homeroom import clock, db, journal
from homeroom.people import actions, child_secrets, passwords, rules, tables
from homeroom.people.tables import SchoolClass, Staff, Student

SCHOOL = "Riverside Primary"
ROSTER = Path(__file__).parent / "riverside.csv"
WRITTEN_IN = 2026  # the children of the file grow no older than they were then
CLASSES = (("1A", "turtle"), ("2A", "bee"), ("3B", "fox"), ("5C", "owl"))
STAFF = (
    ("Mr Okoro", "teacher", "3B", "boats on the river"),
    ("Ms Silva", "teacher", "1A", "turtles like salad"),
    ("Mr Haddad", "teacher", "2A", "bees before breakfast"),
    ("Ms Novak", "teacher", "5C", "owls read at night"),
    ("Mrs Park", "office", "", "keys in the drawer"),
)
PICTURES = {
    "Ada Obi": ["fox", "sun", "boat"],
    "Ben Cruz": ["tree", "fish", "star"],
    "Chidi Eze": ["house", "apple", "bird"],
    "Dora Lind": ["key", "drum", "moon"],
    "Noor Aziz": ["sun", "moon", "star"],
    "Tomas Novak": ["boat", "fish", "bird"],
}


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to try the school with: a member of staff with a password, or a child with pictures."""

    id: str
    name: str
    role: str
    classes: str
    username: str = ""
    password: str = ""
    pictures: list[str] = field(default_factory=list)


def fill() -> list[DemoPerson]:
    """Make the demo school, unless it is there; returns the people to try first, with how they sign in."""
    if not any(one.name == "Mrs Park" for one in tables.everybody_on_staff()):
        hashes = {name: passwords.hashed(password) for name, _role, _group, password in STAFF}
        with journal.acting(actor="office:demo"):
            _make(hashes)
    staff = {one.name: one for one in tables.everybody_on_staff()}
    told = [_grown_up(staff[name], password) for name, _role, _group, password in STAFF if name in staff]
    return told + [_child(one) for one in tables.students() if one.name in PICTURES]


@db.writes
def _make(hashes: dict[str, str]) -> None:
    groups = {name: actions.begin_class(name, sign=sign) for name, sign in CLASSES}
    for name, role, group, _password in STAFF:
        person = actions.register_staff(name, role=role)
        passwords.keep(person.id, hashes[name])
        if group:
            actions.assign(person.id, groups[group].id)
    grown = int(clock.today()[:4]) - WRITTEN_IN
    taken: list[child_secrets.Secret] = list(PICTURES.values())
    with ROSTER.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            student = _register(row, groups[row["class"]], grown)
            secret = PICTURES.get(student.name) or _pictures(student.name, taken)
            taken.append(secret)
            child_secrets.choose(student.id, "pictures", secret)


def _register(row: dict[str, str], group: SchoolClass, grown: int) -> Student:
    student = actions.register_student(
        given_name=row["given_name"],
        family_name=row["family_name"],
        birth_year=int(row["born"]) + grown,
        gender=row["gender"],
        language="" if row["language"] == "en" else row["language"],
        interests=row["interests"].split(", "),
        picture_seed=f"{SCHOOL}, {row['given_name']} {row['family_name']}",
    )
    actions.enroll(student.id, group.id)
    return student


def _pictures(name: str, taken: list[child_secrets.Secret]) -> child_secrets.Secret:
    return rules.new_secret("pictures", random.Random(name), taken)  # the same at every start


def _grown_up(person: Staff, password: str) -> DemoPerson:
    groups = ", ".join(one.name for one in tables.classes_taught(person.id))
    return DemoPerson(person.id, person.name, person.role, groups, username=person.username, password=password)


def _child(student: Student) -> DemoPerson:
    groups = ", ".join(one.name for one in tables.classes_of(student.id))
    return DemoPerson(student.id, student.name, "student", groups, pictures=PICTURES[student.name])
