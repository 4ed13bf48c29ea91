"""Goals for teachers: a class at a glance, and one child's goals."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Refused
from homeroom.goals import actions, rules, sheet, showing
from homeroom.goals.blueprint import bp, chosen_class, my_classes, seen_student
from homeroom.i18n import _, language
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.web import allow, caller

LATELY = 14 * showing.DAY


@bp.get("/goals")
@allow("staff")
def home() -> ResponseReturnValue:
    """The goals of a class: who has which, and who has none."""
    group = chosen_class()
    rows = _rows(group) if group else []
    return web.page(
        "goals/class.html",
        here="home",
        classes=my_classes(),
        group=group,
        rows=rows,
        busy=[one for one in rows if one["open"] or one["reached"]],
        idle=[one for one in rows if not (one["open"] or one["reached"])],
    )


def _rows(group: people.SchoolClass) -> list[dict[str, Any]]:
    everybody = people.students_of(group.id)
    names, found = people.short_names(everybody), showing.shown(one.id for one in everybody)
    since = clock.now_ms() - LATELY
    return [
        {
            "id": one.id,
            "name": names[one.id],
            "portrait": people.portrait_url(one),
            "open": showing.open_goals(found[one.id]),
            "reached": showing.reached_since(found[one.id], since),
        }
        for one in everybody
    ]


@bp.get("/goals/<class_id>.csv")
@allow("staff")
def table(class_id: str) -> ResponseReturnValue:
    """The goals of a class for other programs."""
    people_actions.check_may_see(caller(), class_id)
    group = people.school_class(class_id)
    answer = Response(sheet.csv_of(group), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f"attachment; filename=goals-{group.id}.csv"
    return answer


@bp.get("/students/<student>/goals")
@allow("staff")
def of_child(student: str) -> ResponseReturnValue:
    """One child's goals, and what a teacher can say to them."""
    person = seen_student(student)
    found = showing.shown([student])[student]
    return web.page(
        "goals/child.html",
        person=person,
        portrait_of=people.portrait_url(person),
        me=caller().id,
        open_goals=showing.open_goals(found),
        done=[one for one in reversed(found) if one.goal.state == "reached"],
        let_go=[one for one in found if one.goal.state == "let-go"],
        skills=sorted(catalog.shelf(language()).skills.values(), key=lambda one: (one.subject, one.title)),
    )


@bp.post("/students/<student>/goals")
@allow("staff")
def suggest(student: str) -> ResponseReturnValue:
    """Suggest a goal."""
    seen_student(student)
    form = request.form
    tied = tie_of(form.get("tie", ""), form.get("count", "1"))
    actions.suggest(student, form.get("text", ""), form.get("until", ""), agreed=form.get("agreed") == "1", **tied)
    return redirect(url_for("goals.of_child", student=student), 303)


def tie_of(told: str, count: str = "1") -> dict[str, Any]:
    """What a suggested goal is tied to: "", cards, cards:<subject> or skill:<id>. Raises Refused."""
    about, _colon, ref = told.partition(":")
    known = catalog.shelf()
    fine = about in ("", "cards") or (about == "skill" and ref in known.skills)
    if not fine or not count.isdecimal() or not 1 <= int(count) <= rules.MOST_CARDS:
        raise Refused(_("Choose what shows the progress of this goal, or nothing."))
    return {"about": about, "ref": ref, "count": int(count) if about == "cards" else 1} if about else {}


@bp.post("/students/<student>/goals/<goal>")
@allow("staff")
def say(student: str, goal: str) -> ResponseReturnValue:
    """Answer a goal, or note what the child says of it."""
    seen_student(student)
    what, back = request.form.get("do", ""), web.local_path(request.form.get("next", ""))
    step = ""
    if what == "answer":
        step = actions.answer(student, goal, request.form.get("text", ""))
    elif what == "undo":
        actions.take_back(student, goal, request.form.get("step", ""))
    else:
        step = actions.change(student, goal, what, request.form.get("until", ""))
    if not request.form.get("next"):
        return redirect(url_for("goals.of_child", student=student, _anchor=f"goal-{goal}"), 303)
    return redirect(f"{back}&{urlencode({'step': step})}" if step and "?" in back else back, 303)
