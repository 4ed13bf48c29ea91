"""One file of people for several schools: what it would do at each, then done at each or at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import store, web
from homeroom.errors import HomeroomError
from homeroom.hub import tables
from homeroom.hub.tables import School
from homeroom.hub.views.blueprint import bp
from homeroom.i18n import _
from homeroom.people import imports
from homeroom.people.on_this_box import RosterImport
from homeroom.people.rosters import Plan
from homeroom.people.rosters.sheet import MAX_BYTES
from homeroom.web import allow


@dataclass(frozen=True)
class Look:
    """What a file would do at one school, or why it can't be read for it."""

    school: School
    row: RosterImport | None = None
    plan: Plan | None = None
    trouble: str = ""


@bp.get("/rosters", endpoint="rosters")
@allow("hub")
def ask_for_file() -> ResponseReturnValue:
    """Choose a file and the schools."""
    return _page()


@bp.post("/rosters", endpoint="look_at_roster")
@allow("hub")
def look_at_file() -> ResponseReturnValue:
    """The dry run for each school: nothing is changed yet."""
    file, chosen = request.files.get("file"), request.form.getlist("school")
    if file is None or not file.filename or not chosen:
        return _page(_("Choose a file and at least one school.")), 422
    data = file.stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return _page(_("This file is larger than 8 MB. That is too much for a list of people.")), 422
    looks = [_look(tables.school(one), data, file.filename[:120]) for one in chosen]
    return web.page("hub/roster_looks.html", looks=looks, done=False)


@bp.post("/rosters/apply", endpoint="apply_rosters")
@allow("hub")
def apply_all() -> ResponseReturnValue:
    """Do what was shown at every school where nothing speaks against it."""
    return web.page("hub/roster_looks.html", looks=list(_applied()), done=True)


def _look(school: School, data: bytes, file: str) -> Look:
    if not tables.lets_names_out(school):
        return Look(school, trouble=_("This school keeps names to itself: its list is brought in on its own box."))
    everybody = bool(request.form.get("everybody"))
    staff = web.caller().id
    with store.acting_at(school.id):
        try:
            found = imports.look(data, file=file, staff=staff, lists_everybody=everybody, school=school.name)
            row = imports.one(found)
            return Look(school, row, imports.plan(row))
        except HomeroomError as error:
            return Look(school, trouble=error.message)


def _applied() -> Iterator[Look]:
    for told in request.form.getlist("shown"):
        school_id, import_id, mark = (told.split(" ") + ["", ""])[:3]
        school = tables.school(school_id)
        with store.acting_at(school.id):
            try:
                plan = imports.apply(import_id, mark)
                yield Look(school, imports.one(import_id), plan)
            except HomeroomError as error:
                yield Look(school, trouble=error.message)


def _page(error: str = "") -> str:
    return web.page("hub/rosters.html", schools=tables.schools(), named=tables.lets_names_out, error=error)
