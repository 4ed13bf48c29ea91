"""Packs out to schools: pin a version for some, see where it is installed and what it waits for."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, web
from homeroom.errors import Refused
from homeroom.hub import lessons, tables
from homeroom.hub.views.blueprint import bp
from homeroom.i18n import _
from homeroom.packs import tables as packed
from homeroom.pins import actions
from homeroom.web import allow


@bp.get("/lessons", endpoint="lessons")
@allow("hub")
def show_pins() -> ResponseReturnValue:
    """Every pinned version, and the packs that could be pinned."""
    return web.page("hub/lessons.html", lines=lessons.lines(), packs=packed.packs(), schools=tables.schools())


@bp.post("/lessons/pin", endpoint="pin")
@allow("hub")
def pin() -> ResponseReturnValue:
    """Pin the version that is in use at this hub."""
    chosen = [tables.school(one) for one in request.form.getlist("school")]
    if not chosen:
        raise Refused(_("Choose at least one school."))
    for school in chosen:
        actions.pin(request.form.get("pack", ""), school.id)
    return redirect(url_for("hub.lessons"), 303)


@bp.post("/lessons/unpin", endpoint="unpin")
@allow("hub")
def unpin() -> ResponseReturnValue:
    """Leave the choice to a school again."""
    actions.unpin(request.form.get("pack", ""), tables.school(acts.ident(request.form, "school")).id)
    return redirect(url_for("hub.lessons"), 303)
