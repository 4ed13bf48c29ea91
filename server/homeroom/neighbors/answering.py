"""What a neighbor that proved itself may ask of this box: docs/SYNC.md lists it with examples."""

from collections.abc import Callable
from typing import Any

from homeroom import blobs, store
from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.hub import exchange
from homeroom.hub.tables import Box
from homeroom.i18n import _
from homeroom.neighbors import (
    channel,
    keys,
    lessons,
    meeting,
    members,
    pictures,
    releases,
    rules,
    sign_in,
    tables,
    wholeness,
)
from homeroom.packs import piecewise
from homeroom.releases import shelf
from homeroom.sync import frames, sealing
from homeroom.sync import tables as sync

Answer = tuple[dict[str, Any], bytes]
Head = dict[str, Any]


def answer(peer: str, address: str, head: Head, body: bytes) -> bytes:
    """The answer to one message; a refusal is an answer, too."""
    doing = DOINGS.get(str(head.get("do")))
    try:
        members.still_in(peer)
        if doing is None:
            raise Refused(_("This box does not understand this question."))
        told, content = doing(peer, head | {"from": address}, body)
    except HomeroomError as error:
        return channel.pack({**error.extra, "error": error.message, "busy": isinstance(error, Unavailable)})
    except (KeyError, TypeError, ValueError, AttributeError):
        return channel.pack({"error": _("This box does not understand this question.")})
    return channel.pack(told, content)


def _greet(peer: str, head: Head, _body: bytes) -> Answer:
    members.hear(peer, head)
    meeting.called(peer, head)
    sealing.seal_all()  # what was written here goes, too, though this box did not call
    return {
        **members.letter(),
        **members.share_key(head),
        "have": rules.differing(tables.heads(), head.get("heads")),
        "whole": rules.differing(wholeness.known(), head.get("whole")),
        "people": rules.differing(sign_in.stamps(), head.get("people")),
        "packs": lessons.here(),
        "release": releases.here(),
    }, b""


def _feed(peer: str, head: Head, _body: bytes) -> Answer:
    return {}, exchange.feed(_as_box(peer), head)


def _segments(peer: str, _head: Head, body: bytes) -> Answer:
    results = []
    for raw in frames.unpack(body):
        try:
            taken = exchange.take_in(_as_box(peer), raw)
        except Unavailable:
            raise
        except HomeroomError as error:
            results.append({"reason": "refused", **error.extra})
        else:
            results.append({"lane": taken.lane, "have": taken.have, "new": taken.new})
    return {"results": results}, b""


def _as_box(peer: str) -> Box:
    known = sync.known_box(peer)
    return Box(id=peer, school=store.school_id(), public_key=known.public_key if known else "", enrolled=0)


def _whole(_peer: str, head: Head, _body: bytes) -> Answer:
    return {}, wholeness.give(_numbers(head["lanes"]), int(head["max"]))


def _take_whole(peer: str, _head: Head, body: bytes) -> Answer:
    return {"new": wholeness.take(body, peer)}, b""


def _numbers(found: dict[str, Any]) -> dict[str, int]:
    return {str(lane): int(number) for lane, number in list(found.items())[: exchange.MOST_LANES]}


def _people(_peer: str, head: Head, _body: bytes) -> Answer:
    return {"items": sign_in.items([str(one) for one in head["names"]])}, b""


def _take_people(_peer: str, head: Head, _body: bytes) -> Answer:
    return {"taken": sign_in.take(dict(head["items"]))}, b""


def _has(_peer: str, head: Head, _body: bytes) -> Answer:
    return {"files": pictures.sizes([str(one) for one in head["files"]])}, b""


def _piece(_peer: str, head: Head, _body: bytes) -> Answer:
    sha, offset = str(head["sha256"]), int(head["offset"])
    with blobs.path(sha).open("rb") as file:
        file.seek(max(0, offset))
        return {}, file.read(pictures.PIECE)


def _wanted(_peer: str, _head: Head, _body: bytes) -> Answer:
    return {"files": pictures.wanted()}, b""


def _add(_peer: str, head: Head, body: bytes) -> Answer:
    return {"offset": pictures.add(str(head["sha256"]), int(head["size"]), int(head["offset"]), body)}, b""


def _pack(_peer: str, head: Head, _body: bytes) -> Answer:
    return {"head": piecewise.leaves(str(head["manifest"]))}, b""


def _release(_peer: str, head: Head, _body: bytes) -> Answer:
    return {"files": shelf.names(str(head["digest"]))}, b""


def _release_piece(_peer: str, head: Head, _body: bytes) -> Answer:
    return {}, shelf.piece(str(head["digest"]), str(head["name"]), int(head["offset"]), releases.PIECE)


def _end(peer: str, head: Head, _body: bytes) -> Answer:
    meeting.agreed(peer)
    return {}, b""


Doing = Callable[[str, Head, bytes], Answer]
DOINGS: dict[str, Doing] = {
    "greet": _greet,
    "feed": _feed,
    "segments": _segments,
    "keys": keys.give,
    "take-keys": keys.take,
    "whole": _whole,
    "take-whole": _take_whole,
    "people": _people,
    "take-people": _take_people,
    "has": _has,
    "piece": _piece,
    "wanted": _wanted,
    "add": _add,
    "pack": _pack,
    "release": _release,
    "release-piece": _release_piece,
    "end": _end,
}
