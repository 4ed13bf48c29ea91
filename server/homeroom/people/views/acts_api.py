"""What kiosks and tablets send: acts, each carried out exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from homeroom import acts, clock, web
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import devices, sessions
from homeroom.people.on_this_box import Device
from homeroom.people.views.blueprint import bp
from homeroom.web import allow, describe

PATH = "/api/acts"
LARGEST = 256 * 1024  # bytes of a request
MET = "homeroom.met"  # what the short way met while it carried a request out: it is not tried twice
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
ACT = {
    "type": "object",
    "required": ["n", "kind", "when"],
    "properties": {
        "n": {"type": "integer", "minimum": 1, "description": "counts up in each outbox, so that none is done twice"},
        "kind": {"type": "string", "maxLength": 60},
        "when": {"type": "integer", "minimum": 0, "description": "by the clock of the device"},
        "student": {"type": "string", "description": "who acted, if it was a child"},
        "session": {"type": "string", "description": "what /api/sign-in answered"},
        "body": {"type": "object", "description": "what this kind of act needs"},
    },
}


@bp.post(PATH)
@allow("device")
@describe(
    summary="Take in what happened on this device, each act exactly once.",
    body={
        "type": "object",
        "required": ["outbox", "time", "acts"],
        "properties": {
            "outbox": TEXT,
            "time": NUMBER,
            "waiting": NUMBER,
            "acts": {"type": "array", "maxItems": acts.MOST, "items": ACT},
        },
    },
    answer={"type": "object", "properties": {"time": NUMBER, "results": {"type": "array"}}},
)
def take_acts_in() -> ResponseReturnValue:
    """Each answer is saved, known (it had come before) or refused (and kept aside for staff to see)."""
    if (request.content_length or 0) > LARGEST:
        raise Refused(_("Send at most 256 kB at once."))
    if MET in request.environ:
        raise request.environ[MET]
    return carry_out(request.environ, web.caller().more["device"], json_body())


def carry_out(environ: Mapping[str, Any], device: Device, body: Mapping[str, Any]) -> dict[str, Any]:
    """What to answer to a request with acts; it leaves the box only when they are durable.

    Raises Refused when the request is not of the agreed shape, Unavailable when the disk fails.
    """
    sender = acts.Sender(
        device_id=device.id,
        device_kind=device.kind,
        check_session=lambda session, student: sessions.was_here(session, student, device.id),
    )
    taken = acts.take_in(sender, body)
    web.hold_back(environ, taken)
    waiting = body.get("waiting")
    if isinstance(waiting, int) and 0 <= waiting < 1_000_000:
        devices.seen(device, waiting)
    return {"time": clock.now_ms(), "results": taken.promised()}


def json_body() -> Mapping[str, Any]:
    """The object that was sent. Raises Refused."""
    try:
        body = request.get_json(force=True)
    except BadRequest:
        body = None
    if not isinstance(body, dict):
        raise Refused(_("Send a JSON object."))
    return body
