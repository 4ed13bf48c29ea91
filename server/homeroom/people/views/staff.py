"""The grown-ups: teachers and office, their classes and first passwords."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import store, web
from homeroom.errors import HomeroomError, Refused
from homeroom.people import actions, passwords, sessions, tables, words
from homeroom.people.rosters import cells
from homeroom.people.views.blueprint import back_to, bp, done_sentence, typed
from homeroom.web import allow


@bp.get("/people/staff", endpoint="staff")
@allow("office")
def all_staff() -> ResponseReturnValue:
    """Everybody on staff, and who left."""
    return web.page(
        "people/staff.html",
        staff=tables.everybody_on_staff(),
        former=tables.everybody_on_staff(archived=True),
        groups={one.id: tables.classes_taught(one.id) for one in tables.everybody_on_staff()},
        able={one.id: passwords.has_password(one.id) for one in tables.everybody_on_staff()},
        done=done_sentence(),
    )


@bp.get("/people/new/staff", endpoint="new_staff")
@allow("office")
def ask_for_new_staff() -> ResponseReturnValue:
    """The form for somebody who begins to work here."""
    return _new()


@bp.post("/people/new/staff")
@allow("office")
def register_staff() -> ResponseReturnValue:
    """Take somebody in and show her first password, once."""
    try:
        person = actions.register_staff(typed("name"), role=typed("role"), username=_username())
        for class_id in request.form.getlist("class"):
            actions.assign(person.id, class_id)
    except HomeroomError as error:
        return _new(error.message), web.STATUS[type(error)]
    if store.at_school():
        return back_to("people.staff_member", "saved", staff_id=person.id)
    return _page(person.id, first_password=passwords.make_temporary(person.id)), 201


@bp.get("/people/staff/<staff_id>")
@allow("office")
def staff_member(staff_id: str) -> ResponseReturnValue:
    """One member of staff."""
    return _page(staff_id, done=done_sentence())


@bp.post("/people/staff/<staff_id>")
@allow("office")
def change_staff(staff_id: str) -> ResponseReturnValue:
    """Name, username, role, classes."""
    try:
        told = {"name": typed("name"), "username": _username()} if "name" in request.form else {}
        actions.change_staff(staff_id, role=typed("role"), **told)
        _assign(staff_id, set(request.form.getlist("class")))
    except HomeroomError as error:
        return _page(staff_id, error=error.message), web.STATUS[type(error)]
    return back_to("people.staff_member", "saved", staff_id=staff_id)


@bp.post("/people/staff/<staff_id>/password")
@allow("office")
def new_first_password(staff_id: str) -> ResponseReturnValue:
    """A first password to hand over; shown once."""
    return _page(staff_id, first_password=passwords.make_temporary(staff_id))


@bp.post("/people/staff/<staff_id>/end-sessions")
@allow("office")
def end_sessions(staff_id: str) -> ResponseReturnValue:
    """Sign somebody out everywhere, for a lost phone."""
    sessions.end_all(staff_id)
    return back_to("people.staff_member", "ended", staff_id=staff_id)


@bp.post("/people/staff/<staff_id>/archive")
@allow("office")
def archive_staff(staff_id: str) -> ResponseReturnValue:
    """Somebody left: she can't sign in any more."""
    actions.archive_staff(staff_id)
    sessions.end_all(staff_id)
    return back_to("people.staff_member", "archived", staff_id=staff_id)


@bp.post("/people/staff/<staff_id>/restore")
@allow("office")
def restore_staff(staff_id: str) -> ResponseReturnValue:
    """Somebody is back."""
    actions.restore_staff(staff_id)
    return back_to("people.staff_member", "restored", staff_id=staff_id)


def _page(staff_id: str, *, first_password: str = "", error: str = "", done: str = "") -> str:
    return web.page(
        "people/staff_member.html",
        person=tables.staff(staff_id),
        taught={one.id for one in tables.classes_taught(staff_id)},
        groups=tables.classes(),
        roles=words.roles(),
        able=passwords.has_password(staff_id),
        first_password=first_password,
        error=error,
        done=done,
    )


def _new(error: str = "") -> str:
    return web.page(
        "people/staff_new.html", groups=tables.classes(), roles=words.roles(), error=error, typed=request.form
    )


def _username() -> str:
    try:
        return cells.username(typed("username")) or ""
    except cells.BadCell as error:
        raise Refused(str(error)) from error


def _assign(staff_id: str, wanted: set[str]) -> None:
    tables.staff(staff_id)
    now = {one.id for one in tables.classes_taught(staff_id)}
    for class_id in wanted - now:
        actions.assign(staff_id, class_id)
    for class_id in now - wanted:
        actions.unassign(staff_id, class_id)
