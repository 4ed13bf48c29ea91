"""Pages for bringing packs: choose one, see what it is and how large, watch it come."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import i18n
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.web import STATUS, allow, describe, page

from . import bringing, labels

bp = Blueprint("bring", __name__, url_prefix="/packs/bring")
PROGRESS = {
    "type": "object",
    "properties": {
        "state": {"enum": ["none", "running", "done", "failed"]},
        "done": {"type": "integer"},
        "whole": {"type": "integer"},
        "pack": {"type": "string"},
        "problem": {"type": "string"},
    },
}
RECEIVED = {"type": "object", "properties": {"received": {"type": "integer"}}}


@bp.get("")
@allow("office", "hub")
def choose() -> ResponseReturnValue:
    """From a stick, from an address, or from this device."""
    return _choose()


def _choose(problem: str = "", status: int = 200) -> ResponseReturnValue:
    html = page(
        "packs/bring.html",
        files=bringing.files(),
        problem=problem,
        typed=request.form.get("source", ""),
        now=bringing.now(),
        size=labels.size,
        messages=i18n.messages_for(["static/packs/"]),
    )
    return html, status


@bp.post("/look")
@allow("office", "hub")
def look() -> ResponseReturnValue:
    """What the pack is, before anything is installed."""
    source = request.form.get("source", "").strip()
    try:
        if not source:
            raise Refused(_("Choose a pack first."))
        offer = bringing.look(source)
    except HomeroomError as error:
        return _choose(error.message, STATUS[type(error)])
    return page("packs/offer.html", offer=offer, size=labels.size)


@bp.post("")
@allow("office", "hub")
def begin() -> ResponseReturnValue:
    """Begin to bring it."""
    try:
        bringing.begin(request.form.get("source", ""), request.form.get("name", ""))
    except HomeroomError as error:
        return _choose(error.message, STATUS[type(error)])
    return redirect(url_for("packs.bring.watch"), 303)


@bp.get("/now")
@allow("office", "hub")
def watch() -> ResponseReturnValue:
    """The bar; without JavaScript the page asks again every two seconds."""
    now = bringing.now()
    if now is None:
        return redirect(url_for("packs.bring.choose"))
    answer = Response(page("packs/coming.html", now=now, size=labels.size))
    if now.state == "running":
        answer.headers["Refresh"] = "2"
    return answer


# --- for the script of these pages -----------------------------------------------------------------

calls = Blueprint("bring_calls", __name__, url_prefix="/api/packs")


@calls.get("/coming")
@allow("office", "hub")
@describe(summary="How far the pack is that is being brought", answer=PROGRESS)
def progress() -> ResponseReturnValue:
    """The bar in numbers."""
    now = bringing.now()
    if now is None:
        return {"state": "none"}
    return {"state": now.state, "done": now.done, "whole": now.whole, "pack": now.pack, "problem": now.problem}


@calls.get("/uploads/<ident>")
@allow("office", "hub")
@describe(summary="How many bytes of an upload are here", answer=RECEIVED)
def received(ident: str) -> ResponseReturnValue:
    """Where to go on with an upload."""
    return {"received": bringing.received(ident)}


@calls.put("/uploads/<ident>/<int:start>")
@allow("office", "hub")
@describe(summary="Add a piece that begins at byte `start`", sends="application/octet-stream", answer=RECEIVED)
def add(ident: str, start: int) -> ResponseReturnValue:
    """Answers how many bytes are here; a piece that does not fit changes nothing."""
    request.max_content_length = bringing.LARGEST_PIECE
    return {"received": bringing.add(ident, start, request.get_data())}
