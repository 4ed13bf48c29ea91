"""The page of one student's record: hand it over as one file, or erase it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from homeroom import clock, config, web
from homeroom.errors import HomeroomError
from homeroom.people import tables
from homeroom.record import actions, gathering, words, zipped
from homeroom.web import allow

bp = Blueprint("record", __name__)
PIECE = 1 << 16


@bp.get("/people/students/<student_id>/record")
@allow("office")
def show(student_id: str) -> ResponseReturnValue:
    """What is kept, and the two things that can be done with it."""
    return _page(student_id)


def _page(student_id: str, trouble: str = "") -> str:
    reach = actions.reach(student_id)
    return web.page(
        "record/record.html",
        student=tables.student(student_id),
        portrait=tables.portrait_url(tables.student(student_id)),
        reach=reach,
        rows=sorted((words.table(name), count) for name, count in reach.rows.items()),
        trouble=trouble,
    )


@bp.get("/people/students/<student_id>/record.zip")
@allow("office")
def download(student_id: str) -> ResponseReturnValue:
    """The whole record as one file."""
    record = gathering.gather(student_id)
    with ExitStack() as held:
        file = held.enter_context(tempfile.TemporaryFile(dir=config.current().data))
        zipped.write(record, file)
        held.pop_all()  # it is whole: from here `_pieces` closes it
    name = re.sub(r"[^\w-]+", "-", record.student.name).strip("-") or "student"
    told = f"attachment; filename*=UTF-8''{quote(name)}.zip"
    return Response(_pieces(file), content_type="application/zip", headers={"Content-Disposition": told})


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece


@bp.post("/people/students/<student_id>/erase")
@allow("office")
def erase(student_id: str) -> ResponseReturnValue:
    """Erase for ever, after the child's name was typed."""
    try:
        reach = actions.erase(student_id, name=request.form.get("name", ""))
    except HomeroomError as error:
        return _page(student_id, error.message), web.STATUS[type(error)]
    return web.page("record/erased.html", reach=reach, left=actions.left_behind(), local=clock.local)
