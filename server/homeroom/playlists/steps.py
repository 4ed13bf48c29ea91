"""What a teacher did to the weeks of a class, step by step, so that she can take it back."""

from typing import Any, cast

import peewee

from homeroom import aliases, clock, db, journal
from homeroom.db import Json, Local
from homeroom.i18n import _
from homeroom.people import same_child
from homeroom.playlists import tables

KEPT = 12  # steps of a week that can be taken back
SLOT_PARTS = ("slot", "card", "must", "reason", "origin", "quick", "place", "partner")


class PlanStep(Local):
    """The weeks of some children as they were before one step; `what` is a word of names()."""

    id = peewee.AutoField()
    school_class = peewee.TextField()
    week = peewee.TextField()
    what = peewee.TextField()
    before = Json()
    made = peewee.IntegerField()

    class Meta:
        table_name = "plan_step"


@db.writes
def remember(class_id: str, week: str, what: str, before: dict[str, Any]) -> None:
    """Keep how these children's weeks were before something was done to them; unless nothing changed."""
    changed = {one: was for one, was in before.items() if was != states([one], week)[one]}
    if not changed:
        return
    PlanStep.create(school_class=class_id, week=week, what=what, before=changed, made=clock.now_ms())
    mine = (PlanStep.school_class == class_id) & (PlanStep.week == week)
    old = PlanStep.select(PlanStep.id).where(mine).order_by(PlanStep.id.desc()).offset(KEPT)
    PlanStep.delete().where(PlanStep.id.in_([one.id for one in old])).execute()


def states(students: list[str], week: str) -> dict[str, Any]:
    """Draft and published week of each, as a step remembers them."""
    drafts, given = tables.drafts(students, week), tables.published(students, week)
    slots = tables.slots_of_all(students, week)
    return {
        one: {
            "draft": drafts[one].slots if one in drafts else None,
            "week": {
                "title": given[one].title,
                "skills": given[one].skills,
                "slots": [{name: getattr(row, name) for name in SLOT_PARTS} for row in slots[one]],
            }
            if one in given
            else None,
        }
        for one in students
    }


@journal.on_joined
def follow() -> None:
    """Drafts and steps of a child whose cards were joined go on under the id that counts."""
    for old, root in aliases.known().roots.items():
        for row in list(tables.Draft.select().where(tables.Draft.student == old)):
            if tables.Draft.one(student=root, week=row.week) is None:
                told = {"school_class": row.school_class, "slots": row.slots, "made": row.made}
                tables.Draft.insert(student=root, week=row.week, **told).execute()
                tables.Draft.drop(student=old, week=row.week)
    for step in list(PlanStep.select()):
        before = same_child.renamed(step.before)
        if before != step.before:
            PlanStep.update(before=before).where(PlanStep.id == step.id).execute()


def names() -> dict[str, str]:
    """What each kind of step is called."""
    return {
        "draft": _("Draft the weeks"),
        "again": _("Draft again"),
        "publish": _("Publish"),
        "discard": _("Throw the drafts away"),
        "card": _("Change a card"),
        "many": _("Change several weeks"),
        "add": _("Add a card"),
    }


def last(class_id: str, week: str) -> PlanStep | None:
    """The step that would be taken back next."""
    mine = (PlanStep.school_class == class_id) & (PlanStep.week == week)
    return cast("PlanStep | None", PlanStep.select().where(mine).order_by(PlanStep.id.desc()).first())
