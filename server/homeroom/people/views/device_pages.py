"""Kiosks and tablets: the page of all devices, codes for new ones, and the page a new device opens."""

from __future__ import annotations

import io

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Forbidden, HomeroomError, NotFound, Refused
from homeroom.i18n import _
from homeroom.people import actions, corner_pin, devices, rules, tables, tablet_signs, words
from homeroom.people.on_this_box import Device, EnrolCode
from homeroom.people.views import cookies
from homeroom.people.views.blueprint import back_to, bp, done_sentence, go, typed
from homeroom.people.views.device_api import YEARS
from homeroom.people.views.school import groups_for
from homeroom.web import allow


@bp.get("/devices", endpoint="devices")
@allow("staff")
def all_devices() -> ResponseReturnValue:
    """What is in use, when it was last there, and how to add one."""
    return _page(done=done_sentence())


@bp.post("/devices")
@allow("staff")
def make_code() -> ResponseReturnValue:
    """A code for one new device."""
    kind, class_id = typed("kind"), typed("school_class")
    _check_class(kind, class_id)
    sign, _slash, mark = typed("sign").partition("/")
    told = {"name": typed("name", 60), "sign": sign, "mark": mark, "school_class": class_id}
    try:
        devices.check_name(kind, told["name"])
        code = devices.make_code(kind=kind, staff=web.caller().id, **told)
    except HomeroomError as error:
        return _page(error=error.message), web.STATUS[type(error)]
    return go(url_for("people.enrol_code", code=code.code))


@bp.get("/devices/codes/<code>")
@allow("staff")
def enrol_code(code: str) -> ResponseReturnValue:
    """The code and its QR, to be held before the new device."""
    row = EnrolCode.get_or_none(EnrolCode.code == code)
    if row is None or row.until < clock.now_ms():
        raise NotFound(_("This code was used or is too old. Make a new one on the page Devices."))
    _check_class(row.kind, row.school_class)
    minutes = -(-(row.until - clock.now_ms()) // 60_000)
    return web.page(
        "people/code.html",
        code=row,
        shown=rules.shown_code(row.code),
        address=url_for("people.enrol", _external=True),
        minutes=minutes,
        group=tables.school_class(row.school_class) if row.school_class else None,
        sign_name=tablet_signs.sign_name,
    )


@bp.get("/devices/codes/<code>/qr.svg")
@allow("staff")
def enrol_qr(code: str) -> ResponseReturnValue:
    """The address with the code in it, as a QR picture."""
    import segno  # costs memory: only where a code is shown

    out = io.BytesIO()
    address = url_for("people.enrol", code=rules.plain_code(code), _external=True)
    segno.make_qr(address, error="m").save(out, kind="svg", scale=8, border=3, dark="#1b2333", light="#fffdf7")
    return Response(out.getvalue(), content_type="image/svg+xml")


@bp.post("/devices/<device_id>")
@allow("staff")
def change_device(device_id: str) -> ResponseReturnValue:
    """Another name, sign or class."""
    device = _mine(device_id)
    class_id = typed("school_class")
    _check_class(device.kind, class_id)
    sign, _slash, mark = typed("sign").partition("/")
    try:
        devices.change(device_id, name=typed("name", 60), sign=sign, mark=mark, school_class=class_id)
    except HomeroomError as error:
        return _page(error=error.message), web.STATUS[type(error)]
    return back_to("people.devices", "saved")


@bp.post("/devices/<device_id>/revoke")
@allow("staff")
def revoke(device_id: str) -> ResponseReturnValue:
    """Trust a device no more."""
    devices.revoke(_mine(device_id).id, web.caller().id)
    return back_to("people.devices", "revoked")


@bp.post("/devices/pin")
@allow("office")
def choose_pin() -> ResponseReturnValue:
    """The PIN of the kiosks' corner for staff, for the whole school; `none` takes it away."""
    try:
        pin = "" if "none" in request.form else typed("pin", 20)
        if not pin and "none" not in request.form:
            raise Refused(_("A PIN is made of four to eight digits."))
        corner_pin.choose(pin)
    except HomeroomError as error:
        return _page(pin_error=error.message), web.STATUS[type(error)]
    return back_to("people.devices", "pin" if pin else "no-pin")


@bp.get("/enrol")
@allow("everybody")
def enrol() -> ResponseReturnValue:
    """The page on the new device: type the code, or come with it from the QR."""
    return web.page("people/enrol.html", code=request.args.get("code", "")[:20], device=_this_browser())


@bp.post("/enrol")
@allow("everybody")
def enrol_here() -> ResponseReturnValue:
    """Make this browser a device of the school and go to its page."""
    try:
        device, token = devices.enrol(typed("code", 20))
    except HomeroomError as error:
        page = web.page("people/enrol.html", code=typed("code", 20), device=_this_browser(), error=error.message)
        return page, web.STATUS[type(error)]
    to = "/kiosk" if device.kind == "kiosk" else "/student"
    return cookies.put(go(to), device.kind, token, YEARS)


def _this_browser() -> Device | None:
    """What this browser is already, or was before staff ended the trust."""
    own = web.asked()
    found = [devices.by_token(cookies.read(own, kind)) for kind in cookies.device_kinds(own)]
    return next((device for device in found if device), None)


def _page(error: str = "", done: str = "", pin_error: str = "") -> str:
    caller = web.caller()
    groups, taken = groups_for(caller), devices.signs_taken()
    return web.page(
        "people/devices.html",
        devices=[one for one in devices.devices() if _may_see(one)],
        groups=groups,
        names={one.id: one.name for one in groups},
        kinds=words.devices(),
        signs=[("", _("Whichever is free")), *_signs(taken)],
        signs_for=lambda one: _signs(taken - {(one.sign, one.mark)}),
        sign_name=tablet_signs.sign_name,
        whole_school="office" in caller.roles,
        now=clock.now_ms(),
        local=clock.local,
        error=error,
        done=done,
        pin_is_chosen=corner_pin.is_chosen(),
        pin_error=pin_error,
    )


def _signs(taken: set[tablet_signs.Pair]) -> list[tuple[str, str]]:
    free = [pair for pair in sorted(tablet_signs.ALL, key=lambda pair: rules.SIGNS.index(pair[0])) if pair not in taken]
    return [(f"{sign}/{mark}", tablet_signs.sign_name(sign, mark)) for sign, mark in free]


def _may_see(device: Device) -> bool:
    caller = web.caller()
    return "office" in caller.roles or device.kind == "kiosk" or device.school_class in caller.class_ids


def _mine(device_id: str) -> Device:
    device = devices.device(device_id)
    if not _may_see(device):
        raise Forbidden(_("This device is not in one of your classes. The office can change it."))
    return device


def _check_class(kind: str, class_id: str) -> None:
    if kind != "tablet":
        return
    if class_id:
        actions.check_may_see(web.caller(), class_id)
    elif "office" not in web.caller().roles:
        raise Forbidden(_("Choose one of your classes. Tablets for the whole school are made by the office."))
