"""One's own account: name, password, sessions."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.people import passwords, sessions, sign_in, tables
from homeroom.people.views import cookies
from homeroom.people.views.blueprint import back_to, bp, done_sentence
from homeroom.web import allow


@bp.get("/account")
@allow("staff")
def account() -> ResponseReturnValue:
    """Who I am here, and a new password."""
    return _page(done=done_sentence())


@bp.post("/account/password")
@allow("staff")
def change_password() -> ResponseReturnValue:
    """A new password; other browsers are signed out."""
    person = tables.staff(web.caller().id)
    old, new = request.form.get("old", "")[:200], request.form.get("new", "")[:200]
    try:
        sign_in.prove(person.username, old, request.remote_addr or "")
        if old == new:
            raise Refused(_("The new password is the old one. Choose another."))
        passwords.set_password(person.id, new)
    except HomeroomError as error:
        return _page(error=error.message), web.STATUS[type(error)]
    token = sign_in.begin(person.id)
    return cookies.put(back_to("people.account", "saved"), "staff", token, sessions.LONGEST["staff"])


@bp.post("/account/end-sessions")
@allow("staff")
def end_my_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    sessions.end_all(web.caller().id, but=web.caller().session_id)
    return back_to("people.account", "ended")


def _page(error: str = "", done: str = "") -> str:
    me = tables.staff(web.caller().id)
    return web.page(
        "people/account.html",
        me=me,
        groups=tables.classes_taught(me.id),
        first=passwords.is_temporary(me.id),
        error=error,
        done=done,
    )
