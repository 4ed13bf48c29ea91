"""Tomorrow's stations over HTTP: look, propose, move, lock, undo, publish, print."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import NotFound, Refused
from homeroom.grouping import actions, checking, desk, facts, standard
from homeroom.grouping.blueprint import bp, check_day, my_classes, seen_layout
from homeroom.grouping.board import Board, away, overview, state_of
from homeroom.grouping.names import Names
from homeroom.i18n import _, messages_for, ngettext
from homeroom.people import tables as people
from homeroom.web import allow


@bp.get("/stations")
@allow("staff")
def home() -> ResponseReturnValue:
    """The classes; with one class, its plan of tomorrow at once."""
    mine = my_classes()
    if len(mine) == 1:
        return redirect(url_for("grouping.show_day", class_id=mine[0].id, day=standard.next_day(mine[0].id)))
    return web.page("grouping/home.html", classes=mine, day=standard.next_day())


@bp.get("/stations/<class_id>")
@allow("staff")
def show_class(class_id: str) -> ResponseReturnValue:
    """The plan that is made now."""
    seen_layout(class_id)
    return redirect(url_for("grouping.show_day", class_id=class_id, day=standard.next_day(class_id)))


@bp.get("/stations/<class_id>/<day>")
@allow("staff")
def show_day(class_id: str, day: str) -> ResponseReturnValue:
    """The board of a day; as a part of the page when a script asks."""
    seen_layout(class_id)
    found = desk.open_desk(class_id, check_day(day))
    if web.wants_json():
        return _answer(found)
    return web.page("grouping/board.html", **_context(found), messages=messages_for(["static/grouping/"]))


@bp.post("/stations/<class_id>/<day>")
@allow("staff")
def act_on_day(class_id: str, day: str) -> ResponseReturnValue:
    """Propose, put right, take back or publish."""
    seen_layout(class_id)
    what, said = request.form.get("do", ""), ""
    if what == "draft":
        actions.draft(class_id, check_day(day))
    elif what == "mend":
        actions.mend(class_id, check_day(day))
        said = _("Put right, with as few moves as possible.")
    elif what == "undo":
        actions.undo(class_id, check_day(day))
        said = _("Taken back.")
    elif what == "publish":
        many = actions.publish(class_id, check_day(day))
        said = ngettext(
            "Published. Something is new for %(num)s child.", "Published. Something is new for %(num)s children.", many
        )
    elif what.startswith("drop:"):
        actions.drop_group(class_id, what.partition(":")[2])
    else:
        raise Refused(_("It was not clear what to do with the plan. Nothing was changed."))
    return _back(class_id, day, said)


@bp.post("/stations/<class_id>/<day>/move")
@allow("staff")
def move(class_id: str, day: str) -> ResponseReturnValue:
    """Move a child to another station, perhaps in exchange; says at once what it costs."""
    seen_layout(class_id)
    form = request.form
    period, station = form.get("period", ""), form.get("station", "")
    before, after = actions.move(
        class_id, check_day(day), form.get("student", ""), period, station, form.get("swap", "")
    )
    board = Board(after, period)
    cost, notes = board.cost(checking.change(after.problem, before.plan, after.plan))
    to = after.layout.station(station)
    name = board.names.child(form.get("student", ""))
    went = _("%(name)s → %(where)s.", name=name, where=to.name) if to else _("%(name)s has no place.", name=name)
    return _back(class_id, day, " ".join([went, cost, *notes]))


@bp.post("/stations/<class_id>/<day>/lock")
@allow("staff")
def lock(class_id: str, day: str) -> ResponseReturnValue:
    """Keep a child where she is, or let her go."""
    seen_layout(class_id)
    form, on = request.form, request.form.get("on") == "1"
    actions.lock(class_id, check_day(day), form.get("student", ""), form.get("period", ""), on)
    said = _("%(name)s stays there, whatever is proposed anew.") if on else _("%(name)s may be moved again.")
    return _back(class_id, day, said % {"name": people.student(form.get("student", "")).given_name})


@bp.get("/stations/<class_id>/<day>/<period>/<student>")
@allow("staff")
def child(class_id: str, day: str, period: str, student: str) -> ResponseReturnValue:
    """One child: why she is there, her day, where she could go instead and what that costs."""
    seen_layout(class_id)
    found = desk.open_desk(class_id, check_day(day))
    if not found.drafted or student not in found.plan.get(period, {}):
        raise NotFound(_("This child or station is not in the plan any more. Load the page again."))
    board = Board(found, period)
    context = {**_context(found, period), "kid": board.kid(student), "options": board.options(student)}
    context["way"] = board.day_of(student)
    if web.wants_json():
        return {"html": render_template("grouping/child_panel.html", **context)}
    return web.page("grouping/child.html", **context)


@bp.get("/stations/<class_id>/<day>/paper")
@allow("staff")
def paper(class_id: str, day: str) -> ResponseReturnValue:
    """The plan to print: a sheet for each period, and a list of all children."""
    seen_layout(class_id)
    found = desk.open_desk(class_id, check_day(day))
    boards = [Board(found, period.id) for period in found.layout.periods] if found.drafted else []
    everybody = overview(found) if found.drafted else []
    return web.page("grouping/paper.html", desk=found, boards=boards, overview=everybody, group=_group(found))


def _group(found: desk.Desk) -> str:
    return _(" + ").join(people.school_class(one).name for one in found.layout.classes)


def _context(found: desk.Desk, period: str = "") -> dict[str, Any]:
    board = Board(found, period or request.values.get("period", ""))
    return {
        "class_id": found.layout.id,
        "desk": found,
        "board": board if found.drafted else None,
        "period": board.period,
        "group": _group(found),
        "state": state_of(found),
        "away": away(found),
        "asked": _asked(found),
        "over": found.day < clock.today(),
    }


def _asked(found: desk.Desk) -> list[dict[str, Any]]:
    names = Names(facts.members(found.layout))
    return [
        {"id": one.id, "who": _(", ").join(names.child(child) for child in one.students), "source": one.source}
        for one in found.asked
    ]


def _back(class_id: str, day: str, said: str = "") -> ResponseReturnValue:
    if web.wants_json():
        return _answer(desk.open_desk(class_id, day), said)
    period = request.form.get("period", "")
    return redirect(url_for("grouping.show_day", class_id=class_id, day=day, period=period or None), 303)


def _answer(found: desk.Desk, said: str = "") -> dict[str, Any]:
    return {"html": render_template("grouping/plan.html", **_context(found)), "said": said}
