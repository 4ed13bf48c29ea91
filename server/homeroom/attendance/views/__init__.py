"""Attendance over HTTP: the way in, and the pages of the register, the school and the kiosk beneath it."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.attendance import tables, words
from homeroom.attendance.views import kiosk, register, school
from homeroom.attendance.views import tablets as handed_out
from homeroom.terms import tables as terms
from homeroom.web import allow

bp = Blueprint("attendance", __name__)
for part in (school.bp, kiosk.bp, register.bp, handed_out.bp):
    bp.register_blueprint(part)


@bp.get("/attendance")
@allow("teacher", "office")
def home() -> ResponseReturnValue:
    """The classes one may see with their numbers of today; who has one class goes straight to its register."""
    groups = school.groups_of(web.caller())
    today = clock.today()
    if len(groups) == 1 and "office" not in web.caller().roles:
        return redirect(url_for("attendance.register.show", class_id=groups[0].id, day=today))
    kept = terms.calendar()
    return web.page(
        "attendance/home.html",
        groups=[(one, tables.status_counts(one.id, today), tables.roll(one.id, today)) for one in groups],
        day=today,
        day_name=words.day(today),
        labels=words.statuses(),
        free=kept.why_free(today, [one.id for one in groups]) if kept.is_told else None,
    )
