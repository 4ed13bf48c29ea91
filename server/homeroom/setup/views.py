"""The poster for the wall, and what a device needs to come to the box: for people who stand before it with a tablet."""

from __future__ import annotations

import base64
import io
import json

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from homeroom import config, i18n, web
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.lazy import lazy
from homeroom.people import first_start
from homeroom.web import allow

from . import authority, keeping, profiles

segno = lazy("segno")
bp = Blueprint("setup", __name__)
PROFILE = "application/x-apple-aspen-config"


@bp.get("/setup")
@allow("everybody")
def poster() -> ResponseReturnValue:
    """The poster for the wall: where the box is, by name and by number, to look at and to print."""
    places = [by_name()]
    here = f"http://{request.host}/"
    if here not in places:
        places.append(here)
    codes = [(place, _drawn(place)) for place in places]
    return web.page("setup/poster.html", codes=codes, free=first_start.is_due())


@bp.get("/setup/devices")
@allow("everybody")
def devices() -> ResponseReturnValue:
    """What this device can do here, and the files that let it do more."""
    return _devices()


def _devices(problem: str = "", status: int = 200) -> ResponseReturnValue:
    root = keeping.root()
    html = web.page(
        "setup/devices.html",
        address=by_name(),
        secure=_secure(),
        fingerprint=authority.fingerprint(root) if root else "",
        office="office" in web.caller().roles,
        problem=problem,
        catalog=i18n.messages_for(["static/setup/"]),
    )
    return html, status


@bp.get("/setup/school-ca.crt")
@allow("everybody")
def certificate() -> ResponseReturnValue:
    """The root certificate of the school's own authority, for devices to trust."""
    root = keeping.root()
    if root is None:
        raise NotFound(_("The box has not made its certificate yet. Try again in a minute."))
    return _file(authority.der(root), "school-ca.crt", "application/x-x509-ca-cert")


@bp.get("/setup/school.mobileconfig")
@allow("everybody")
def profile() -> ResponseReturnValue:
    """The profile for iPads, without the Wi-Fi."""
    return _profile(None)


@bp.post("/setup/school.mobileconfig")
@allow("office")
def profile_with_wifi() -> ResponseReturnValue:
    """The same with the Wi-Fi that the office typed; the box keeps neither name nor password."""
    name, password = request.form.get("wifi", "").strip(), request.form.get("password", "")
    if not 1 <= len(name.encode()) <= 32 or not 8 <= len(password.encode()) <= 63:
        return _devices(_("A Wi-Fi has a name of up to 32 letters and a password of 8 to 63."), 422)
    return _profile((name, password))


@bp.get("/setup/chrome-policy.json")
@allow("everybody")
def policy() -> ResponseReturnValue:
    """Policies for managed Chrome and Chromebooks."""
    text = json.dumps(profiles.chrome_policy(by_name()), indent=2)
    return _file(text.encode(), "chrome-policy.json", "application/json")


def by_name() -> str:
    """The box's address by its name, which stays when its number changes."""
    settings = config.current()
    port = settings.front_port or request.host.partition(":")[2]
    tail = "" if str(port) in ("", "80", "443") else f":{port}"
    return f"http://{settings.box_name}.local{tail}/"


def _secure() -> str:
    """The secure address, "" where no nginx stands in front that could answer there."""
    settings = config.current()
    return f"https://{settings.box_name}.local/" if settings.front_port else ""


def _profile(wifi: tuple[str, str] | None) -> Response:
    settings = config.current()
    icon = (web.HERE / "static" / "art" / "apple-touch-icon.png").read_bytes()
    made = profiles.mobileconfig(
        school=settings.school_name,
        box=settings.box_name,
        address=by_name(),
        icon=icon,
        root=keeping.root(),
        wifi=wifi,
    )
    return _file(made, "school.mobileconfig", PROFILE)


def _file(content: bytes, name: str, kind: str) -> Response:
    answer = Response(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _drawn(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, omitsize=True, xmldecl=False, svgns=True)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
