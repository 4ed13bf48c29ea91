"""What boxes call. Every request is signed by the box, every answer by the hub: docs/SYNC.md has examples."""

import json
from dataclasses import asdict
from typing import Any

from flask import Response, current_app, g, request
from flask.typing import ResponseReturnValue

from homeroom import config
from homeroom.errors import Refused
from homeroom.hub import actions, exchange
from homeroom.hub.tries import Tries
from homeroom.hub.views.blueprint import bp
from homeroom.i18n import _
from homeroom.sync import files, keys, segment, signing, tables
from homeroom.web import allow, describe

SIGNED = {
    "header X-Homeroom-Box": "The id of the box.",
    "header X-Homeroom-Nonce": "The number the hub gave last.",
    "header X-Homeroom-Signature": "Ed25519 over the request: see docs/SYNC.md.",
}
FRAMES = "application/octet-stream"
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
HEAD = {"type": "array", "description": "Last number without a hole, and the hash of the segment that ends there."}


def fields_of(**fields: dict[str, Any]) -> dict[str, Any]:
    """An object with these fields, for the description of the API."""
    return {"type": "object", "properties": fields}


BOX = fields_of(box=TEXT, key=TEXT, revoked=NUMBER, certificate=TEXT)
ANSWER = fields_of(lane=TEXT, have=NUMBER, hash=TEXT, reason=TEXT, detail=TEXT)
HAVE = {"type": "object", "description": "Lane → head, of the buckets that differ.", "additionalProperties": HEAD}


RELEASE = fields_of(
    digest=TEXT, version=TEXT, counter=NUMBER,
    machines={"type": "object", "description": "Sort of machine → bytes.", "additionalProperties": NUMBER},
)  # fmt: skip
HEALTH = fields_of(
    color={"enum": ["green", "yellow", "red"]}, code=TEXT, free_mb=NUMBER, trust=NUMBER,
    backup_hours=NUMBER, test_hours=NUMBER, test_well={"type": "boolean"},
)  # fmt: skip


@bp.post("/sync/v1/enrol")
@allow("everybody")
@describe(
    summary="Enrol a box with a one-time code",
    body=fields_of(code=TEXT, box=TEXT, school=TEXT, name=TEXT, key=TEXT, was={"type": "object"}),
    answer=fields_of(hub_key=TEXT, hub_name=TEXT, nonce=TEXT, certificate=TEXT),
)
def enrol() -> ResponseReturnValue:
    """Code: the first 8 characters. Key: Ed25519, base64url. A copied card that takes a name of its own says which
    box and store it was.
    """
    tries: Tries = current_app.extensions["enrolment_tries"]
    tries.take()
    box = actions.enrol(message())
    tries.forget()
    key = signing.public_bytes(signing.own_key(config.current().data))
    return {
        "hub_key": signing.to_text(key),
        "hub_name": config.current().school_name,
        "nonce": box.nonce,
        "certificate": actions.certificate(tables.KnownBox.get_by_id(box.id)),
    }, 201


@bp.post("/sync/v1/boxes")
@allow("everybody")
@describe(
    summary="Make a restored hub know boxes again, by its own certificates",
    body=fields_of(school=TEXT, name=TEXT, boxes={"type": "array", "items": BOX}),
    answer=fields_of(new=NUMBER),
)
def know_again() -> ResponseReturnValue:
    """Each box with the certificate that this hub signed when it enrolled it, or told at a greeting."""
    return {"new": actions.know_again(message())}


@bp.post("/sync/v1/hello")
@allow("box")
@describe(
    summary="Greet: who is here, and what the hub has where the box believes otherwise",
    body=fields_of(
        proto=NUMBER, version=TEXT, store=TEXT, boot=TEXT, school=TEXT, name=TEXT, timezone=TEXT, policy=TEXT,
        wall=NUMBER, waiting=NUMBER, down=NUMBER, carry=TEXT, known={"type": "array", "items": TEXT}, health=HEALTH,
    ),
    answer=fields_of(
        time=NUMBER, store=TEXT, buckets={"type": "array", "items": NUMBER}, have=HAVE,
        boxes={"type": "array", "items": BOX}, copied={"type": "boolean"},
        wanted=NUMBER, age=TEXT, carry=TEXT, keys=TEXT, release=RELEASE,
    ),
    parameters=SIGNED,
)  # fmt: skip
def hello() -> ResponseReturnValue:
    """The hub says what it has; the box remembers nothing that a restore of the hub could make a lie.

    `known` has 16 digests of what the box believes the hub has; `have` answers for those that are wrong.
    """
    return exchange.hello(g.box, message())


@bp.put("/sync/v1/seg/<lane>/<int:first>")
@allow("box")
@describe(summary="Hand over one segment", sends=FRAMES, parameters=SIGNED, answer=ANSWER)
def put_segment(lane: str, first: int) -> ResponseReturnValue:
    """200 with `have` and `hash`, also for a segment that is here already; 409 with both for a gap or a fork;
    403 and 422 with `reason` for what is not believed (it is kept aside and stops no other lane).
    """
    raw = request.get_data()
    part = segment.parse(raw)
    if part.lane != lane or part.first != first:
        raise Refused(_("The address does not fit this segment."))
    taken = exchange.take_in(g.box, raw)
    return {name: value for name, value in asdict(taken).items() if name in ("lane", "have", "hash")}


@bp.post("/sync/v1/segments")
@allow("box")
@describe(
    summary="Hand over several segments at once",
    sends=FRAMES,
    parameters=SIGNED,
    answer=fields_of(results={"type": "array", "items": ANSWER}),
)
def put_segments() -> ResponseReturnValue:
    """Body: HRFRAMES1, a line end, then each segment as its length in ASCII, a line end and its bytes.

    One answer for each, in order; none stops the others.
    """
    return {"results": exchange.take_in_all(g.box, request.get_data())}


@bp.post("/sync/v1/feed")
@allow("box")
@describe(
    summary="Give back segments of the box's school",
    body=fields_of(lanes={"type": "object", "additionalProperties": NUMBER}, max=NUMBER),
    answers=FRAMES,
    parameters=SIGNED,
)
def feed() -> ResponseReturnValue:
    """`lanes`: lane → the last number that is there already. At least one segment, else up to `max` bytes, framed
    as for `segments`; empty when there is nothing more.
    """
    return Response(exchange.feed(g.box, message()), content_type=FRAMES)


@bp.post("/sync/v1/pack")
@allow("box")
@describe(
    summary="The manifest and signatures of a pack that is pinned for the school",
    body=fields_of(manifest=TEXT),
    answer=fields_of(head={"type": "object", "description": "Path → SHA-256 and bytes."}),
    parameters=SIGNED,
)
def pack() -> ResponseReturnValue:
    """`manifest`: SHA-256 of the pack's list of files, as the pin names it. 403 for a pack that is not pinned."""
    return {"head": exchange.pinned(g.box, message())}


@bp.post("/sync/v1/piece")
@allow("box")
@describe(
    summary="Some bytes of a file of a pinned pack",
    body=fields_of(manifest=TEXT, sha256=TEXT, offset=NUMBER, max=NUMBER),
    answers=FRAMES,
    parameters=SIGNED,
)
def piece() -> ResponseReturnValue:
    """From `offset` on, at most `max` bytes; none behind the end. A box asks only for what it lacks."""
    return Response(exchange.piece(g.box, message()), content_type=FRAMES)


@bp.post("/sync/v1/keys")
@allow("box")
@describe(summary="Agree on the keys of the school's children", sends=FRAMES, answers=FRAMES, parameters=SIGNED)
def agree_on_keys() -> ResponseReturnValue:
    """A line of JSON, then a letter sealed with age. `{"part", "parts", "ids", "carry"}` asks what the other side has
    of one part of the keys and gets `{"lacks", "carry", "state"}` and the keys that the box lacks;
    `{"give": true}` brings those that the hub lacks and gets `{"state"}`.
    """
    return Response(keys.answer(g.box.school, request.get_data()), content_type=FRAMES)


@bp.get("/sync/v1/files")
@allow("box")
@describe(
    summary="Which files the hub misses",
    parameters=SIGNED,
    answer=fields_of(wanted={"type": "array", "items": fields_of(sha256=TEXT, size=NUMBER, offset=NUMBER)}),
)
def wanted() -> ResponseReturnValue:
    """Files that entries of this school name; only those that the school let out are named in entries here."""
    return {"wanted": exchange.wanted(g.box)}


@bp.post("/sync/v1/files")
@allow("box")
@describe(
    summary="Which files that a box lacks the hub has of its school",
    body=fields_of(missing={"type": "array", "items": TEXT}),
    parameters=SIGNED,
    answer=fields_of(here={"type": "array", "items": TEXT}),
)
def files_here() -> ResponseReturnValue:
    """After a restore: files by their SHA-256, of those that the school once let out."""
    return {"here": exchange.files_here(g.box, message())}


@bp.post("/sync/v1/file")
@allow("box")
@describe(
    summary="Give back a piece of a file of the box's school",
    body=fields_of(sha256=TEXT, offset=NUMBER, max=NUMBER),
    answers=FRAMES,
    parameters=SIGNED,
)
def give_file() -> ResponseReturnValue:
    """Up to `max` bytes from `offset` on. 404 when it is not here or of another school."""
    return Response(exchange.file_piece(g.box, message()), content_type=FRAMES)


@bp.put("/sync/v1/file/<sha>/<int:offset>")
@allow("box")
@describe(summary="Hand over a piece of a file", sends=FRAMES, parameters=SIGNED, answer=fields_of(offset=NUMBER))
def put_file(sha: str, offset: int) -> ResponseReturnValue:
    """200 with the new `offset` once the piece is on disk; 409 with `offset` when the piece does not fit there."""
    return {"offset": files.add(sha, g.box.school, offset, request.get_data())}


def message() -> dict[str, Any]:
    """The JSON object that a box sent. Raises Refused for anything else."""
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise Refused(_("This request is not JSON.")) from error
    if not isinstance(found, dict):
        raise Refused(_("This request is not a JSON object."))
    return found
