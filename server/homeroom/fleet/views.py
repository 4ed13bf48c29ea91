"""How the box is, for everybody, for staff and for programs."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import __version__, clock, config, i18n, web
from homeroom.errors import HomeroomError, Unavailable
from homeroom.findings import Finding, Verdict, verdict
from homeroom.fleet import diagnosis, updates
from homeroom.i18n import _
from homeroom.web import allow, describe

bp = Blueprint("fleet", __name__)
STATUS = {
    "type": "object",
    "properties": {
        "color": {"enum": ["green", "yellow", "red"]},
        "sentence": {"type": "string"},
        "action": {"type": "string"},
    },
}


def findings() -> list[Finding]:
    """All that was looked at, the proof that the box can save first."""
    saving = Finding(_("Saving"), True, _("what is acknowledged is on the disk"))
    try:
        current_app.extensions["health"].check()
    except Unavailable as error:
        cure = _("Turn the box off and on. If this stays, its disk is full or broken: call whoever looks after it.")
        saving = replace(saving, well=False, words=error.message, cure=cure, grave=True)
    return [saving, *current_app.extensions["watch"].look(config.current(), i18n.language())]


def for_everybody(told: Verdict) -> tuple[str, str]:
    """One sentence and one action that tell a stranger nothing about the school."""
    if told.color == "green":
        return _("The box is well."), _("There is nothing to do.")
    if told.color == "yellow":
        return _("The box works. Something needs a look soon."), _("Tell the office.")
    return _("The box needs help now."), _("Tell the office, or whoever looks after the box.")


@bp.get("/status", endpoint="status")
@allow("everybody")
def show_status() -> ResponseReturnValue:
    """One color, one sentence, one action; for staff also everything that was looked at."""
    told = verdict(findings())
    sentence, action = for_everybody(told)
    staff = bool(web.caller().roles & {"teacher", "office"})
    if staff and told.worst:
        sentence, action = f"{told.worst.name}: {told.worst.words}", told.worst.cure
    return web.page("fleet/status.html", told=told, sentence=sentence, action=action, staff=staff)


@bp.get("/api/status")
@allow("everybody")
@describe(summary="How the box is: one color, one sentence, one action, without personal data", answer=STATUS)
def status_for_programs() -> ResponseReturnValue:
    """For a light, a screen on the wall or a hub."""
    told = verdict(findings())
    sentence, action = for_everybody(told)
    return {"color": told.color, "sentence": sentence, "action": action}


@bp.get("/status/diagnosis.zip")
@allow("office")
def download_diagnosis() -> ResponseReturnValue:
    """The file for whoever helps from afar."""
    answer = Response(diagnosis.bundle(findings()), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="homeroom-diagnosis.zip"'
    return answer


@bp.get("/updates")
@allow("office")
def show_updates() -> ResponseReturnValue:
    """Which newer version waits, when it is put in, how the last one went."""
    return _updates_page()


def _updates_page(trouble: str = "") -> str:
    settings = config.current()
    told = updates.known(settings)
    quiet = updates.quiet(settings)
    more = {"version": __version__, "trouble": trouble, "local": clock.local}
    return web.page("fleet/updates.html", told=told, quiet=quiet, **more)


@bp.post("/updates")
@allow("office")
def wish_update() -> ResponseReturnValue:
    """Say when the version that waits shall be put in: now, tonight, or not."""
    try:
        updates.wish(config.current(), request.form.get("kit", ""), request.form.get("when", ""))
    except HomeroomError as error:
        return _updates_page(error.message), web.STATUS[type(error)]
    return redirect(url_for("fleet.show_updates"), 303)
