"""Neighbors: what other boxes call (sealed), and what people do about them on the page Sync. See docs/SYNC.md."""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import config, web
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.neighbors import actions, letting_in, telling
from homeroom.neighbors.guests import guests
from homeroom.sync import roads
from homeroom.sync import views as sync
from homeroom.web import allow, describe

bp = Blueprint("neighbors", __name__)
roads.tells(telling.roads)  # on the page Sync and by `homeroom sync status`
BYTES = "application/octet-stream"
TEXT = {"type": "string"}
MOST_HELLO = 4_000
HELLO = {
    "type": "object",
    "properties": {"v": {"type": "integer"}, "box": TEXT, "school": TEXT, "key": TEXT, "certificate": TEXT}
    | {"share": TEXT, "nonce": TEXT},
}


@bp.post("/sync/v1/neighbor/hello")
@allow("everybody")
@describe(
    summary="Another box of the school begins a conversation",
    body=HELLO,
    answer={"type": "object", "properties": {"hello": TEXT, "signature": TEXT}},
)
def hello() -> ResponseReturnValue:
    """Both draw an X25519 share; the answer is signed over both texts. 403 and 409 with `reason` for boxes that are not
    of this school, revoked, or use this box's own name. Nothing is told to anybody who has not proved itself.
    """
    if (request.content_length or 0) > MOST_HELLO:
        raise Refused(_("This is not a box that understands this one."), reason="garbage")
    return guests.begin(request.get_data())


@bp.post("/sync/v1/neighbor/talk")
@allow("everybody")
@describe(summary="One sealed message of a conversation that was begun", sends=BYTES, answers=BYTES)
def talk() -> ResponseReturnValue:
    """Body: the session (16 bytes), the message's number (8), and one line of JSON with what is asked, a line end and
    bytes, sealed with ChaCha20-Poly1305. 401 when the conversation is over, or the message is not of it.
    """
    return Response(guests.talk(request.get_data(), request.remote_addr or ""), content_type=BYTES)


@bp.post("/sync/v1/neighbor/letter")
@allow("everybody")
@describe(
    summary="A new box asks to be let into the school, or fetches the answer",
    sends=BYTES,
    answer={"type": "object", "properties": {"answer": TEXT}},
)
def letter() -> ResponseReturnValue:
    """The signed request of a stick (`HRSTICK1`); `answer` is empty until a person here has typed its mark, then the
    sealed answer in base64.
    """
    if (request.content_length or 0) > letting_in.LARGEST:
        raise Refused(_("This is not a letter of a box."))
    return letting_in.receive(request.get_data())


# --- what people do on the page Sync ---------------------------------------------------------------------


@bp.app_context_processor
def _about() -> dict[str, object]:
    return {"neighborhood": about}


def about() -> dict[str, object]:
    """What the section of the page Sync shows besides the boxes."""
    return {
        "mark": letting_in.mark(),
        "asks": letting_in.requests(),
        "answers": letting_in.answers(),
        "asked": letting_in.asked(),
        "minutes": config.current().neighbor_minutes,
        "addresses": actions.own_addresses(),
    }


def _do(action: Callable[[str], object], field: str) -> ResponseReturnValue:
    try:
        action(request.form.get(field, ""))
    except HomeroomError as error:
        return sync.page(error.message), web.STATUS.get(type(error), 422)
    return redirect(url_for("sync.home", _anchor="neighbors"), 303)


@bp.post("/neighbors/add")
@allow("office")
def add() -> ResponseReturnValue:
    """Somebody typed where the other box is."""
    return _do(actions.add, "address")


@bp.post("/neighbors/now")
@allow("staff")
def now() -> ResponseReturnValue:
    """Exchange with all neighbors now."""
    return _do(lambda _nothing: actions.exchange_all(), "")


@bp.post("/neighbors/forget")
@allow("office")
def forget() -> ResponseReturnValue:
    """Call there no more."""
    return _do(actions.forget, "name")


@bp.post("/neighbors/ask")
@allow("office")
def ask() -> ResponseReturnValue:
    """This box is new: ask the one at the address to let it in."""
    return _do(letting_in.ask, "address")


@bp.post("/neighbors/admit")
@allow("office")
def admit() -> ResponseReturnValue:
    """Let in the box whose mark was typed."""
    return _do(letting_in.admit, "mark")


@bp.post("/neighbors/trust")
@allow("office")
def trust() -> ResponseReturnValue:
    """Belong to the school of the box whose mark was typed."""
    return _do(letting_in.trust, "mark")
