"""One class: its name and sign, how its children sign in, who is in it and who teaches it."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import HomeroomError
from homeroom.people import actions, child_secrets, rules, sign_in, tables, words
from homeroom.people.views.blueprint import back_to, bp, done_sentence, typed
from homeroom.web import allow


@bp.get("/people/new/class", endpoint="new_class")
@allow("office")
def ask_for_new_class() -> ResponseReturnValue:
    """The form for a class that begins."""
    return _new()


@bp.post("/people/new/class")
@allow("office")
def begin_class() -> ResponseReturnValue:
    """Begin a class."""
    try:
        told = {"sign": typed("sign"), "sign_in": typed("sign_in") or "pictures"}
        group = actions.begin_class(typed("name"), **told)
        for staff_id in request.form.getlist("teacher"):
            actions.assign(staff_id, group.id)
    except HomeroomError as error:
        return _new(error.message), web.STATUS[type(error)]
    return back_to("people.school_class", "saved", class_id=group.id)


@bp.get("/people/classes/<class_id>")
@allow("staff")
def school_class(class_id: str) -> ResponseReturnValue:
    """Everybody in a class."""
    return _page(class_id)


@bp.post("/people/classes/<class_id>")
@allow("staff")
def change_class(class_id: str) -> ResponseReturnValue:
    """The way to sign in, by its teacher too; the rest by the office."""
    actions.check_may_see(web.caller(), class_id)
    told = {"sign_in": typed("sign_in")}
    if "office" in web.caller().roles:
        told |= {"name": typed("name"), "sign": typed("sign")}
    try:
        actions.change_class(class_id, **told)
        if "office" in web.caller().roles:
            _assign(class_id, set(request.form.getlist("teacher")))
    except HomeroomError as error:
        return _page(class_id, error.message), web.STATUS[type(error)]
    return back_to("people.school_class", "saved", class_id=class_id)


@bp.get("/people/classes/<class_id>/secrets")
@allow("staff")
def secrets_sheet(class_id: str) -> ResponseReturnValue:
    """A sheet to print: every child with her pictures or number. Who has none gets one now."""
    actions.check_may_see(web.caller(), class_id)
    group, students = tables.school_class(class_id), tables.students_of(class_id)
    way = group.sign_in
    found = child_secrets.provide([one.id for one in students], way) if way != "none" else {}
    return web.page(
        "people/secrets.html",
        group=group,
        students=students,
        secrets=found,
        portrait_url=tables.portrait_url,
        picture_name=words.picture_name,
    )


@bp.post("/people/classes/<class_id>/archive")
@allow("office")
def archive_class(class_id: str) -> ResponseReturnValue:
    """The class is over."""
    actions.archive_class(class_id)
    return back_to("people.school_class", "archived", class_id=class_id)


@bp.post("/people/classes/<class_id>/restore")
@allow("office")
def restore_class(class_id: str) -> ResponseReturnValue:
    """The class goes on."""
    actions.restore_class(class_id)
    return back_to("people.school_class", "restored", class_id=class_id)


def _page(class_id: str, error: str = "") -> str:
    group = tables.school_class(class_id)
    actions.check_may_see(web.caller(), class_id)
    return web.page(
        "people/class.html",
        group=group,
        students=tables.students_of(class_id),
        teachers=tables.teachers_of(class_id),
        all_staff=tables.everybody_on_staff(),
        opened=sign_in.opened(),
        portrait_url=tables.portrait_url,
        signs=[(one, words.picture_name(one)) for one in rules.SIGNS],
        ways=words.ways_to_sign_in(),
        error=error,
        done="" if error else done_sentence(),
    )


def _new(error: str = "") -> str:
    return web.page(
        "people/class_new.html",
        signs=[(one, words.picture_name(one)) for one in rules.SIGNS],
        next_sign=rules.next_sign(one.sign for one in tables.classes()),
        ways=words.ways_to_sign_in(),
        all_staff=tables.everybody_on_staff(),
        error=error,
        typed=request.form,
    )


def _assign(class_id: str, wanted: set[str]) -> None:
    now = {one.id for one in tables.teachers_of(class_id)}
    for staff_id in wanted - now:
        actions.assign(staff_id, class_id)
    for staff_id in now - wanted:
        actions.unassign(staff_id, class_id)
