"""How the box is, for everybody, for staff and for programs; and the poster for the wall."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from homeroom import config, i18n, web
from homeroom.errors import Unavailable
from homeroom.findings import Finding, Verdict, verdict
from homeroom.fleet import diagnosis
from homeroom.i18n import _
from homeroom.lazy import lazy
from homeroom.people import first_start
from homeroom.web import allow, describe

segno = lazy("segno")
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


@bp.get("/setup", endpoint="setup")
@allow("everybody")
def show_poster() -> ResponseReturnValue:
    """The poster for the wall: where the box is, by name and by number, to look at and to print."""
    settings = config.current()
    port = settings.front_port or request.host.partition(":")[2]
    tail = "" if str(port) in ("", "80") else f":{port}"
    places = [f"http://{settings.box_name}.local{tail}/"]
    here = f"http://{request.host}/"
    if here not in places:
        places.append(here)
    codes = [(place, _drawn(place)) for place in places]
    return web.page("fleet/setup.html", codes=codes, free=first_start.is_due())


def _drawn(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=True)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
