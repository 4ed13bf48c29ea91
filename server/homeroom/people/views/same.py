"""A new child at the door; whether she is known already; two cards joined, and taken apart again."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import HomeroomError, Refused
from homeroom.people import actions, same_child, tables
from homeroom.people.rosters import cells
from homeroom.people.same_child.likeness import Alike
from homeroom.people.views.blueprint import back_to, bp, done_sentence, typed
from homeroom.web import allow


@bp.get("/people/classes/<class_id>/new-child", endpoint="at_the_door")
@allow("staff")
def ask_at_the_door(class_id: str) -> ResponseReturnValue:
    """The few things to write down of a child who stands at the door."""
    return _door(class_id)


@bp.post("/people/classes/<class_id>/new-child")
@allow("staff")
def take_in(class_id: str) -> ResponseReturnValue:
    """Take her in; she is provisional until the office or the hub confirms."""
    actions.check_may_see(web.caller(), class_id)
    try:
        told = {"given_name": typed("given_name"), "family_name": typed("family_name")}
        student = same_child.take_in(class_id, **told, birth_year=_birth_year())
    except HomeroomError as error:
        return _door(class_id, error.message), web.STATUS[type(error)]
    return back_to("people.student", "taken-in", student_id=student.id)


def _birth_year() -> int:
    try:
        return cells.birth_year(typed("birth_year")) or 0
    except cells.BadCell as error:
        raise Refused(str(error)) from error


def _door(class_id: str, error: str = "") -> str:
    actions.check_may_see(web.caller(), class_id)
    return web.page(
        "people/door.html",
        group=tables.school_class(class_id),
        error=error,
        done="",
        typed=request.form if error else {},
    )


@bp.get("/people/new-children")
@allow("office")
def new_children() -> ResponseReturnValue:
    """Everybody who is provisional, and who of the known children they may be."""
    found = [(one, tables.classes_of(one.id), same_child.alike(one.id)) for one in same_child.provisional()]
    return web.page("people/new_children.html", found=found, portrait_url=tables.portrait_url, done=done_sentence())


@bp.post("/people/students/<student_id>/confirm")
@allow("office")
def confirm_student(student_id: str) -> ResponseReturnValue:
    """She is a child of her own."""
    same_child.confirm(student_id)
    return back_to("people.new_children", "confirmed")


@bp.get("/people/students/<student_id>/same/<other_id>", endpoint="same_child")
@allow("office")
def same_child_page(student_id: str, other_id: str) -> ResponseReturnValue:
    """Two cards side by side: is this the same child?"""
    return _compare(student_id, other_id)


def _compare(student_id: str, other_id: str, error: str = "") -> str:
    found = same_child.compare(tables.student(student_id), tables.student(other_id))
    return web.page("people/same.html", found=found, cards=_cards(found), error=error, done="")


def _cards(found: Alike) -> list[dict[str, object]]:
    rows = [
        {"student": one, "classes": tables.classes_of(one.id), "portrait": tables.portrait_url(one)}
        for one in (found.new, found.known)
    ]
    return rows


@bp.post("/people/students/<student_id>/same/<other_id>")
@allow("office")
def join_children(student_id: str, other_id: str) -> ResponseReturnValue:
    """They are the same: what the card `kept` says is true where the two differ."""
    kept = other_id if request.form.get("kept", other_id) == other_id else student_id
    try:
        student = same_child.join(kept, student_id if kept == other_id else other_id)
    except HomeroomError as error:
        return _compare(student_id, other_id, error.message), web.STATUS[type(error)]
    return back_to("people.student", "joined", student_id=student.id)


@bp.post("/people/students/<student_id>/part")
@allow("office")
def part_children(student_id: str) -> ResponseReturnValue:
    """They are two children after all."""
    other = request.form.get("other", "")
    same_child.part(student_id, other)
    return back_to("people.student", "parted", student_id=student_id)
