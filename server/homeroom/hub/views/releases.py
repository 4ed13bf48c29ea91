"""A newer version of the program for the schools' boxes: the page that offers it, and what boxes call to fetch it."""

from __future__ import annotations

from pathlib import Path

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, config, i18n, web
from homeroom.errors import HomeroomError, NotFound, Refused
from homeroom.hub import tables
from homeroom.hub.tables import Box
from homeroom.hub.views.blueprint import bp
from homeroom.hub.views.wire import FRAMES, NUMBER, SIGNED, TEXT, fields_of, message
from homeroom.i18n import _
from homeroom.packs import bringing, labels
from homeroom.releases import offering, shelf
from homeroom.releases.offering import Look
from homeroom.web import allow, describe

FILES = {"type": "object", "description": "Name → bytes.", "additionalProperties": NUMBER}


@bp.get("/updates", endpoint="updates")
@allow("hub")
def show_updates() -> ResponseReturnValue:
    """What is offered, which boxes have it, and kits on sticks that are in the hub."""
    return _page()


def _page(look: Look | None = None, source: str = "", problem: str = "") -> str:
    return web.page(
        "hub/updates.html",
        offer=shelf.best(),
        boxes=_boxes(),
        found=offering.found(config.current()),
        look=look,
        source=source,
        problem=problem,
        size=labels.size,
        messages=i18n.messages_for(["static/packs/"]),
    )


def _boxes() -> list[tuple[str, Box]]:
    names = {school.id: school.name for school in tables.schools()}
    return [(names[school], box) for school in names for box in tables.boxes_of(school) if not box.revoked]


def _chosen(source: str) -> Path:
    """What lies on a stick, or what this browser sent: a page must not read the hub's own files."""
    match = bringing.UPLOAD.fullmatch(source)
    if match:
        return bringing.upload(match[1])
    path = Path(source)
    if not source or path not in offering.found(config.current()):
        raise NotFound(_("This kit is not on a stick any more. Put the stick in again."))
    return path


@bp.post("/updates/look", endpoint="look_at_update")
@allow("hub")
def look_at_update() -> ResponseReturnValue:
    """What a kit is, before anything is offered."""
    source = request.form.get("source", "")
    try:
        return _page(offering.look(_chosen(source)), source)
    except HomeroomError as error:
        return _page(problem=error.message), web.STATUS[type(error)]


@bp.post("/updates/offer", endpoint="offer_update")
@allow("hub")
def offer_update() -> ResponseReturnValue:
    """Check it whole and offer it to every box. `believe`: the administrator vouches for the keys it names."""
    source = request.form.get("source", "")
    try:
        path = _chosen(source)
        offering.offer(path, believe=request.form.get("believe") == "yes")
        if bringing.UPLOAD.fullmatch(source):
            path.unlink(missing_ok=True)
    except HomeroomError as error:
        return _page(problem=error.message), web.STATUS[type(error)]
    return redirect(url_for("hub.updates"), 303)


@bp.post("/updates/withdraw", endpoint="withdraw_update")
@allow("hub")
def withdraw_update() -> ResponseReturnValue:
    """Offer it no more; asked for twice on the page."""
    if request.form.get("sure") != "yes":
        raise Refused(_("Say that you are sure first."))
    offering.withdraw()
    return redirect(url_for("hub.updates"), 303)


# --- what boxes call -------------------------------------------------------------------------------------


@bp.post("/sync/v1/release")
@allow("box")
@describe(
    summary="The files of the release that this hub offers",
    body=fields_of(digest=TEXT),
    answer=fields_of(files=FILES),
    parameters=SIGNED,
)
def release() -> ResponseReturnValue:
    """`digest`: as the greeting named it. 404 when it is not offered any more."""
    return {"files": shelf.names(acts.text(message(), "digest", most=64))}


@bp.post("/sync/v1/release/piece")
@allow("box")
@describe(
    summary="Some bytes of a file of the release",
    body=fields_of(digest=TEXT, name=TEXT, offset=NUMBER, max=NUMBER),
    answers=FRAMES,
    parameters=SIGNED,
)
def release_piece() -> ResponseReturnValue:
    """From `offset` on, at most `max` bytes; none behind the end. The box believes signatures only, not the hub."""
    told = message()
    digest, name = acts.text(told, "digest", most=64), acts.text(told, "name", most=300)
    start, most = acts.number(told, "offset"), acts.number(told, "max", least=1)
    return Response(shelf.piece(digest, name, start, most), content_type=FRAMES)
