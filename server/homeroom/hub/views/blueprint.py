"""Who calls a hub: its own staff, or a box that proves itself by a signature."""

import dataclasses

from flask import Blueprint, Flask, Request, Response, g, request

from homeroom import config, store, web
from homeroom.errors import Forbidden, NotSignedIn
from homeroom.hub import actions, tables
from homeroom.hub.crowd import Crowd
from homeroom.hub.tries import Tries
from homeroom.hub.views import at_school
from homeroom.i18n import _
from homeroom.sync import signing
from homeroom.web import Caller

bp = Blueprint("hub", __name__)
ROAD = "/sync/v1/"
DRAWINGS = ("people.portrait", "people.drawing")
# A code, a certificate or the recovery key of a backup speaks for itself.
OPEN = tuple(f"{ROAD}{name}" for name in ("enrol", "boxes", "restore/list", "restore/piece"))


def init_app(app: Flask) -> None:
    """Know boxes by their signature and the hub's own staff as its administrators."""
    app.extensions["enrolment_tries"] = Tries(most=20, seconds=600)
    app.extensions["crowd"] = Crowd(most=max(1, config.current().threads * 3 // 4))
    app.wsgi_app = at_school.AtSchool(app.wsgi_app)  # type: ignore[assignment, method-assign]  # as Flask's documents say
    people = app.extensions["identify"]

    def identify(own: Request) -> Caller:
        if own.path.startswith(ROAD):
            g.ends.enter_context(app.extensions["crowd"].one_more())
            return _box_calling()
        found: Caller = people(own)
        one_of_ours = found.role == "office" and found.more.get("school", store.school_id()) == store.school_id()
        if not one_of_ours:
            return Caller()
        drawings = {"office"} if own.endpoint in DRAWINGS else set()
        return at_school.act_at(dataclasses.replace(found, role="hub", roles=frozenset({"hub", *drawings})))

    web.identify_with(app, identify)


def _box_calling() -> Caller:
    if request.path in OPEN:
        return Caller()
    box = tables.box(request.headers.get("X-Homeroom-Box", ""))
    if box is None:
        words = _("This hub does not know this box (any more). Ask its administrator for a code and enrol again.")
        raise NotSignedIn(words, unknown=True)
    g.box = box
    message = signing.request_message(
        request.method, request.path, request.headers.get("X-Homeroom-Nonce", ""), request.get_data()
    )
    proof = signing.from_text(request.headers.get("X-Homeroom-Signature", ""))
    if not signing.verify(signing.from_text(box.public_key), proof, message):
        return Caller()
    if box.revoked:
        words = _("The hub has revoked this box. It keeps everything; ask the hub's administrator for a new code.")
        raise Forbidden(words, revoked=True)
    if request.headers.get("X-Homeroom-Nonce") != box.nonce:
        # Not an old request played again: the box signs anew with the number of this answer.
        raise NotSignedIn(_("Please sign with the new number."), nonce=actions.renew_nonce(box.id))
    return Caller(roles=frozenset({"box"}), role="box", id=box.id)


@bp.after_app_request
def prove(response: Response) -> Response:
    """Sign what a box is told, bound to what it asked."""
    if request.path.startswith(ROAD):
        key = signing.own_key(config.current().data)
        asked = request.headers.get("X-Homeroom-Signature", "")
        proof = signing.sign(key, signing.answer_message(asked, response.get_data()))
        response.headers["X-Homeroom-Signature"] = signing.to_text(proof)
    return response
