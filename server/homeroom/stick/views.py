"""The page Stick: which sticks are in, what would go onto them, how far it is, what came of it."""

from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.packs import bringing
from homeroom.stick import actions, asking, downward, journeys, mounts, outgoing, tables
from homeroom.stick.files import Stick
from homeroom.web import allow, describe

bp = Blueprint("stick", __name__)
bringing.found_in(lambda: [Path(one.folder) for one in mounts.sticks()])
TRIP = {
    "type": "object",
    "properties": {
        "state": {"type": "string", "enum": ["none", "running", "done", "stopped", "failed", "cut"]},
        "way": {"type": "string"},
        "done": {"type": "integer"},
        "total": {"type": "integer"},
    },
}


def init_app(app: Flask) -> None:
    """Remember what this store is, for commands that run beside it."""
    if "hub" in app.blueprints and not actions.is_hub():
        actions.note_hub()


@bp.get("/stick")
@allow("office", "hub")
def home() -> ResponseReturnValue:
    """The sticks that are in, what would be written, the trip under way or the last one."""
    return _page()


def _page(trouble: str = "") -> str:
    found = mounts.sticks()
    chosen = request.args.get("folder", "")
    return web.page(
        "stick/stick.html",
        sticks=found,
        chosen=next((one for one in found if one.folder == chosen), found[0] if len(found) == 1 else None),
        loads=_loads(),
        school=_school(),
        trip=journeys.now(),
        hub=actions.is_hub(),
        alone=not actions.is_hub() and not asking.joined(),
        mark=asking.own_mark(),
        siblings=len(tables.siblings()),
        trouble=trouble,
    )


def _school() -> str:
    asked = request.values.get("school", "") if actions.is_hub() else ""
    return str(downward.school_named(asked).id) if asked else ""


def _loads() -> list[outgoing.Load]:
    school = _school()
    if school:
        return [outgoing.for_school_of_hub(school)]
    return [] if actions.is_hub() else outgoing.loads()


@bp.post("/stick/begin")
@allow("office", "hub")
def begin() -> ResponseReturnValue:
    """Begin to write (`way` out or join) or to read (in) the stick `folder`."""
    try:
        journeys.begin(request.form.get("way", ""), _chosen(), _school())
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("stick.home", folder=request.form.get("folder", "")), 303)


@bp.post("/stick/stop")
@allow("office", "hub")
def stop() -> ResponseReturnValue:
    """End the trip that is under way. Nothing half-written counts."""
    journeys.stop()
    return redirect(url_for("stick.home", folder=request.form.get("folder", "")), 303)


@bp.post("/stick/admit")
@allow("office", "hub")
def admit() -> ResponseReturnValue:
    """Say yes to the box whose mark was typed; the answer goes onto the stick."""
    return _letting_in(_admit)


def _admit(stick: Stick, mark: str) -> str:
    name = asking.admit(stick, mark, lambda _size: None)
    own = asking.own_mark()
    return _(
        "“%(name)s” is let in. Carry the stick back, and tell them the mark of this side: %(mark)s", name=name, mark=own
    )


@bp.post("/stick/trust")
@allow("office")
def trust() -> ResponseReturnValue:
    """Believe the answer whose mark was typed."""
    return _letting_in(_accept)


def _accept(stick: Stick, mark: str) -> str:
    return _("This box now belongs to “%(name)s”. From now on it can write the stick.", name=asking.accept(stick, mark))


def _letting_in(act: Callable[[Stick, str], str]) -> ResponseReturnValue:
    try:
        mark = request.form.get("mark", "")
        if not mark:
            raise Refused(_("Type the mark that the other side reads to you."))
        journeys.tell(act(Stick(_chosen()), mark))
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("stick.home", folder=request.form.get("folder", "")), 303)


def _chosen() -> Path:
    folder = request.form.get("folder", "")
    if folder not in {one.folder for one in mounts.sticks()}:
        raise Refused(_("This stick is not in any more. Put it in again."))
    return Path(folder)


@bp.get("/api/stick")
@allow("office", "hub")
@describe(summary="How far the trip to or from a stick is", answer=TRIP)
def progress() -> ResponseReturnValue:
    """State, bytes done and in total; `sticks` changes when one is put in or pulled out."""
    trip = journeys.now()
    sticks = [one.folder for one in mounts.sticks()]
    if trip is None:
        return {"state": "none", "way": "", "done": 0, "total": 0, "sticks": sticks}
    return {"state": trip.state, "way": trip.way, "done": trip.done, "total": trip.total, "sticks": sticks}
