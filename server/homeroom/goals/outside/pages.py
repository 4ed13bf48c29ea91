"""Learning outside the school over HTTP: the list of a class, one place with its log, paper for it."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.attendance.words import duration
from homeroom.errors import Refused
from homeroom.goals.blueprint import bp, check_day, chosen_class, my_classes, seen_student
from homeroom.goals.outside import actions, showing, tables
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.web import allow


@bp.get("/outside")
@allow("staff")
def outside() -> ResponseReturnValue:
    """Who of a class learns outside the school, where, and how many hours so far."""
    group = chosen_class()
    children = {one.id: one for one in people.students_of(group.id)} if group else {}
    names = people.short_names(children.values())
    found = [showing.shown(one) for one in tables.places_of(children)]
    return web.page(
        "goals/outside.html",
        here="outside",
        classes=my_classes(),
        group=group,
        children=children,
        names=names,
        portraits={key: people.portrait_url(one) for key, one in children.items()},
        found=sorted(found, key=lambda one: one.state == "over"),
        place_states=showing.states(),
        today=clock.today(),
    )


@bp.post("/outside")
@allow("staff")
def begin_outside() -> ResponseReturnValue:
    """A child begins somewhere."""
    student = request.form.get("student", "")
    seen_student(student)
    name = actions.keep_place(student, _told())
    return redirect(url_for("goals.outside_place", student=student, outside=name), 303)


def _told() -> dict[str, Any]:
    form = request.form
    aims = [" ".join(line.split())[: actions.SHORT] for line in form.get("aims", "").splitlines()]
    hours = form.get("hours", "").strip() or "0"
    if not hours.isdecimal():
        raise Refused(_("“%(name)s” must be a whole number.", name=_("Hours")))
    short = {name: " ".join(form.get(name, "").split())[: actions.SHORT] for name in ("place", "mentor", "contact")}
    days = {name: check_day(form.get(name, "")) for name in ("starts", "ends")}
    return {**short, **days, "hours": int(hours), "aims": [one for one in aims if one][: actions.MOST_AIMS]}


@bp.get("/students/<student>/outside/<outside>")
@allow("staff")
def outside_place(student: str, outside: str) -> ResponseReturnValue:
    """One place: aims, log, slips, hours."""
    return web.page("goals/outside_place.html", **_of(student, outside), thrown=request.args.get("thrown", ""))


@bp.get("/students/<student>/outside/<outside>/paper")
@allow("staff")
def outside_on_paper(student: str, outside: str) -> ResponseReturnValue:
    """The log, and a slip for the mentor to fill in."""
    return web.page("goals/outside_paper.html", **_of(student, outside))


def _of(student: str, outside: str) -> dict[str, Any]:
    person, place = seen_student(student), tables.place(student, outside)
    return {
        "person": person,
        "portrait_of": people.portrait_url(person),
        "one": showing.shown(place),
        "place_states": showing.states(),
        "duration": duration,
        "today": clock.today(),
    }


@bp.post("/students/<student>/outside/<outside>")
@allow("staff")
def change_outside(student: str, outside: str) -> ResponseReturnValue:
    """Change it, end it, enter what came on paper, take a line away or bring it back."""
    seen_student(student)
    form, thrown = request.form, None
    what, _colon, log = form.get("do", "").partition(":")
    if what == "save":
        actions.keep_place(student, _told(), outside)
    elif what in ("end", "go-on"):
        actions.end(student, outside, what == "end")
    elif what == "enter":
        day = check_day(form.get("day", ""))
        actions.enter(student, outside, form.get("what", ""), day, _minutes(), form.get("text", ""))
    elif what in ("throw", "keep"):
        actions.throw(student, outside, log, what == "throw")
        thrown = log if what == "throw" else None
    else:
        raise Refused(_("It was not clear what to do with this place."))
    return redirect(url_for("goals.outside_place", student=student, outside=outside, thrown=thrown), 303)


def _minutes() -> int:
    hours, minutes = request.form.get("spent-hours", "0") or "0", request.form.get("spent-minutes", "0") or "0"
    if not hours.isdecimal() or not minutes.isdecimal():
        raise Refused(_("“%(name)s” must be a whole number.", name=_("Hours")))
    return int(hours) * showing.HOUR + int(minutes)
