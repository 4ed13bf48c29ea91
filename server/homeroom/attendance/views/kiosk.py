"""What the wall iPad gets: the app itself, and the state of all children."""

import json

from flask import Blueprint, Response, jsonify, request, send_from_directory
from flask.typing import ResponseReturnValue

from homeroom import clock, journal, web
from homeroom.attendance import kiosk
from homeroom.web import allow

bp = Blueprint("kiosk", __name__)
PACKAGED = web.HERE / "_kiosk"
APP = PACKAGED if PACKAGED.exists() else web.HERE.parent.parent / "kiosk"
A_WEEK = 604_800


@bp.get("/kiosk")
@allow("everybody")
def app() -> ResponseReturnValue:
    """The app's page. It holds no personal data; that comes with /api/kiosk."""
    return _file("index.html")


@bp.get("/kiosk/<path:name>")
@allow("everybody")
def app_file(name: str) -> ResponseReturnValue:
    """A file of the app."""
    return _file(name)


def _file(name: str) -> Response:
    response = send_from_directory(APP, name, max_age=A_WEEK, conditional=True)
    response.headers["Cache-Control"] = f"public, max-age={A_WEEK}"
    return response


@bp.get("/api/kiosk")
@allow("kiosk")
@web.describe(summary="All children and where they are, for the wall kiosk", answer=kiosk.SCHEMA)
def state() -> ResponseReturnValue:
    """Asked every few seconds; answers 304 while nothing has changed for the ETag sent."""
    told, tag = kiosk.state()
    response = Response(
        json.dumps({**told, "version": journal.version(), "time": clock.now_ms()}, ensure_ascii=False),
        content_type="application/json",
    )
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@bp.get("/api/kiosk/corner")
@allow("kiosk")
@web.describe(summary="What this kiosk's corner for staff needs while the box is down", answer=kiosk.CORNER_SCHEMA)
def corner() -> ResponseReturnValue:
    """Asked every minute and when the corner is opened; the PIN itself is known to nobody."""
    answer = jsonify(kiosk.corner(web.caller().more["device"].id))
    answer.headers["Cache-Control"] = "no-store"
    return answer
