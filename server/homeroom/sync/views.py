"""One page that says in plain words what has been sent, what waits, and when it last worked."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, web
from homeroom.errors import HomeroomError
from homeroom.sync import actions, aside, tables
from homeroom.web import allow

bp = Blueprint("sync", __name__)


@bp.get("/sync")
@allow("staff")
def home() -> ResponseReturnValue:
    """What has been sent, what waits, what went wrong, what stays at school."""
    return _page()


def _page(trouble: str = "") -> str:
    hub = tables.upstream()
    return web.page(
        "sync/sync.html",
        hub=hub,
        progress=tables.progress(),
        trouble=trouble,
        settings=config.current(),
        local=clock.local,
        kept=aside.newest(web.caller()),
        typed=request.form,
    )


@bp.post("/sync/enrol")
@allow("office")
def enrol() -> ResponseReturnValue:
    """Enrol at a hub with the code its administrator gave."""
    try:
        actions.enrol(request.form.get("url", "").strip(), request.form.get("code", ""))
    except HomeroomError as error:
        return _page(error.message), 422
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/now")
@allow("staff")
def now() -> ResponseReturnValue:
    """Send what waits now."""
    try:
        actions.send()
    except HomeroomError as error:
        return _page(error.message), 503
    return redirect(url_for("sync.home"), 303)


@bp.post("/sync/leave")
@allow("office")
def leave() -> ResponseReturnValue:
    """Stop sending to the hub; asked for twice on the page."""
    actions.leave()
    return redirect(url_for("sync.home"), 303)
