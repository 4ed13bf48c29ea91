"""For the office: who looked at a child's page, and what goes after a while."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue

from homeroom import clock, config, errors, web
from homeroom.people import tables as people
from homeroom.privacy import looks, retention, rules, tables, words
from homeroom.web import allow

bp = Blueprint("privacy", __name__)
STAFF = frozenset({"teacher", "office", "hub"})


def init_app(app: Flask) -> None:
    """Note each answer of this app that shows staff a child or a list of children."""
    looks.forget()
    app.after_request(_note)


def _note(response: Response) -> Response:
    caller = web.caller()
    if response.status_code == 200 and request.method == "GET" and caller.roles & STAFF and request.url_rule:
        named, asked = request.view_args or {}, request.args
        found = rules.look(caller.id, request.endpoint or "", response.mimetype or "", named, asked)
        if found:
            looks.note(found)
    return response


@bp.get("/people/students/<student_id>/looks")
@allow("office")
def looks_at(student_id: str) -> ResponseReturnValue:
    """Who of the staff looked at this child, or at a list with her in it."""
    student = people.student(student_id)
    looks.keep()
    rows = [(_name(one.staff), words.what(one.what), one) for one in tables.looks_at(student_id)]
    groups = {one.id: one.name for one in people.classes_of(student_id)}
    days = config.current().keep_looks_days
    told = {"portrait": people.portrait_url(student), "rows": rows, "groups": groups, "days": days}
    return web.page("privacy/looks.html", student=student, local=clock.local, most=tables.MOST_SHOWN, **told)


@bp.get("/retention")
@allow("office")
def show_retention() -> ResponseReturnValue:
    """What goes by itself and when, and who left long ago."""
    rows = [(words.kind(one.name), one) for one in retention.due()]
    left = [(one, clock.day_of(when)) for one, when in retention.left_long_ago()]
    years = config.current().keep_left_years
    return web.page("privacy/retention.html", rows=rows, left=left, years=years)


def _name(staff_id: str) -> str:
    try:
        return people.staff(staff_id).name
    except errors.NotFound:
        return staff_id
