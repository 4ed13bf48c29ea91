"""What the hub pins for this school: its office sees it, keeps an own version for a while, or takes the hub's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, store, web
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.packs.on_this_box import Pack
from homeroom.pins import actions, tables
from homeroom.pins.tables import Pin, Trouble
from homeroom.web import allow

bp = Blueprint("pins", __name__)


@dataclass(frozen=True)
class Line:
    """One pinned pack, what is here of it, and what stands in its way."""

    pin: Pin
    current: Pack | None
    own_days: int
    trouble: Trouble | None

    @property
    def installed(self) -> bool:
        """Whether the pinned version is in use."""
        return self.current is not None and self.current.manifest == self.pin.manifest


@bp.get("/packs/pinned")
@allow("office")
def home() -> ResponseReturnValue:
    """Everything that the hub pins here."""
    school = store.school_id()
    lines = [_line(one, school) for one in tables.pins(school)]
    return web.page("pins/home.html", lines=lines, done=request.args.get("done", ""), most=actions.LONGEST)


def _line(one: Pin, school: str) -> Line:
    own = tables.own_version(school, one.pack)
    return Line(
        pin=one,
        current=Pack.one(id=one.pack),
        own_days=tables.days_left(own, clock.today()) if own else 0,
        trouble=tables.trouble(school, one.pack, one.manifest),
    )


@bp.post("/packs/pinned/<pack_id>/keep")
@allow("office")
def keep(pack_id: str) -> ResponseReturnValue:
    """Keep the school's own version for some school days."""
    days = request.form.get("days", "")
    if not days.isdecimal() or len(days) > 4:
        raise Refused(_("Write the number of school days."))
    actions.keep_own(pack_id, int(days))
    return redirect(url_for("pins.home", done="kept"), 303)


@bp.post("/packs/pinned/<pack_id>/take")
@allow("office")
def take(pack_id: str) -> ResponseReturnValue:
    """Take the hub's version at the next contact, also after it failed."""
    actions.let_go(pack_id)
    actions.try_again([pack_id])
    return redirect(url_for("pins.home", done="taken"), 303)
