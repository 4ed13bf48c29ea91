"""Today for the teacher: attendance, and the class as it works, fresh within two seconds."""

import hashlib
import threading
import time
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, journal, web
from homeroom.errors import NotFound
from homeroom.evidence import actions as evidence
from homeroom.grouping import on_today
from homeroom.i18n import _, language, messages_for
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.today import board
from homeroom.today.blueprint import bp
from homeroom.web import allow, caller, describe

FRESH = 0.8  # seconds a drawn board serves all viewers although there is news
STALE = 5.0  # seconds after which it is drawn again without news: somebody may have become stuck


@bp.get("/today")
@allow("staff")
def home() -> ResponseReturnValue:
    """The class chosen, or the first one."""
    mine = my_classes()
    chosen = _chosen(mine, request.args.get("class", ""))
    now = board.board(chosen.id) if chosen else None
    return web.page(
        "today/today.html",
        classes=mine,
        chosen=chosen,
        board=now,
        class_id=chosen.id if chosen else "",
        version=_boards.look(chosen.id).version if chosen else "",
        day=clock.today(),
        together=on_today.shown(chosen.id) if chosen else None,
        messages=messages_for(["static/today/"]),
    )


def my_classes() -> list[people.SchoolClass]:
    """The classes the caller teaches; the office sees all."""
    return people.classes() if "office" in caller().roles else people.classes_taught(caller().id)


def _chosen(mine: list[people.SchoolClass], wanted: str) -> people.SchoolClass | None:
    if wanted:
        people_actions.check_may_see(caller(), wanted)
        return people.school_class(wanted)
    return mine[0] if mine else None


@bp.get("/api/live")
@allow("staff")
@describe(
    summary="The live board of a class, if it changed since version v",
    parameters={"query class": "The id of the class.", "query v": "The version that is shown now."},
    answer={
        "type": "object",
        "properties": {
            "version": {"type": "string"},
            "same": {"type": "boolean"},
            "html": {"type": "string", "description": "The board as HTML; absent when same is true."},
            "waiting": {"type": "integer", "description": "Things in the inbox of this class."},
        },
    },
)
def live() -> ResponseReturnValue:
    """Ask with ?class=…&v=… every second or two; all who look at one class share one drawing of it."""
    class_id = request.args.get("class", "")
    people_actions.check_may_see(caller(), class_id)
    drawn = _boards.look(people.school_class(class_id).id)
    if drawn.version == request.args.get("v", ""):
        return {"version": drawn.version, "same": True}
    return {"version": drawn.version, "same": False, "html": drawn.html, "waiting": drawn.waiting}


@bp.post("/today/help/<student>/<slot>")
@allow("staff")
def answer_hand(student: str, slot: str) -> ResponseReturnValue:
    """The teacher was there."""
    people_actions.check_may_see_student(caller(), student)
    evidence.answer_hand(student, slot)
    return redirect(web.local_path(request.form.get("next", url_for("today.home"))), 303)


@dataclass
class _Drawn:
    """A board as drawn for one class in one language."""

    version: str = ""
    html: str = ""
    waiting: int = 0
    journal: int = -1
    at: float = -STALE
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Boards:
    """Keeps the last drawing of each class, so that ten viewers cost little more than one."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, str], _Drawn] = {}

    def look(self, class_id: str) -> _Drawn:
        """The board of a class, drawn anew when there is news."""
        kept = self._drawn.setdefault((class_id, language()), _Drawn())
        with kept.lock:
            age, version = time.monotonic() - kept.at, journal.version()
            if age >= STALE or (version != kept.journal and age >= FRESH):
                _draw(kept, class_id)
                kept.at, kept.journal = time.monotonic(), version
        return kept


def _draw(kept: _Drawn, class_id: str) -> None:
    now = board.board(class_id)
    kept.html = render_template("today/board.html", board=now, class_id=class_id)
    kept.waiting = now.waiting
    kept.version = hashlib.sha256(kept.html.encode()).hexdigest()[:16]


_boards = _Boards()


def class_of(student_id: str) -> people.SchoolClass:
    """A class through which the caller may see this student. Raises Forbidden or NotFound."""
    people_actions.check_may_see_student(caller(), student_id)
    mine = {one.id for one in my_classes()}
    found = next((one for one in people.classes_of(student_id) if one.id in mine), None)
    if found is None:
        raise NotFound(_("This child is in no class."))
    return found
