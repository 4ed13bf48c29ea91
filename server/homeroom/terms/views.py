"""The school calendar over HTTP: look, enter, take out, bring in from a file."""

import json
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Forbidden, NotFound, Refused
from homeroom.i18n import _
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.terms import actions, months, reading, rules, tables
from homeroom.terms.rules import Calendar, Span
from homeroom.web import allow, caller

bp = Blueprint("terms", __name__)
bp.add_app_template_filter(months.moment, "moment")  # how any page tells when something was
bp.add_app_template_filter(months.day_name, "whole_day")
SHOWN = 4  # months
ASK = 60  # days before the last term's end from which the office is asked for the next


@bp.get("/calendar")
@allow("staff")
def calendar() -> ResponseReturnValue:
    """The calendar of the school, or of a class."""
    chosen, found = _chosen(), tables.calendar()
    return web.page("terms/calendar.html", **_context(found, chosen))


def _context(found: Calendar, chosen: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "calendar": found,
        "chosen": chosen,
        "classes": _my_classes(),
        "class_names": {one.id: one.name for one in people.classes()},
        "months": months.of(found, today, SHOWN, (chosen,) if chosen else ()),
        "weekdays": months.weekdays(),
        "short_weekdays": months.short_weekdays(),
        "sorts": months.sorts(),
        "day_name": months.day_name,
        "spans": [one for one in found.spans if one.school_class in ("", chosen) or not chosen],
        "today": today,
        "ends_soon": bool(found.last_day) and found.last_day < rules.shifted(today, ASK),
        "office": _office(),
    }


@bp.post("/calendar")
@allow("staff")
def change() -> ResponseReturnValue:
    """Enter or take out days, or say on which weekdays there is school."""
    form, what, group = request.form, request.form.get("do", ""), request.form.get("class", "")
    if what == "add":
        _check_may(group)
        first = form.get("first", "")
        actions.keep(
            Span(first, form.get("last", "") or first, form.get("sort", "holiday"), form.get("title", ""), group)
        )
    elif what == "drop":
        _check_may(_span(form.get("span", "")).school_class)
        actions.drop(form.get("span", ""))
    elif what == "weekdays":
        _check_may(group)
        actions.keep_weekdays(group, [int(one) for one in form.getlist("weekday") if one.isdecimal()])
    else:
        raise Refused(_("It was not clear what to do with the calendar. Nothing was changed."))
    where: dict[str, Any] = {"class": group} if group else {}
    return redirect(url_for("terms.calendar", **where), 303)


@bp.post("/calendar/file")
@allow("office")
def look_at_file() -> ResponseReturnValue:
    """What a file would bring; nothing is kept yet."""
    sent = request.files.get("file")
    if sent is None:
        raise Refused(_("Choose a file first."))
    try:
        text = sent.stream.read(reading.LARGEST + 1).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(_("This file is not text in UTF-8, so it is no calendar.")) from error
    found = reading.read(text, [(one.id, one.name) for one in people.classes()])
    known = {(one.sort, one.first, one.last, one.school_class) for one in tables.calendar().spans}
    rows = [
        {
            "span": one,
            "value": json.dumps([one.first, one.last, one.sort, one.title, one.school_class]),
            "known": (one.sort, one.first, one.last, one.school_class) in known,
            "past": one.last < clock.today(),
        }
        for one in found.spans
    ]
    names = {one.id: one.name for one in people.classes()}
    words = {"sorts": months.sorts(), "day_name": months.day_name, "class_names": names}
    return web.page("terms/file.html", rows=rows, problems=found.problems, **words)


@bp.post("/calendar/file/keep")
@allow("office")
def keep_file() -> ResponseReturnValue:
    """Keep what was ticked."""
    spans = []
    for value in request.form.getlist("span"):
        try:
            parts = json.loads(value)
            spans.append(Span(*(str(one) for one in parts)))
        except (ValueError, TypeError) as error:
            raise Refused(_("It was not clear what to do with the calendar. Nothing was changed.")) from error
    actions.keep_all(spans)
    return redirect(url_for("terms.calendar"), 303)


def _span(key: str) -> Span:
    found = next((one for one in tables.calendar().spans if one.id == key), None)
    if found is None:
        raise NotFound(_("This is not in the calendar any more. Load the page again."))
    return found


def _office() -> bool:
    return "office" in caller().roles


def _check_may(group: str) -> None:
    if group:
        people_actions.check_may_see(caller(), people.school_class(group).id)
    elif not _office():
        raise Forbidden(_("Only the office enters days for the whole school. You can enter days for your class."))


def _my_classes() -> list[people.SchoolClass]:
    return people.classes() if _office() else people.classes_taught(caller().id)


def _chosen() -> str:
    group = request.args.get("class", "")
    if group:
        people_actions.check_may_see(caller(), group)
    return group
