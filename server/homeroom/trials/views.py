"""Comparisons over HTTP: the list, a new one, how it goes, what was found."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Forbidden, Refused
from homeroom.i18n import _, language
from homeroom.mastery.words import moment, subjects
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists import words as plan_words
from homeroom.trials import actions, choosing, rules, showing, steering, tables, words
from homeroom.trials.tables import Trial
from homeroom.web import allow, caller

bp = Blueprint("trials", __name__)
__all__ = ["bp", "steering"]


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page of comparisons uses."""
    return {
        "moment": moment,
        "endings": words.endings(),
        "outcome_names": words.outcomes(),
        "subject_names": subjects(),
        "level_names": plan_words.levels(),
        "skill_title": catalog.shelf(language()).skill_title,
    }


@bp.get("/trials")
@allow("staff")
def home() -> ResponseReturnValue:
    """All comparisons that the caller may see."""
    mine = None if _office() else [one.id for one in _my_classes()]
    return web.page("trials/home.html", trials=tables.trials(mine, caller().actor))


@bp.get("/trials/new")
@allow("staff")
def new() -> ResponseReturnValue:
    """What can be compared; with one chosen, the questions to answer before it begins."""
    chosen = choosing.choice(request.args["of"]) if request.args.get("of") else None
    return web.page(
        "trials/new.html",
        choices=choosing.choices() if chosen is None else [],
        chosen=chosen,
        classes=_my_classes(),
        sizes=words.sizes(),
        usual_size=rules.SIZES[1],
    )


@bp.post("/trials/new")
@allow("staff")
def begin() -> ResponseReturnValue:
    """Begin it."""
    form, classes = request.form, request.form.getlist("class")
    for one in classes:
        people_actions.check_may_see(caller(), one)
    most = form.get("most", "")
    key = actions.plan(
        form.get("of", ""),
        form.get("usual", ""),
        form.get("new", ""),
        form.get("question", ""),
        form.get("outcome", ""),
        int(most) if most.isdecimal() else 0,
        classes,
    )
    return redirect(url_for("trials.trial", key=key), 303)


@bp.get("/trials/<key>")
@allow("staff")
def trial(key: str) -> ResponseReturnValue:
    """One comparison."""
    found = _seen(key)
    far, taking_part = showing.progress(found), tables.classes(key)
    return web.page(
        "trials/trial.html",
        trial=found,
        ways=[(name, far[arm]) for name, arm in zip(found.names, rules.ARMS, strict=True)],
        measured=sum(one.measured for one in far.values()),
        next_look=showing.next_look(found, sum(one.measured for one in far.values())),
        looks=rules.LOOKS,
        result=showing.result(found),
        groups=[(one, one.id in taking_part) for one in _my_classes()],
        elsewhere=len(taking_part.keys() - {one.id for one in _my_classes()}),
        children=_children(found),
    )


@bp.post("/trials/<key>")
@allow("staff")
def change(key: str) -> ResponseReturnValue:
    """Let a class in or out, decide otherwise for a child, or end it."""
    _seen(key)
    form, what = request.form, request.form.get("do", "")
    if what in ("join", "leave"):
        people_actions.check_may_see(caller(), form.get("class", ""))
        (actions.join if what == "join" else actions.leave)(key, form.get("class", ""))
    elif what in ("out", "in"):
        people_actions.check_may_see_student(caller(), form.get("student", ""))
        if what == "out":
            actions.take_out(key, form.get("student", ""), form.get("text", ""))
        else:
            actions.take_back_in(key, form.get("student", ""))
    elif what == "stop":
        actions.stop(key, form.get("text", ""))
    else:
        raise Refused(_("It was not clear what to do with this comparison. Nothing was changed."))
    return redirect(url_for("trials.trial", key=key), 303)


def _office() -> bool:
    return "office" in caller().roles


def _my_classes() -> list[people.SchoolClass]:
    return people.classes() if _office() else people.classes_taught(caller().id)


def _seen(key: str) -> Trial:
    found = tables.trial(key)
    mine = {one.id for one in _my_classes()}
    if not (_office() or found.actor == caller().actor or mine & tables.classes(key).keys()):
        raise Forbidden(_("None of your classes takes part in this comparison, so it is closed to you."))
    return found


def _children(found: Trial) -> list[dict[str, Any]]:
    """The caller's children who take part, by name: nothing about how it went with them."""
    mine = {one.id: one for group in _my_classes() for one in people.students_of(group.id)}
    rows = [row for row in tables.children(found.id) if row.student in mine]
    named = dict(zip(rules.ARMS, found.names, strict=True))
    told = [{"row": row, "person": mine[row.student], "way": named.get(row.arm, "")} for row in rows]
    return sorted(told, key=lambda one: one["person"].name)
