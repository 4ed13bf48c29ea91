"""What every box and hub answers, whatever its features: health, its own description, the language."""

import threading
import time

from flask import Blueprint, Response, current_app
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from homeroom import __version__, clock, db, openapi, store, web
from homeroom.errors import Unavailable
from homeroom.web import allow, describe

bp = Blueprint("house", __name__)
HEALTHY_FOR = 5.0  # seconds that one proven write answers /healthz


class _Health:
    """Proves by a real write that the box can save; remembers it for a moment."""

    def __init__(self) -> None:
        self._proven = -HEALTHY_FOR
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raise Unavailable when the box can't write."""
        with self._lock:
            if time.monotonic() - self._proven < HEALTHY_FOR:
                return
            db.write(store.put, "last_write", str(time.time_ns() // 1_000_000))
            self._proven = time.monotonic()


@bp.record
def prepare(state: BlueprintSetupState) -> None:
    """Each application proves its own health."""
    state.app.extensions["health"] = _Health()


@bp.get("/healthz")
@allow("everybody")
@describe(
    summary="Can the box write, and what time is it?",
    answer={
        "type": "object",
        "properties": {
            "ok": {"type": "boolean"},
            "version": {"type": "string"},
            "time": {"type": "integer", "description": "ms since 1970, UTC"},
            "clock": {"type": "integer", "description": "who vouches for it: 0 nobody, 1 people, 2 hub, 3 time server"},
        },
    },
)
def healthz() -> ResponseReturnValue:
    """Answers 200 only after a real write reached the disk within the last five seconds."""
    try:
        current_app.extensions["health"].check()
    except Unavailable as error:
        return {"ok": False, "detail": error.message}, 503
    return {"ok": True, "version": __version__, "time": clock.now_ms(), "clock": int(clock.clock.trust)}


@bp.get("/api/openapi.json")
@allow("everybody")
def description() -> ResponseReturnValue:
    """This description."""
    return openapi.document(current_app)


@bp.get("/favicon.ico")
@allow("everybody")
def favicon() -> ResponseReturnValue:
    """The little house."""
    return current_app.send_static_file("art/favicon.svg")


@bp.get("/worker.js")
@allow("everybody")
def worker() -> ResponseReturnValue:
    """What keeps pages while the box is off; at the top, because a worker sees only what is below its own address."""
    answer = current_app.send_static_file("worker.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/robots.txt")
@allow("everybody")
def robots() -> Response:
    """A school is not for search engines."""
    return Response("User-agent: *\nDisallow: /\n", content_type="text/plain")


@bp.get("/style")
@allow("staff")
def style() -> str:
    """Every part that pages are made of, in all its states."""
    return web.page("style.html")


@bp.post("/language")
@allow("everybody")
def language() -> ResponseReturnValue:
    """Choose the language of the pages on this device."""
    return web.choose_language()
