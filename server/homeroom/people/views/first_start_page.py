"""The first start on screen: five questions, then a working school."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from flask import request, url_for
from flask.typing import ResponseReturnValue

from homeroom import config, i18n, web
from homeroom.errors import HomeroomError
from homeroom.people import first_start, sessions, sign_in
from homeroom.people.first_start import Answers
from homeroom.people.views import cookies
from homeroom.people.views.blueprint import bp, go, typed
from homeroom.web import allow

LARGEST_ROSTER = 4_000_000
AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@cache
def time_zones() -> list[str]:
    """The time zones people live in, by name."""
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.startswith(AREAS))]


@bp.get("/first-start", endpoint="first_start")
@allow("everybody")
def show_first_start() -> ResponseReturnValue:
    """Only while nobody can sign in. A QR code may bring the code along (`?code=`)."""
    if not first_start.is_due():
        return go(url_for("people.sign_in"))
    first_start.code()  # made now, if the box has not shown it yet
    settings = config.current()
    school = "" if settings.school_name == config.Config().school_name else settings.school_name
    told = {"code": request.args.get("code", "")[:20], "school": school, "timezone": settings.timezone}
    return _page(told)


def _page(told: dict[str, str], error: str = "") -> str:
    zones = [(zone, zone.replace("_", " ")) for zone in time_zones()]
    return web.page("people/first_start.html", told=told, zones=zones, error=error)


@bp.post("/first-start")
@allow("everybody")
def begin() -> ResponseReturnValue:
    """The school and its first office account, for whoever can read the code on the box."""
    names = {"code": 20, "school": 80, "timezone": 60, "name": 125, "username": 60}
    told = {name: typed(name, most) for name, most in names.items()}
    told["classes"] = request.form.get("classes", "")[:6000]
    try:
        person = first_start.take_over(told["code"], _answers(told))
    except HomeroomError as error:
        return _page(told, error.message), web.STATUS[type(error)]
    to = url_for("people.home", done="open" if told["classes"].strip() or _roster()[0] else "begin")
    return cookies.put(go(to), "staff", sign_in.begin(person.id), sessions.LONGEST["staff"])


def _answers(told: dict[str, str]) -> Answers:
    content, file = _roster()
    return Answers(
        school=told["school"],
        language=i18n.nearest([request.form.get("language", "")]) if request.form.get("language") else "",
        timezone=told["timezone"],
        name=told["name"],
        username=told["username"],
        password=request.form.get("password", "")[:200],
        classes=told["classes"],
        roster=content,
        roster_name=file,
    )


def _roster() -> tuple[bytes, str]:
    upload = request.files.get("roster")
    if upload is None or not upload.filename:
        return b"", ""
    upload.stream.seek(0)
    return upload.stream.read(LARGEST_ROSTER), upload.filename[:100]
