"""The hub's pages: all schools, one school, codes, what was kept aside."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, clock, web
from homeroom.hub import actions, health, report, tables
from homeroom.hub.views.blueprint import bp
from homeroom.people import said_twice
from homeroom.sync import quarantine, reasons
from homeroom.web import allow


@bp.get("/")
@allow("hub")
def home() -> ResponseReturnValue:
    """All schools at a glance."""
    return web.page(
        "hub/schools.html",
        lines=report.lines(),
        local=report.local,
        now=clock.now_ms(),
        aside=quarantine.unsettled(),
        explain=reasons.explain,
        urgent=quarantine.URGENT,
        waiting=quarantine.WAITING,
    )


@bp.get("/schools/<school_id>")
@allow("hub")
def school(school_id: str) -> ResponseReturnValue:
    """One school: its boxes, classes and students (by name only if the school lets names out)."""
    found = tables.school(school_id)
    boxes = report.box_lines(found)
    return web.page(
        "hub/school.html",
        school=found,
        day=report.school_day(found),
        classes=report.classes(found),
        students=report.students(found),
        boxes=boxes,
        health=health.of_boxes(boxes),
        on_the_way=report.on_the_way(found),
        differ=said_twice.count(found.id),
        local=report.local,
        named="names=full" in found.policy,
        aside=quarantine.unsettled(found.id),
        explain=reasons.explain,
        urgent=quarantine.URGENT,
        waiting=quarantine.WAITING,
    )


@bp.post("/codes")
@allow("hub")
def make_code() -> ResponseReturnValue:
    """Make a one-time code, for a new school or one more box of a school, and show it: once, on this page."""
    code = actions.new_code(acts.ident(request.form, "school", optional=True))
    return web.page("hub/code.html", code=code, address=request.host_url.rstrip("/"))


@bp.post("/boxes/<box_id>/revoke")
@allow("hub")
def revoke(box_id: str) -> ResponseReturnValue:
    """Take nothing more from a box."""
    actions.revoke(acts.ident({"box": box_id}, "box"))
    return redirect(url_for("hub.home"), 303)


@bp.post("/quarantine/<name>/seen")
@allow("hub")
def settle(name: str) -> ResponseReturnValue:
    """An administrator has seen to something that was kept aside."""
    actions.settle(acts.ident({"name": name}, "name"))
    return redirect(url_for("hub.home"), 303)
