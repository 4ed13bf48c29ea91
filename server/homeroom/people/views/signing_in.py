"""Signing in and out for staff."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import HomeroomError
from homeroom.people import first_start, passwords, sessions, sign_in
from homeroom.people.views import cookies
from homeroom.people.views.blueprint import bp, done_sentence, go, typed
from homeroom.web import allow, local_path


@bp.get("/sign-in", endpoint="sign_in")
@allow("everybody")
def ask_who() -> ResponseReturnValue:
    """The sign-in page; on a box without an owner, the page of the first start."""
    if first_start.is_due():
        return go(url_for("people.first_start"))
    return web.page("people/sign_in.html", next=local_path(request.args.get("next", "/")), done=done_sentence())


@bp.post("/sign-in")
@allow("everybody")
def sign_staff_in() -> ResponseReturnValue:
    """Check name and password."""
    next_page = local_path(request.form.get("next", "/"))
    username, password = typed("username"), request.form.get("password", "")[:200]
    try:
        person, token = sign_in.staff(username, password, request.remote_addr or "")
    except HomeroomError as error:
        page = web.page("people/sign_in.html", next=next_page, error=error.message, username=username)
        return page, web.STATUS[type(error)]
    to = url_for("people.account") if passwords.is_temporary(person.id) else next_page
    return cookies.put(go(to), "staff", token, sessions.LONGEST["staff"])


@bp.post("/sign-out")
@allow("everybody")
def sign_out() -> ResponseReturnValue:
    """End the session on this browser."""
    caller = web.caller()
    if caller.session_id and caller.role != "student":
        sessions.end(caller.session_id)
    answer = go(url_for("people.sign_in", done="signed-out"))
    cookies.drop(answer, "staff")
    return answer
