"""Rosters in and out: files of people read into one neutral shape, compared, written again."""

from homeroom.people.rosters.difference import Plan, Step, difference
from homeroom.people.rosters.reading import read
from homeroom.people.rosters.shape import Group, Person, Problem, Roster
from homeroom.people.rosters.writing import write_kolibri, write_ours

__all__ = [
    "Group",
    "Person",
    "Plan",
    "Problem",
    "Roster",
    "Step",
    "difference",
    "read",
    "write_kolibri",
    "write_ours",
]
