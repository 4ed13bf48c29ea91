"""What kiosks and tablets ask: the time, to be one of the school's, the roster of a tablet, sign-in."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from homeroom import __version__, acts, clock, config, i18n, web
from homeroom.people import devices, rules, sessions, sign_in, tables, tablet_signs
from homeroom.people.on_this_box import Device
from homeroom.people.tables import Student
from homeroom.people.views import cookies
from homeroom.people.views.acts_api import NUMBER, TEXT, json_body
from homeroom.people.views.blueprint import bp
from homeroom.people.words import picture_name
from homeroom.web import allow, describe

YEARS = 5 * 365 * 24 * sessions.HOUR
STUDENT = {"type": "object", "properties": dict.fromkeys(("id", "name", "short", "portrait", "language"), TEXT)}


@bp.get("/api/ping")
@allow("everybody")
@describe(
    summary="Is the box there, and what time is it?",
    answer={"type": "object", "properties": {"time": NUMBER, "version": TEXT}},
)
def ping() -> ResponseReturnValue:
    """Also a good way to measure how far a device's clock is off."""
    return {"time": clock.now_ms(), "version": __version__}


@bp.post("/api/enrol")
@allow("everybody")
@describe(
    summary="Make this browser one of the school's kiosks or tablets.",
    body={"type": "object", "required": ["code"], "properties": dict.fromkeys(("code", "kind", "name"), TEXT)},
    answer={"type": "object", "properties": dict.fromkeys(("device", "kind", "name"), TEXT)},
)
def enrol_by_code() -> ResponseReturnValue:
    """Needs a code of the page Devices; sets the cookie of the device."""
    body = json_body()
    code = acts.text(body, "code", most=20)
    kind, name = acts.text(body, "kind", most=10, optional=True), acts.text(body, "name", most=60, optional=True)
    device, token = devices.enrol(code, kind=kind, name=name)
    answer = jsonify(device=device.id, kind=device.kind, name=device.name)
    answer.status_code = 201
    return cookies.put(answer, device.kind, token, YEARS)


@bp.get("/api/tablet")
@allow("tablet")
@describe(summary="Who may sign in on this tablet, and who is signed in.", answer={"type": "object"})
def tablet() -> ResponseReturnValue:
    """The classes and children of this tablet, the twelve pictures, and the child who is signed in."""
    told = _tablet(_this_device())
    tag = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]
    answer = jsonify(told | {"time": clock.now_ms()})
    answer.set_etag(tag)
    answer.cache_control.no_cache = True
    return answer.make_conditional(request)


@bp.post("/api/sign-in")
@allow("tablet")
@describe(
    summary="Sign a child in on this tablet.",
    body={"type": "object", "required": ["student"], "properties": {"student": TEXT, "secret": {}}},
    answer={"type": "object", "properties": {"student": STUDENT, "session": TEXT}},
)
def sign_child_in() -> ResponseReturnValue:
    """The secret is a list of three pictures, a text of four digits, or null, as the class chose."""
    body = json_body()
    student, session, token = sign_in.child(_this_device(), acts.ident(body, "student"), body.get("secret"))
    answer = jsonify(student=_student(student), session=session.id)
    return cookies.put(answer, "student", token, sessions.LONGEST["student"])


@bp.post("/api/sign-out")
@allow("student", "tablet")
@describe(summary="Sign the child out who is signed in on this tablet.")
def sign_child_out() -> ResponseReturnValue:
    """Harmless when nobody is signed in."""
    sessions.end_on(web.caller().device_id)
    answer = Response(status=204)
    return cookies.drop(answer, "student")


def _this_device() -> Device:
    device = web.caller().more["device"]
    assert isinstance(device, Device)
    return device


def _tablet(device: Device) -> dict[str, Any]:
    groups = [one for one in tables.classes() if device.school_class in ("", one.id)]
    members = {group.id: tables.students_of(group.id) for group in groups}
    people = {one.id: one for group in groups for one in members[group.id]}
    short = {key: name for group in groups for key, name in tables.short_names(members[group.id]).items()}
    language, opened = i18n.language(), sign_in.opened()
    return {
        "school": {
            "name": config.current().school_name,
            "language": config.current().language,
            "dir": i18n.direction(config.current().language),
        },
        "language": language,
        "device": {"id": device.id, **tablet_signs.told(device)},
        "classes": [{"id": one.id, "name": one.name, "sign": one.sign, "sign_in": one.sign_in} for one in groups],
        "students": [
            {
                "id": one.id,
                "name": one.name,
                "short": short[one.id],
                "class": [group.id for group in groups if one in members[group.id]],
                "portrait": tables.portrait_url(one),
                "open": one.id in opened,
            }
            for one in people.values()
        ],
        "pictures": [
            {"id": one, "url": f"/static/art/picture-{one}.svg", "name": picture_name(one)} for one in rules.PICTURES
        ],
        "signed_in": _signed_in(),
    }


def _signed_in() -> dict[str, Any] | None:
    caller = web.caller()
    if caller.role != "student":
        return None
    return {"student": _student(tables.student(caller.id)), "session": caller.session_id}


def _student(student: Student) -> dict[str, Any]:
    groups = tables.classes_of(student.id)
    mates = tables.students_of(groups[0].id) if groups else [student]
    return {
        "id": student.id,
        "name": student.name,
        "short": tables.short_names(mates).get(student.id, student.name),
        "portrait": tables.portrait_url(student),
        "language": student.language,
    }
