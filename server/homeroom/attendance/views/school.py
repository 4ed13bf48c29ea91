"""Pages about more than one class: roll call, announced absences, export, school hours."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, web
from homeroom.attendance import (
    actions,
    announced,
    codes,
    export,
    roll_call,
    session_times,
    tables,
    words,
)
from homeroom.attendance.views.register import as_csv
from homeroom.attendance.visitors import actions as visiting
from homeroom.attendance.visitors import tables as visits
from homeroom.i18n import messages_for
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import Caller, allow

bp = Blueprint("school", __name__)


def groups_of(caller: Caller) -> list[people.SchoolClass]:
    """The classes somebody may see: the office all, teachers their own."""
    return people.classes() if "office" in caller.roles else people.classes_taught(caller.id)


# --- roll call ---------------------------------------------------------------------------------------


@bp.get("/roll-call")
@allow("teacher", "office")
def roll() -> ResponseReturnValue:
    """Who is in the building now, by class, to read aloud and to print."""
    return web.page("attendance/roll_call.html", **_roll(), messages=messages_for(("static/attendance/",)))


@bp.get("/roll-call/live")
@allow("teacher", "office")
def roll_live() -> ResponseReturnValue:
    """The list alone when it has news, else 204."""
    if request.args.get("news") == roll_call.news():
        return "", 204
    return web.page("attendance/roll_call_list.html", **_roll())


def _roll() -> dict[str, Any]:
    everywhere = "office" in web.caller().roles
    found = roll_call.roll_call(groups_of(web.caller()), everywhere=everywhere)
    now = clock.now_ms()
    return {"roll": found, "time": words.hhmm(now), "day_name": words.day(clock.today()), "everywhere": everywhere}


# --- visitors ----------------------------------------------------------------------------------------


@bp.get("/attendance/visitors")
@allow("office")
def visitors() -> ResponseReturnValue:
    """Who visited and whom, as long as it is kept."""
    rows = [(one, words.day(one.day), words.hhmm(one.came), words.hhmm(one.went)) for one in visits.known()]
    return web.page("attendance/visitors.html", rows=rows, days=config.current().keep_visitors_days)


@bp.post("/attendance/visitors/<visit>/erase")
@allow("office")
def erase_visit(visit: str) -> ResponseReturnValue:
    """Somebody asked to be forgotten, or a name was wrong."""
    visiting.erase(visit)
    return redirect(url_for("attendance.school.visitors"), 303)


# --- announced absences ------------------------------------------------------------------------------


@bp.get("/attendance/absences")
@allow("teacher", "office")
def absences() -> ResponseReturnValue:
    """Announce that a child will be away; see and take back what was announced."""
    groups = [(one, people.students_of(one.id)) for one in groups_of(web.caller())]
    mine = {student.id: student for _group, students in groups for student in students}
    found = [
        (absence, mine[days[0].student], days)
        for absence, days in announced.reaching(clock.today())
        if days[0].student in mine
    ]
    return web.page(
        "attendance/absences.html",
        groups=groups,
        announced=found,
        told={absence: announced.announcement(days[0]) for absence, _student, days in found},
        day_name=words.day,
        today=clock.today(),
        chosen=request.args.get("student", ""),
        reasons=[(code, words.reasons()[code]) for code in codes.AWAY_REASONS],
        reason_names=words.reasons(),
        portrait_url=people.portrait_url,
    )


@bp.post("/attendance/absences")
@allow("teacher", "office")
def announce() -> ResponseReturnValue:
    """Excuse a child for one day or several."""
    form = request.form
    student_id = form.get("student", "")
    people_actions.check_may_see_student(web.caller(), student_id)
    note = form.get("note", "")[:500].strip()
    actions.excuse(student_id, form.get("from", ""), form.get("to", ""), reason=form.get("reason", ""), note=note)
    return redirect(url_for("attendance.school.absences"), 303)


@bp.post("/attendance/absences/<absence_id>/take-back")
@allow("teacher", "office")
def take_back_absence(absence_id: str) -> ResponseReturnValue:
    """The child comes after all."""
    for one in announced.days_of(absence_id)[:1]:
        people_actions.check_may_see_student(web.caller(), one.student)
    actions.take_back_absence(absence_id)
    return redirect(url_for("attendance.school.absences"), 303)


# --- export ------------------------------------------------------------------------------------------


@bp.get("/attendance/export")
@allow("teacher", "office")
def choose_export() -> ResponseReturnValue:
    """Choose class and days of a table for other programs."""
    today = clock.today()
    return web.page("attendance/export.html", groups=groups_of(web.caller()), first=today[:8] + "01", last=today)


@bp.get("/attendance/export.csv")
@allow("teacher", "office")
def export_csv() -> ResponseReturnValue:
    """One row a pupil a day, every day of the range on which school was held."""
    asked = request.args
    today = clock.today()
    first, last = asked.get("from") or today, asked.get("to") or today
    groups = groups_of(web.caller())
    if asked.get("class"):
        people_actions.check_may_see(web.caller(), asked["class"])
        groups = [people.school_class(asked["class"])]
    actions.check_days(first, last)
    days = tables.school_days(first, last)
    name = groups[0].name if asked.get("class") else config.current().school_name
    return as_csv(export.csv_of([one.id for one in groups], days), f"attendance-{name}-{first}-{last}.csv")


# --- school hours ------------------------------------------------------------------------------------


@bp.get("/attendance/hours")
@allow("office")
def hours() -> ResponseReturnValue:
    """When school starts and ends, for all or for a class, from one day to another."""
    settings = config.current()
    return web.page(
        "attendance/hours.html",
        groups=people.classes(),
        class_names={one.id: one.name for one in people.classes()},
        hours=session_times.times_of_school(),
        settings=settings,
        today=clock.today(),
        day_name=words.day,
    )


@bp.post("/attendance/hours")
@allow("office")
def set_hours() -> ResponseReturnValue:
    """Set or drop school hours; who has arrived already is counted again."""
    form = request.form
    actions.set_hours(
        form.get("class", ""),
        form.get("first", ""),
        form.get("last", ""),
        start=form.get("start", ""),
        grace=form.get("grace", ""),
        end=form.get("end", ""),
        dropped="drop" in form,
    )
    return redirect(url_for("attendance.school.hours"), 303)
