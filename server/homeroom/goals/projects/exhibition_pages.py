"""The exhibition over HTTP: the program, the invitation, slips of visitors on paper and on a device."""

from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Forbidden
from homeroom.goals.blueprint import bp
from homeroom.goals.projects import actions, showing, tables
from homeroom.goals.projects.pages import seen
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.web import allow, caller

OPEN_DAYS = 1  # days before and after the exhibition on which a device takes slips


@bp.get("/projects/<project>/exhibition")
@allow("staff")
def exhibition(project: str) -> ResponseReturnValue:
    """The program with the invitation, to print; what visitors wrote."""
    found = seen(project)
    return web.page(
        "goals/exhibition.html",
        one=showing.shown(found),
        group=people.school_class(found.school_class),
        show=showing.exhibition(found),
        slips=tables.slips(project),
        visitors=showing.visitors(),
        device_page=url_for("goals.visit", project=project, _external=True),
        thrown=request.args.get("thrown", ""),
    )


@bp.post("/projects/<project>/exhibition")
@allow("staff")
def change_slips(project: str) -> ResponseReturnValue:
    """Enter a slip that came on paper, take one away, or bring it back."""
    seen(project)
    form = request.form
    what, _colon, slip = form.get("do", "").partition(":")
    if what in ("throw", "keep"):
        actions.throw_slip(project, slip, what == "throw")
        thrown = slip if what == "throw" else None
        return redirect(url_for("goals.exhibition", project=project, _anchor="slips", thrown=thrown), 303)
    actions.keep_slip(
        project, form.get("team", ""), form.get("visitor", ""), form.get("liked", ""), form.get("asked", "")
    )
    return redirect(url_for("goals.exhibition", project=project, _anchor="slips"), 303)


@bp.get("/projects/<project>/slips")
@allow("staff")
def slips_on_paper(project: str) -> ResponseReturnValue:
    """Empty slips to print and cut."""
    found = seen(project)
    return web.page("goals/slips.html", one=showing.shown(found), visitors=showing.visitors())


@bp.get("/exhibitions/<project>")
@allow("staff", "device")
def visit(project: str) -> ResponseReturnValue:
    """For visitors, on a device of the school: write to a team."""
    found = _open(project)
    return web.page(
        "goals/visit.html",
        one=showing.shown(found),
        visitors=showing.visitors(),
        thanks=request.args.get("thanks") == "1",
    )


@bp.post("/exhibitions/<project>")
@allow("staff", "device")
def leave_slip(project: str) -> ResponseReturnValue:
    """A visitor has written."""
    _open(project)
    form = request.form
    actions.keep_slip(
        project, form.get("team", ""), form.get("visitor", ""), form.get("liked", ""), form.get("asked", "")
    )
    return redirect(url_for("goals.visit", project=project, thanks=1), 303)


def _open(project: str) -> tables.Project:
    """A project that visitors may write to now; staff may try the page at any time. Raises Forbidden or NotFound."""
    if caller().role in ("teacher", "office"):
        return seen(project)
    found = tables.project(project)
    day = found.exhibition.get("day", "")
    if found.archived or not day or abs((date.fromisoformat(day) - date.fromisoformat(clock.today())).days) > OPEN_DAYS:
        raise Forbidden(_("This page is open on the day of the exhibition only."))
    return found
