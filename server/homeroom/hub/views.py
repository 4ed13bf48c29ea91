"""The hub's pages, and the road by which boxes send."""

import dataclasses
import json
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, clock, config, store, web
from homeroom.errors import NotSignedIn, Refused
from homeroom.hub import actions, report, tables
from homeroom.hub.tries import Tries
from homeroom.i18n import _
from homeroom.sync import segment, signing
from homeroom.web import Caller, allow, describe

bp = Blueprint("hub", __name__)
OBJECT = {"type": "object"}
SIGNED = {
    "header X-Homeroom-Box": "The id of the box.",
    "header X-Homeroom-Nonce": "The number the hub gave last.",
    "header X-Homeroom-Signature": "Ed25519 over the request: see sync/signing.py.",
}


def init_app(app: Flask) -> None:
    """Know boxes by their signature and the hub's own staff as its administrators."""
    app.extensions["enrolment_tries"] = Tries(most=20, seconds=600)
    people = app.extensions["identify"]

    def identify() -> Caller:
        if request.path.startswith("/sync/v1/"):
            return _box_calling()
        found: Caller = people()
        own = found.role == "office" and found.more.get("school", store.school_id()) == store.school_id()
        return dataclasses.replace(found, role="hub", roles=frozenset({"hub"})) if own else Caller()

    web.identify_with(app, identify)


def _box_calling() -> Caller:
    box = tables.box(request.headers.get("X-Homeroom-Box", ""))
    if box is None:
        return Caller()
    g.box = box
    message = signing.request_message(
        request.method, request.path, request.headers.get("X-Homeroom-Nonce", ""), request.get_data()
    )
    proof = signing.from_text(request.headers.get("X-Homeroom-Signature", ""))
    if not signing.verify(signing.from_text(box.public_key), proof, message):
        return Caller()
    if request.headers.get("X-Homeroom-Nonce") != box.nonce:
        # Not an old request played again: the box signs anew with the number of this answer.
        raise NotSignedIn(_("Please sign with the new number."), nonce=actions.renew_nonce(box.id))
    return Caller(roles=frozenset({"box"}), role="box", id=box.id)


@bp.after_app_request
def prove(response: Response) -> Response:
    """Sign what a box is told, bound to what it asked."""
    if request.path.startswith("/sync/v1/"):
        key = signing.own_key(config.current().data)
        asked = request.headers.get("X-Homeroom-Signature", "")
        proof = signing.sign(key, signing.answer_message(asked, response.get_data()))
        response.headers["X-Homeroom-Signature"] = signing.to_text(proof)
    return response


# --- what boxes call -------------------------------------------------------------------------------------


@bp.post("/sync/v1/enrol")
@allow("everybody")
@describe(summary="Enrol a box with a one-time code", body=OBJECT, answer=OBJECT)
def enrol() -> ResponseReturnValue:
    """Body: code (8 characters), box, school, name, key (Ed25519, base64url). Answer: hub_key, hub_name, nonce."""
    tries: Tries = current_app.extensions["enrolment_tries"]
    tries.take()
    box = actions.enrol(_message())
    tries.forget()
    key = signing.public_bytes(signing.own_key(config.current().data))
    return {"hub_key": signing.to_text(key), "hub_name": config.current().school_name, "nonce": box.nonce}, 201


@bp.post("/sync/v1/hello")
@allow("box")
@describe(summary="Say which lanes there are; hear what is here of them", body=OBJECT, answer=OBJECT, parameters=SIGNED)
def hello() -> ResponseReturnValue:
    """The receiver says what it has (lane → last sequence number without a hole); the sender remembers nothing."""
    return actions.hello(g.box, _message())


@bp.put("/sync/v1/seg/<lane>/<int:first>")
@allow("box")
@describe(
    summary="Hand over one segment",
    sends="application/octet-stream",
    parameters=SIGNED,
    answer={"type": "object", "properties": {"have": {"type": "integer"}}},
)
def put_segment(lane: str, first: int) -> ResponseReturnValue:
    """200 with `have`, also for a segment that is here already; 409 with `have` for a gap or a fork."""
    raw = request.get_data()
    part = segment.parse(raw)
    if part.lane != lane or part.first != first:
        raise Refused(_("The address does not fit this segment."))
    return {"have": actions.take_in(g.box, raw)}


def _message() -> dict[str, Any]:
    try:
        found = json.loads(request.get_data())
    except ValueError as error:
        raise Refused(_("This request is not JSON.")) from error
    if not isinstance(found, dict):
        raise Refused(_("This request is not a JSON object."))
    return found


# --- what people see --------------------------------------------------------------------------------------


@bp.get("/")
@allow("hub")
def home() -> ResponseReturnValue:
    """All schools at a glance."""
    return web.page("hub/schools.html", lines=report.lines(), local=report.local, now=clock.now_ms())


@bp.get("/schools/<school_id>")
@allow("hub")
def school(school_id: str) -> ResponseReturnValue:
    """One school: its boxes, classes and students (by name only if the school lets names out)."""
    found = tables.school(school_id)
    return web.page(
        "hub/school.html",
        school=found,
        day=report.school_day(found),
        classes=report.classes(found),
        students=report.students(found),
        boxes=report.box_lines(found),
        local=report.local,
        named="names=full" in found.policy,
    )


@bp.post("/codes")
@allow("hub")
def make_code() -> ResponseReturnValue:
    """Make a one-time code, for a new school or one more box of a school, and show it: once, on this page."""
    code = actions.new_code(acts.ident(request.form, "school", optional=True))
    return web.page("hub/code.html", code=code, address=request.host_url.rstrip("/"))


@bp.post("/boxes/<box_id>/revoke")
@allow("hub")
def revoke(box_id: str) -> ResponseReturnValue:
    """Take nothing more from a box."""
    actions.revoke(acts.ident({"box": box_id}, "box"))
    return redirect(url_for("hub.home"), 303)
