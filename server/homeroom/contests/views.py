"""What a child does not agree with, for her teacher; and what the tablet shows of it."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.contests import actions, explaining, tables
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _, language
from homeroom.mastery.words import moment
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog, independence, showing
from homeroom.playlists.placement import tables as placements
from homeroom.web import allow, caller

bp = Blueprint("contests", __name__)


@bp.get("/contests/<student>/<about>/<key>")
@allow("staff")
def contest(student: str, about: str, key: str) -> ResponseReturnValue:
    """What was shown, what the child says, what weighed, and the two answers."""
    found = _found(student, about, key)
    person = people.student(student)
    return web.page(
        "contests/contest.html",
        person=person,
        portrait_of=people.portrait_url(person),
        found=found,
        told=explaining.told(student, about, key, found.row),
        moment=moment,
        question=questions()[about],
        agree=agreements()[about],
        choices=_choices(student, about, key),
        board=_board(about, key),
    )


@bp.post("/contests/<student>/<about>/<key>")
@allow("staff")
def answer(student: str, about: str, key: str) -> ResponseReturnValue:
    """Agree or keep."""
    _found(student, about, key)
    form, what = request.form, request.form.get("do", "")
    if what not in ("agree", "keep"):
        raise Refused(_("It was not clear what to do with this. Nothing was changed."))
    agree = what == "agree"
    actions.answer(student, about, key, agree=agree, text=form.get("text", ""), choice=form.get("choice", ""))
    there = _board(about, key) if agree else ""
    return redirect(there or url_for("today.inbox"), 303)


def _found(student: str, about: str, key: str) -> tables.Contest:
    people_actions.check_may_see_student(caller(), student)
    found = tables.contest(student, about, key)
    if found is None or about not in explaining.ABOUT:
        raise NotFound(_("This is not there any more. Load the page again."))
    return found


def questions() -> dict[str, str]:
    """What a child does not agree with."""
    return {
        "card": _("This card is in my week"),
        "recheck": _("A quick question about this"),
        "place": _("I am at this station"),
        "placement": _("I start here"),
        "level": _("What I may choose"),
    }


def agreements() -> dict[str, str]:
    """What agreeing does."""
    return {
        "card": _("I agree: take the card out of the week"),
        "recheck": _("I agree: she can do it"),
        "place": _("I agree: to the stations of that day, to move her"),
        "placement": _("I agree: she starts elsewhere"),
        "level": _("I agree: set another level"),
    }


def _choices(student: str, about: str, key: str) -> list[tuple[str, str]]:
    """What there is to choose when the teacher agrees."""
    if about == "level":
        now = independence.level(student)
        return [(str(level), name) for level, name in independence.names().items() if level != now]
    if about == "placement":
        title, found = catalog.shelf(language()).skill_title, explaining.stand(student, key)
        rungs = [(str(n), title(skill)) for n, skill in enumerate(found.strand.rungs)]
        return [*rungs, (str(len(rungs)), _("She knows all of these"))]
    return []


def _board(about: str, key: str) -> str:
    if about != "place":
        return ""
    day, layout, _period = explaining.split(key)
    return url_for("grouping.show_day", class_id=layout, day=day)


# --- on the tablet -----------------------------------------------------------------------------------


def _for_child(student: str) -> list[dict[str, Any]]:
    return [
        {"about": one.about, "key": one.key, "waits": one.waits, "agreed": one.agreed, "answer": one.answer or ""}
        for one in tables.recent(student)
    ]


def _start(student: str) -> list[dict[str, str]]:
    """Where the latest placement lets her start, and why, once it is over."""
    latest = placements.latest_of([student]).get(student)
    if latest is None or latest.next:
        return []
    found = []
    for one in latest.stands:
        if one.asked or one.judged is not None:
            told = explaining.told(student, "placement", one.strand.id, explaining.placement_row(one))
            found.append({"key": one.strand.id, "title": told.title, "reason": told.sentence})
    return found


showing.also("contests", _for_child)
showing.also("start", _start)
