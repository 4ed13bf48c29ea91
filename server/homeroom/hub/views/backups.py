"""What boxes call to keep their sealed backups here, and what a new box calls with the recovery key to fetch one."""

import json
from typing import Any

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from homeroom import acts
from homeroom.errors import Refused
from homeroom.hub import box_backups
from homeroom.hub.views.blueprint import bp
from homeroom.hub.views.wire import FRAMES, NUMBER, SIGNED, TEXT, fields_of, message
from homeroom.i18n import _
from homeroom.sync import signing
from homeroom.web import allow, describe

MOST_PIECE = 1 << 20
NAMES = {"type": "array", "items": TEXT}
KEPT = {"type": "array", "items": fields_of(name=TEXT, bytes=NUMBER, kept=NUMBER)}
READER = {"header X-Homeroom-Signature": "Ed25519 of the key that is made from the recovery key: see docs/SYNC.md."}


@bp.post("/sync/v1/backup/ask")
@allow("box")
@describe(
    summary="Which backups of the box are here, and which parts of one lack",
    body=fields_of(mark=TEXT, names=NAMES, staged=TEXT),
    answer=fields_of(backups=KEPT, lacks=NAMES, offset=NUMBER),
    parameters=SIGNED,
)
def ask_for_backups() -> ResponseReturnValue:
    """`staged`: SHA-256 of the sealed file that is on its way; `offset` says how much of it is here."""
    told = message()
    mark = acts.text(told, "mark", most=16)
    return {
        "backups": box_backups.told(box_backups.of_box(g.box.id, mark)),
        "lacks": box_backups.lacking(g.box, mark, _names(told, "names")),
        "offset": box_backups.offset(g.box, mark, acts.text(told, "staged", most=64, optional=True)),
    }


def _names(told: dict[str, Any], field: str) -> list[str]:
    names = told.get(field, [])
    if not isinstance(names, list) or len(names) > box_backups.MOST_PIECES:
        raise Refused(_("This is not a part of a backup."))
    if not all(isinstance(one, str) for one in names):
        raise Refused(_("This is not a part of a backup."))
    return names


@bp.put("/sync/v1/backup/<mark>/<name>/<sha>/<int:size>/<int:offset>")
@allow("box")
@describe(
    summary="Hand over some bytes of a sealed file", sends=FRAMES, parameters=SIGNED, answer=fields_of(offset=NUMBER)
)
def put_backup(mark: str, name: str, sha: str, size: int, offset: int) -> ResponseReturnValue:
    """200 with the new `offset` once it is on disk; 409 with `offset` when it does not fit there; 507 without room."""
    file = box_backups.File(mark, name, sha, size)
    return {"offset": box_backups.add(g.box, file, offset, request.get_data())}


@bp.post("/sync/v1/backup/keep")
@allow("box")
@describe(
    summary="A backup has come whole",
    body=fields_of(mark=TEXT, name=TEXT, pieces=NAMES, reader=TEXT, alone={"type": "boolean"}),
    answer=fields_of(backups=KEPT),
    parameters=SIGNED,
)
def keep_backup() -> ResponseReturnValue:
    """It is kept with the one before it (`alone`: without). 409 with `lacks` when parts of it are not here."""
    told = message()
    mark, name = acts.text(told, "mark", most=16), acts.text(told, "name", most=40)
    reader, alone = acts.text(told, "reader", most=60), told.get("alone") is True
    kept = box_backups.keep(g.box, mark, name, _names(told, "pieces"), reader, alone=alone)
    return {"backups": box_backups.told(kept)}


@bp.post("/sync/v1/restore/list")
@allow("everybody")
@describe(
    summary="The backups for a recovery key",
    body=fields_of(mark=TEXT),
    answer=fields_of(backups={"type": "array", "items": fields_of(box=TEXT, name=TEXT, bytes=NUMBER, pieces=NAMES)}),
    parameters=READER,
)
def list_backups() -> ResponseReturnValue:
    """Without being enrolled: whoever can sign with the recovery key may have what only that key opens."""
    rows = _mine()
    return {
        "backups": [
            {"box": one.box, "name": one.name, "bytes": one.bytes, "pieces": json.loads(one.pieces)} for one in rows
        ]
    }


@bp.post("/sync/v1/restore/piece")
@allow("everybody")
@describe(
    summary="Some bytes of a part of a backup",
    body=fields_of(mark=TEXT, box=TEXT, name=TEXT, offset=NUMBER, max=NUMBER),
    answers=FRAMES,
    parameters=READER,
)
def give_backup() -> ResponseReturnValue:
    """From `offset` on, at most `max` bytes; none behind the end."""
    told, rows = message(), _mine()
    box, name = acts.text(told, "box", most=80), acts.text(told, "name", most=40)
    start, most = acts.number(told, "offset"), acts.number(told, "max", least=1)
    return Response(box_backups.piece(rows, box, name, start, min(most, MOST_PIECE)), content_type=FRAMES)


def _mine() -> list[box_backups.BoxBackup]:
    proof = signing.from_text(request.headers.get("X-Homeroom-Signature", ""))
    signed = signing.request_message(request.method, request.path, "", request.get_data())
    return box_backups.open_to(acts.text(message(), "mark", most=16), proof, signed)
