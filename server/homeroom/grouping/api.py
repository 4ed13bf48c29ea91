"""Where children go today, for the kiosk on the wall."""

import hashlib
import json

from flask import Response, request
from flask.typing import ResponseReturnValue

from homeroom import clock
from homeroom.grouping import today_places
from homeroom.grouping.blueprint import bp
from homeroom.web import allow, describe

PLACE = {
    "type": "object",
    "required": ["from", "until", "station", "sign", "mode", "room"],
    "properties": {
        "from": {"type": "string", "description": "hh:mm, school time"},
        "until": {"type": "string"},
        "station": {"type": "string"},
        "sign": {"type": "string", "description": "The animal on the station."},
        "mode": {"enum": ["teacher", "mentor", "pair", "own", "project", "offscreen"]},
        "room": {"type": "string", "description": "Empty when there is only one."},
    },
}


@bp.get("/api/stations")
@allow("kiosk")
@describe(
    summary="Where every child goes today, as published; for the kiosk",
    answer={
        "type": "object",
        "required": ["day", "places"],
        "properties": {
            "day": {"type": "string", "format": "date"},
            "places": {"type": "object", "additionalProperties": {"type": "array", "items": PLACE}},
        },
    },
)
def stations_today() -> ResponseReturnValue:
    """Send If-None-Match to hear 304 while nothing is new."""
    day = clock.today()
    text = json.dumps({"day": day, "places": today_places.of_all(day)}, ensure_ascii=True, sort_keys=True)
    answer = Response(text, content_type="application/json")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:20])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
