"""What each child of a class may choose, set with her; and what her short tests looked like."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Refused
from homeroom.evidence import answers, checking
from homeroom.evidence import tables as evidence
from homeroom.evidence.rules import FINISHED
from homeroom.i18n import _, language
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog, independence, rules, tables, tested
from homeroom.playlists.blueprint import bp
from homeroom.playlists.freedom import actions
from homeroom.web import allow, caller

WEEKS = 2


@dataclass(frozen=True)
class Standing:
    """How a child handled her last weeks: what must be done and is, and what she chose herself."""

    must: int = 0
    done: int = 0
    own: int = 0


@bp.get("/independence/<class_id>")
@allow("staff")
def levels(class_id: str) -> ResponseReturnValue:
    """The levels of a class."""
    people_actions.check_may_see(caller(), class_id)
    everybody = people.students_of(class_id)
    ids = [one.id for one in everybody]
    return web.page(
        "playlists/independence.html",
        group=people.school_class(class_id),
        week=catalog.week_to_plan(),
        everybody=everybody,
        portraits={one.id: people.portrait_url(one) for one in everybody},
        levels=independence.levels(ids),
        said={one: independence.set_for(one) for one in ids},
        standing=_standing(ids),
        names=independence.names(),
        asks=independence.asks(),
        may={level: [independence.choices()[one] for one in may] for level, may in independence.MAY.items()},
    )


@bp.post("/independence/<class_id>")
@allow("staff")
def set_level(class_id: str) -> ResponseReturnValue:
    """Set one child's level."""
    student, level = request.form.get("student", ""), request.form.get("level", "")
    people_actions.check_may_see(caller(), class_id)
    people_actions.check_may_see_student(caller(), student)
    if not level.isdecimal():
        raise Refused(_("A level of independence is 1, 2, 3 or 4."))
    actions.set_independence(student, int(level), together=request.form.get("together") == "1")
    return redirect(url_for("playlists.levels", class_id=class_id, _anchor=f"child-{student}"), 303)


def _standing(students: list[str]) -> dict[str, Standing]:
    this = catalog.this_week()
    status = {(who, slot): state for who, slot, _card, state in evidence.statuses(students)}
    found: dict[str, Standing] = defaultdict(Standing)
    for row in tables.earlier_slots(students, rules.shifted(this, 1), rules.shifted(this, 1 - WEEKS)):
        was = found[row.student]
        done = row.tested or status.get((row.student, row.slot)) in FINISHED
        own = row.origin == "student" or "own" in (row.reason.get("parts") or {}) or bool(row.place or row.partner)
        found[row.student] = Standing(was.must + row.must, was.done + (row.must and done), was.own + own)
    return found


@bp.get("/students/<student>/tests")
@allow("staff")
def tests(student: str) -> ResponseReturnValue:
    """The short tests of a child, with what she answered."""
    people_actions.check_may_see_student(caller(), student)
    person, shelf = people.student(student), catalog.shelf(language())
    waiting = {one.skill for one in tested.look_ins([student])}
    return web.page(
        "playlists/tests.html",
        person=person,
        portrait_of=people.portrait_url(person),
        waiting={skill: shelf.skill_title(skill) for skill in sorted(waiting)},
        tries=[
            {"one": one, "skill": shelf.skill_title(one.skill), "answers": _answers(student, one.run)}
            for one in reversed(tested.tests_of([student]))
        ],
    )


@bp.post("/students/<student>/tests")
@allow("staff")
def looked_in(student: str) -> ResponseReturnValue:
    """The teacher was with the child."""
    people_actions.check_may_see_student(caller(), student)
    actions.look_in(student, request.form.get("skill", ""))
    return redirect(url_for("playlists.tests", student=student), 303)


def _answers(student: str, run: str) -> list[dict[str, Any]]:
    found = []
    for one in tested.answers(student, run):
        asked = checking.question(one.card_version, one.question)
        block: dict[str, Any] = asked.block if asked else {}
        prompt = answers.plain(block.get("prompt", "")) or _("Question %(name)s", name=one.question)
        said = answers.words(block, one.response) if one.response is not None else _("I don't know yet")
        found.append({"prompt": prompt, "said": said, "correct": one.correct})
    return found
