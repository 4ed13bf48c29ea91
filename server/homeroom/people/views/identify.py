"""Who sends a request: the device by its cookie, and the person who signed in on it."""

from __future__ import annotations

from flask import Request, request
from flask.typing import ResponseReturnValue

from homeroom import aliases, web
from homeroom.errors import Forbidden
from homeroom.i18n import _
from homeroom.people import devices, passwords, sessions, tables
from homeroom.people.on_this_box import Device
from homeroom.people.tables import Staff, Student
from homeroom.people.views import cookies
from homeroom.people.views.blueprint import bp, go
from homeroom.web import Caller

WITH_A_FIRST_PASSWORD = {"people.account", "people.change_password", "people.sign_out", "static", "house.language"}


def identify(own: Request) -> Caller:
    """Who sent a request."""
    device = _device(own)
    return _staff(own, device) or _child(own, device) or _device_alone(device)


@bp.before_app_request
def by_any_id() -> None:
    """An address with an id of a child that stands for another one means the same child."""
    if request.view_args and "student_id" in request.view_args:
        request.view_args["student_id"] = aliases.root_of(request.view_args["student_id"])


@bp.before_app_request
def first_password_must_go() -> ResponseReturnValue | None:
    """Somebody with a first password chooses one of her own before anything else."""
    if not web.caller().more.get("first_password") or request.endpoint in WITH_A_FIRST_PASSWORD:
        return None
    if request.method == "GET" and not web.wants_json():
        return go("/account")
    raise Forbidden(_("Choose a password of your own first, on the page Account. Nothing was changed."))


def _device(own: Request) -> Device | None:
    for kind in cookies.device_kinds(own):
        found = devices.by_token(cookies.read(own, kind))
        if found is not None and found.revoked is None:
            devices.seen(found)
            return found
    return None


def _staff(own: Request, device: Device | None) -> Caller | None:
    session = sessions.current("staff", cookies.read(own, "staff"))
    person = Staff.one(id=session.person) if session else None
    if session is None or person is None or person.archived:
        return None
    return Caller(
        roles=frozenset({person.role} | ({device.kind} if device else set())),
        role=person.role,
        id=person.id,
        name=person.name,
        device_id=device.id if device else "",
        session_id=session.id,
        class_ids=tuple(one.id for one in tables.classes_taught(person.id)),
        more={"device": device, "school": person.school, "first_password": passwords.is_temporary(person.id)},
    )


def _child(own: Request, device: Device | None) -> Caller | None:
    if device is None or device.kind != "tablet":
        return None
    session = sessions.current("student", cookies.read(own, "student"))
    if session is None or session.device != device.id:
        return None
    student = Student.one(id=aliases.root_of(session.person))
    if student is None or student.archived:
        return None
    return Caller(
        roles=frozenset({"student", "tablet"}),
        role="student",
        id=student.id,
        name=student.name,
        language=student.language,
        device_id=device.id,
        session_id=session.id,
        class_ids=tuple(one.id for one in tables.classes_of(student.id)),
        more={"device": device},
    )


def _device_alone(device: Device | None) -> Caller:
    if device is None:
        return Caller()
    return Caller(
        roles=frozenset({device.kind}),
        role=device.kind,
        id=device.id,
        name=device.name,
        device_id=device.id,
        class_ids=(device.school_class,) if device.school_class else (),
        more={"device": device},
    )
