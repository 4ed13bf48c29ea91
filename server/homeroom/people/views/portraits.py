"""The picture of every child: drawn by the box, or a photo made small."""

from __future__ import annotations

import hashlib

from flask import Response, request
from flask.typing import ResponseReturnValue

from homeroom import blobs
from homeroom.people import tables
from homeroom.people.portraits import draw
from homeroom.people.tables import Student
from homeroom.people.views.blueprint import bp
from homeroom.web import allow, describe

FOREVER = "private, max-age=31536000, immutable"
# An SVG opened by itself is a document: let it do nothing.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/portraits/<student_id>")
@allow("staff", "device")
@describe(summary="The portrait of a child", answers="image/*", parameters={"query v": "Makes the address new."})
def portrait(student_id: str) -> ResponseReturnValue:
    """The portrait; its address changes with it (`v`), so it may be kept for ever."""
    student = tables.student(student_id)
    answer = _photo(student) if blobs.has(student.portrait) else drawn(student.picture_seed or student.id)
    if request.args.get("v"):
        answer.headers["Cache-Control"] = FOREVER
    else:
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


@bp.get("/portraits/drawn/<seed>")
@allow("staff")
def drawing(seed: str) -> ResponseReturnValue:
    """A drawing to choose from."""
    return drawn(seed[:40])


def drawn(seed: str) -> Response:
    """The picture the box draws for a seed."""
    answer = Response(draw(seed), content_type="image/svg+xml")
    answer.headers["Content-Security-Policy"] = ALONE
    answer.set_etag(hashlib.sha256(seed.encode()).hexdigest()[:16])
    return answer


def _photo(student: Student) -> Response:
    answer = Response(blobs.path(student.portrait).read_bytes(), content_type="image/webp")
    answer.set_etag(student.portrait[:16])
    return answer
