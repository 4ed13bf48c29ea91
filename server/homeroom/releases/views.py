"""The part of the page Updates that tells what comes by wire, and what people say to it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.releases import actions, told
from homeroom.web import allow

bp = Blueprint("releases", __name__)
WORDS = {"now": actions.want_now, "no": actions.decline, "again": actions.take_after_all}

bp.add_app_template_global(told.lines, "releases_coming")


@bp.post("/updates/coming")
@allow("office")
def say() -> ResponseReturnValue:
    """Say of a release that is offered: now, not this one, or after all."""
    say = WORDS.get(request.form.get("when", ""))
    if say is None:
        raise Refused(_("Choose one of the buttons of the page."))
    say(request.form.get("release", ""))
    return redirect(url_for("fleet.show_updates"), 303)
