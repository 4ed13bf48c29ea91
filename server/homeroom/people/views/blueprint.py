"""The blueprint of people, and what their pages share: typed fields, done-sentences, cookies."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people.rosters.sheet import tidy

bp = Blueprint("people", __name__)


def typed(name: str, most: int = 125) -> str:
    """What was typed into a field of the form, tidied. Raises Refused when it is far too long."""
    text = tidy(request.form.get(name, ""))
    if len(text) > most:
        raise Refused(_("One of the fields is too long: at most %(most)s letters.", most=most))
    return text


def back_to(endpoint: str, done: str = "", **values: Any) -> Response:
    """After a form went well: the page to look at, with a word of what was done."""
    told: dict[str, Any] = {"done": done} if done else {}
    return go(url_for(endpoint, **told, **values))


def go(address: str) -> Response:
    """After a form went well: another page."""
    answer = redirect(address, 303)
    assert isinstance(answer, Response)
    return answer


def done_sentence() -> str:
    """What the form before this page did, in words."""
    sentences = {
        "saved": _("Saved."),
        "archived": _("Archived. Nothing was deleted; you can bring it back here."),
        "restored": _("Back again."),
        "opened": _("Open for two minutes: a tap on the portrait, on any tablet of the class, is enough."),
        "secret": _("There is a new secret. Show it to the child."),
        "portrait": _("There is a new portrait."),
        "code": _("The code is gone; it can't be used any more."),
        "revoked": _("This device is out. It can't see or send anything any more."),
        "pin": _("The PIN is set. Each kiosk knows it within a minute, or as soon as it hears the box again."),
        "no-pin": _("The kiosks have no PIN any more."),
        "ended": _("Signed out on all devices."),
        "applied": _("Done. If it was a mistake, undo it below."),
        "undone": _("Undone. Everything is as it was before, except what was changed by hand since."),
        "taken-in": _("She is in the class. The office says later whether she is known already."),
        "confirmed": _("Confirmed. She is a child of the school like any other."),
        "joined": _("Joined. Everything that was said of both is here now."),
        "parted": _("Taken apart. Each card has again what was said of it."),
        "settled": _("Settled. What you said counts now, at the school and at the hub."),
        "signed-out": _("You are signed out. See you soon."),
        "open": _("Welcome. The school is open; next, devices and the other teachers."),
        "begin": _("Welcome. The box is yours now; begin with a class."),
    }
    return sentences.get(request.args.get("done", ""), "")
