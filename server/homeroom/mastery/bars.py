"""What counts as mastered, where a class's teacher (or the office for all) wants another bar than usual, and why."""

from collections.abc import Iterable, Sequence

import peewee

from homeroom import journal
from homeroom.db import Projection
from homeroom.mastery import events as ev
from homeroom.mastery import rules
from homeroom.people import tables as people

CHOICES = (75, 80, 85, 90, 95)  # of 100 typical questions
USUAL = round(100 * rules.MASTERED)
LONGEST = 500


class SkillBar(Projection):
    """The bar of one skill for a class, or for all ("")."""

    school_class = peewee.TextField()
    skill = peewee.TextField()
    bar = peewee.IntegerField()
    text = peewee.TextField()
    author = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        table_name = "skill_bar"
        primary_key = peewee.CompositeKey("school_class", "skill")


@journal.fold(ev.BarSet)
def fold_bar(register: str, entries: Sequence[journal.Entry]) -> None:
    """The last word; the usual bar needs no row."""
    last = journal.winner(journal.standing(entries)) or journal.winner(entries)
    assert last is not None
    said: ev.BarSet = last.event
    key = {"school_class": said.school_class, "skill": said.skill}
    SkillBar.drop(**key)
    if said.bar in CHOICES and said.bar != USUAL:
        SkillBar.put(**key, bar=said.bar, text=said.text, author=last.actor.partition(":")[2], when=said.when)


def bar(school_class: str, skill: str) -> SkillBar | None:
    """The bar that was set for a class, or for all; None for the usual one."""
    return SkillBar.one(school_class=school_class, skill=skill) or SkillBar.one(school_class="", skill=skill)


def of_students(students: Iterable[str]) -> dict[str, dict[str, SkillBar]]:
    """For each student the bars of her classes, before those for all; of two classes' the higher one."""
    rows = list(SkillBar.select())
    if not rows:
        return {}
    for_all = {row.skill: row for row in rows if not row.school_class}
    found: dict[str, dict[str, SkillBar]] = {}
    for student in students:
        groups = {group.id for group in people.classes_of(student)}
        mine: dict[str, SkillBar] = {}
        for row in sorted((one for one in rows if one.school_class in groups), key=lambda one: one.bar):
            mine[row.skill] = row
        found[student] = {**for_all, **mine}
    return found
