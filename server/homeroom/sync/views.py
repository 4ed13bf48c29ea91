"""One page that says in plain words what has been sent, what waits, when it last worked, and what was kept aside."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, clock, config, web
from homeroom.errors import HomeroomError
from homeroom.sync import actions, aside, state
from homeroom.web import allow, describe

bp = Blueprint("sync", __name__)


@bp.get("/sync")
@allow("staff")
def home() -> ResponseReturnValue:
    """What has been sent, what waits, what went wrong, what stays at school."""
    return page()


def page(trouble: str = "") -> str:
    """The page, with a sentence about what went wrong."""
    return web.page(
        "sync/sync.html",
        state=state.now(),
        trouble=trouble,
        settings=config.current(),
        local=clock.local,
        kept=aside.newest(web.caller()),
        typed=request.form,
    )


@bp.get("/api/sync")
@allow("staff")
@describe(summary="How sync stands: what the page Sync and `homeroom sync status` say", answer={"type": "object"})
def show() -> ResponseReturnValue:
    """Times are milliseconds since 1970, 0 = never."""
    return state.now().as_json()


@bp.post("/sync/enrol")
@allow("office")
def enrol() -> ResponseReturnValue:
    """Enrol at a hub with the code its administrator gave."""
    try:
        actions.enrol(request.form.get("url", "").strip(), request.form.get("code", ""))
    except HomeroomError as error:
        return page(error.message), 422
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/own-box")
@allow("office")
def become_own_box() -> ResponseReturnValue:
    """This data is a copy of another box: give it a name and a key of its own."""
    try:
        actions.become_own_box(request.form.get("code", ""))
    except HomeroomError as error:
        return page(error.message), 422
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/now")
@allow("staff")
def now() -> ResponseReturnValue:
    """Send what waits now, also past today's share of the connection."""
    try:
        actions.send()
    except HomeroomError as error:
        return page(error.message), 503
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/quarantine/<name>/seen")
@allow("office")
def settle(name: str) -> ResponseReturnValue:
    """Somebody has seen to something that was kept aside."""
    actions.settle(acts.ident({"name": name}, "name"))
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/leave")
@allow("office")
def leave() -> ResponseReturnValue:
    """Stop sending to the hub; asked for twice on the page."""
    actions.leave()
    return redirect(url_for("sync.home"), 303)
