"""The page of a class's tablets, and what a tablet asks: which child it waits for."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.attendance.tablets import actions, desk, tables, told
from homeroom.errors import Forbidden, HomeroomError
from homeroom.i18n import _, ngettext
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.people.on_this_box import Device
from homeroom.people.views.blueprint import back_to
from homeroom.web import allow

bp = Blueprint("tablets", __name__)
DONE = "attendance.tablets.show"


@bp.get("/attendance/<class_id>/tablets")
@allow("teacher", "office")
def show(class_id: str) -> ResponseReturnValue:
    """How the class hands out tablets, the list, and who has which now."""
    return _page(class_id, done=_done_sentence(class_id))


@bp.post("/attendance/<class_id>/tablets/way")
@allow("teacher", "office")
def choose_way(class_id: str) -> ResponseReturnValue:
    """Not at all, each child the same, or the next free one."""
    _see(class_id)
    try:
        actions.choose_way(class_id, request.form.get("way", ""))
    except HomeroomError as error:
        return _page(class_id, error.message), web.STATUS[type(error)]
    return back_to(DONE, "saved", class_id=class_id)


@bp.post("/attendance/<class_id>/tablets/list")
@allow("teacher", "office")
def set_list(class_id: str) -> ResponseReturnValue:
    """The fixed list, as it was typed."""
    _see(class_id)
    wanted = {name[4:]: value for name, value in request.form.items() if name.startswith("for-")}
    try:
        actions.set_list(class_id, wanted)
    except HomeroomError as error:
        return _page(class_id, error.message, wanted), web.STATUS[type(error)]
    return back_to(DONE, "saved", class_id=class_id)


@bp.post("/attendance/<class_id>/tablets/fill")
@allow("teacher", "office")
def fill(class_id: str) -> ResponseReturnValue:
    """Who has no own tablet yet gets one of those that are left."""
    _see(class_id)
    actions.fill_list(class_id)
    return back_to(DONE, "filled", class_id=class_id)


@bp.post("/attendance/<class_id>/tablets/back")
@allow("teacher", "office")
def back(class_id: str) -> ResponseReturnValue:
    """These tablets are back on their place."""
    _see(class_id)
    mine = {one.id for one in desk.desk(class_id).out}
    chosen = request.form.getlist("tablet")
    if not set(chosen) <= mine:
        raise Forbidden(_("No child of this class has this tablet (any more)."))
    for tablet in chosen:
        actions.take_back(tablet, clock.today())
    return back_to(DONE, "saved", class_id=class_id)


@bp.post("/attendance/<class_id>/tablets/give")
@allow("teacher", "office")
def give(class_id: str) -> ResponseReturnValue:
    """A child who is here without a tablet gets one after all."""
    group = _see(class_id)
    student = people.student(request.form.get("student", ""))
    if student.id not in {one.id for one in people.students_of(group.id)}:
        raise Forbidden(_("This child is not in this class."))
    actions.hand_out(student.id, clock.today())
    got = student.id in tables.held_today()
    return back_to(DONE, "saved" if got else "none-free", class_id=class_id)


def _see(class_id: str) -> people.SchoolClass:
    people_actions.check_may_see(web.caller(), class_id)
    return people.school_class(class_id)


def _page(class_id: str, error: str = "", typed: dict[str, str] | None = None, done: str = "") -> str:
    group = _see(class_id)
    found = desk.desk(class_id)
    return web.page(
        "attendance/tablets.html",
        group=group,
        desk=found,
        ways=desk.ways(),
        rows={one.id: one for one in found.tablets},
        typed=typed or {},
        error=error,
        done=done,
        devices_url=url_for("people.devices"),
    )


def _done_sentence(class_id: str) -> str:
    done = request.args.get("done", "")
    if done == "filled":
        without = desk.desk(class_id).without
        if without:
            told = _("Filled. Who had one keeps it; the lot decided who goes without.")
            return f"{told} {ngettext('%(num)s child goes without.', '%(num)s children go without.', without)}"
        return _("Filled. Everybody has one now; who had one keeps it.")
    return {"saved": _("Saved."), "none-free": _("No tablet is free just now.")}.get(done, "")


@bp.get("/api/tablet/waits")
@allow("tablet")
@web.describe(
    summary="Which child a tablet waits for",
    answer={
        "type": "object",
        "required": ["student", "tablet", "again"],
        "properties": {
            "student": {"type": "string", "description": "The child to whom it was given, or empty."},
            "tablet": {"type": "object", "description": "Its name, its sign, and the sign in words."},
            "again": {"type": "integer", "description": "Seconds until it should ask again."},
        },
    },
)
def waits() -> ResponseReturnValue:
    """Asked by a tablet on which nobody is signed in."""
    device = web.caller().more["device"]
    assert isinstance(device, Device)
    return told.for_tablet(device)
