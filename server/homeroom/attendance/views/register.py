"""The register of a class on a day: look, one tap per exception, confirm, correct, history."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, web
from homeroom.attendance import actions, board, codes, doubt, export, past, rules, tables, words
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _, messages_for, ngettext
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow

bp = Blueprint("register", __name__, url_prefix="/attendance")


def _see(class_id: str, day: str) -> people.SchoolClass:
    people_actions.check_may_see(web.caller(), class_id)
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise NotFound(_("There is no day “%(day)s”.", day=day)) from error
    return people.school_class(class_id)


def _see_student(class_id: str, day: str, student_id: str) -> people.Student:
    _see(class_id, day)
    if student_id not in {one.id for one in tables.students_on(class_id, day)}:
        raise NotFound(_("This child is not in this class."))
    return people.student(student_id)


@bp.get("/<class_id>")
@allow("teacher", "office")
def today(class_id: str) -> ResponseReturnValue:
    """Today's register."""
    return redirect(url_for("attendance.register.show", class_id=class_id, day=clock.today()))


@bp.get("/<class_id>/<day>")
@allow("teacher", "office")
def show(class_id: str, day: str) -> ResponseReturnValue:
    """The register as a page."""
    group = _see(class_id, day)
    return web.page(
        "attendance/register.html",
        group=group,
        day=day,
        day_name=words.day(day),
        today=clock.today(),
        doubtful=doubt.is_doubtful(day),
        real_days=[(one, words.day(one)) for one in doubt.real_days(day)],
        several=len(people.classes_taught(web.caller().id)) > 1 or "office" in web.caller().roles,
        week=board.week(class_id, day),
        before=_shift(day, -7),
        after=_shift(day, 7),
        **_board(class_id, day),
        messages=messages_for(("static/attendance/",)),
    )


def _shift(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _board(class_id: str, day: str) -> dict[str, Any]:
    here = url_for("attendance.register.show", class_id=class_id, day=day)
    found = board.board(class_id, day)
    return {"board": found, "here": here, "labels": words.statuses(), "icons": words.ICONS, "kinds": words.KINDS}


@bp.get("/<class_id>/<day>/live")
@allow("teacher", "office")
def live(class_id: str, day: str) -> ResponseReturnValue:
    """The board alone when it has news, else 204: asked every second or two by open pages."""
    group = _see(class_id, day)
    if request.args.get("news") == board.news(class_id, day):
        return "", 204
    return web.page("attendance/board.html", group=group, day=day, today=clock.today(), **_board(class_id, day))


@bp.get("/<class_id>/<day>.csv")
@allow("teacher", "office")
def csv_of_day(class_id: str, day: str) -> ResponseReturnValue:
    """One day as a table."""
    group = _see(class_id, day)
    return as_csv(export.csv_of([class_id], [day]), f"attendance-{group.name}-{day}.csv")


def as_csv(pieces: Any, name: str) -> Response:
    """A table that a browser saves; sent while it is made."""
    response = Response(stream_with_context(pieces), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="".join(c for c in name if c.isprintable()))
    return response


@bp.post("/<class_id>/<day>/mark")
@allow("teacher", "office")
def mark(class_id: str, day: str) -> ResponseReturnValue:
    """One tap, or a correction with times, reason and note."""
    form = request.form
    student = _see_student(class_id, day, form.get("student", ""))
    status = form.get("status", "")
    entry = actions.mark(
        student.id,
        day,
        status,
        reason=form.get("reason", ""),
        note=form.get("note", "")[:500].strip(),
        arrived=_time(day, "arrived"),
        left=_time(day, "left"),
        known=form.get("known", "").split() if "known" in form else None,
    )
    label = words.statuses().get(status, _("as at the door"))
    said = _("%(name)s: %(status)s", name=student.name, status=label)
    undo = {"path": "take-back", "refs": f"{student.id}/{entry.ref}"}
    return _done(class_id, day, said, student=student.id, undo=undo)


def _time(day: str, name: str) -> int | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return rules.moment(day, text, config.current().timezone)
    except ValueError as error:
        raise Refused(_("Please write times like 08:15.")) from error


def _done(class_id: str, day: str, said: str, *, student: str = "", undo: Any = None) -> ResponseReturnValue:
    here = url_for("attendance.register.show", class_id=class_id, day=day)
    if web.wants_json():
        return jsonify({"said": said, "undo": undo})
    if student and request.form.get("back") == "student":
        here = f"{here}/{student}"
    return redirect(here, 303)


@bp.post("/<class_id>/<day>/rest")
@allow("teacher", "office")
def rest(class_id: str, day: str) -> ResponseReturnValue:
    """Everybody the page still showed as expected is here (or absent)."""
    _see(class_id, day)
    students = request.form.get("students")
    chosen = students.split() if students is not None else None
    made = actions.mark_rest(class_id, day, request.form.get("status", ""), chosen)
    said = ngettext("%(count)s child marked", "%(count)s children marked", len(made), count=len(made))
    refs = " ".join(f"{student_id}/{ref}" for student_id, ref in made.items())
    return _done(class_id, day, said, undo={"path": "take-back", "refs": refs} if made else None)


@bp.post("/<class_id>/<day>/confirm")
@allow("teacher", "office")
def confirm(class_id: str, day: str) -> ResponseReturnValue:
    """The roll is read."""
    _see(class_id, day)
    actions.confirm(class_id, day)
    return _done(class_id, day, _("The roll is confirmed."), undo={"path": "reopen"})


@bp.post("/<class_id>/<day>/reopen")
@allow("teacher", "office")
def reopen(class_id: str, day: str) -> ResponseReturnValue:
    """The roll was confirmed too early."""
    _see(class_id, day)
    actions.reopen(class_id, day)
    return _done(class_id, day, _("The roll is open again."))


@bp.post("/<class_id>/<day>/take-back")
@allow("teacher", "office")
def take_back(class_id: str, day: str) -> ResponseReturnValue:
    """Exactly these entries (student/entry, apart by spaces) never were."""
    _see(class_id, day)
    student_id = ""
    for pair in request.form.get("refs", "").split():
        student_id, _slash, ref = pair.partition("/")
        actions.take_back(_see_student(class_id, day, student_id).id, day, ref)
    return _done(class_id, day, _("Taken back."), student=student_id)


@bp.get("/<class_id>/<day>/<student_id>")
@allow("teacher", "office")
def student(class_id: str, day: str, student_id: str) -> ResponseReturnValue:
    """One child's day: correct it, and see who said what, when and why."""
    child = _see_student(class_id, day, student_id)
    line = tables.lines([child], day, tables.roll(class_id, day))[0]
    return web.page(
        "attendance/student.html",
        group=people.school_class(class_id),
        child=child,
        portrait=people.portrait_url(child),
        line=line,
        detail=board.detail(line),
        day=day,
        day_name=words.day(day),
        hhmm=words.hhmm,
        short_day=words.short_day,
        labels=words.statuses(),
        icons=words.ICONS,
        kinds=words.KINDS,
        flags=[words.flags()[flag] for flag in line.flags],
        reasons=[("", _("No reason"))] + [(code, words.reasons()[code]) for code in codes.REASONS],
        history=past.told(student_id, day),
        days=past.last_days(student_id, day),
    )
