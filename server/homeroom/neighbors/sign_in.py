"""What devices and people need to come in at either box: devices, PIN, passwords, children's secrets, who is signed in.

These are no entries of the journal and never leave the school. They go to a neighbor that proved itself, sealed, and
the newest word counts: that a device is trusted no more counts always. A child's secret is told as what it is, since
each box keeps it under a key of its own.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from homeroom import clock, db, erasing
from homeroom.db import Local
from homeroom.errors import HomeroomError
from homeroom.people import child_secrets, corner_pin, sessions
from homeroom.people.on_this_box import ChildSecret, CornerPin, Device, Password, Session

AT_ONCE = 500
RECENT = 12 * 3600 * 1000  # ms: who signed in today; what a tablet brings later of older sessions counts as unproven
Stamp = list[Any]  # two are compared as lists: the greater one is the newer word


def stamps() -> dict[str, Stamp]:
    """For each thing the stamp of what is said here of it."""
    found: dict[str, Stamp] = {f"device/{row.id}": _device(row) for row in Device.select()}
    found |= {f"password/{row.staff}": _password(row) for row in Password.select()}
    found |= {f"secret/{row.student}/{row.way}": [0, row.changed, ""] for row in ChildSecret.select()}
    found |= {f"pin/{row.id}": _pin(row) for row in CornerPin.select()}
    recent = clock.now_ms() - RECENT
    return found | {f"session/{row.id}": _session(row) for row in _students(recent)}


def _students(since: int) -> Any:
    return Session.select().where(Session.kind == "student", Session.begun > since)


def _device(row: Device) -> Stamp:
    return [int(row.revoked is not None), row.changed, _digest(_device_told(row))]


def _device_told(row: Device) -> dict[str, Any]:
    names = ("id", "token", "kind", "name", "sign", "mark", "school_class", "enrolled_at", "enrolled_by")
    return {name: getattr(row, name) for name in (*names, "revoked", "revoked_by", "changed")}


def _password(row: Password) -> Stamp:
    return [0, row.changed, _digest(_password_told(row))]


def _password_told(row: Password) -> dict[str, Any]:
    return {"staff": row.staff, "hash": row.hash, "temporary": bool(row.temporary), "changed": row.changed}


def _pin(row: CornerPin) -> Stamp:
    return [0, row.changed, _digest(_pin_told(row))]


def _pin_told(row: CornerPin) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row._meta.fields}


def _session(row: Session) -> Stamp:
    return [int(row.ended is not None), 0, ""]


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]


def newer(mine: dict[str, Stamp], theirs: dict[str, Any]) -> list[str]:
    """The names of what the other side has a newer word of; `theirs` is what it said."""
    return [name for name, stamp in theirs.items() if _is_stamp(stamp) and stamp > mine.get(name, [])][:AT_ONCE]


def _is_stamp(stamp: object) -> bool:
    if not isinstance(stamp, list) or len(stamp) != 3:
        return False
    return type(stamp[0]) is int and type(stamp[1]) is int and isinstance(stamp[2], str)


def items(names: list[str]) -> dict[str, dict[str, Any]]:
    """These things as a neighbor may keep them; what can't be told is left out."""
    found = {name: _item(*name.split("/", 2)) for name in names[:AT_ONCE] if name.count("/") in (1, 2)}
    return {name: told for name, told in found.items() if told is not None}


def _item(kind: str, who: str, way: str = "") -> dict[str, Any] | None:
    if kind == "device":
        device = Device.one(id=who)
        return _device_told(device) if device else None
    if kind == "password":
        password = Password.one(staff=who)
        return _password_told(password) if password else None
    if kind == "pin":
        pin = CornerPin.one(id=who)
        return _pin_told(pin) if pin else None
    if kind == "secret":
        row, secret = ChildSecret.one(student=who, way=way), child_secrets.show(who, way)
        told = {"student": who, "way": way, "secret": secret}
        return told | {"changed": row.changed} if row and secret is not None else None
    session = Session.one(id=who) if kind == "session" else None
    if session is None or session.kind != "student":
        return None
    return {name: getattr(session, name) for name in ("id", "token", "person", "device", "begun", "seen", "ended")}


def take(told: dict[str, Any]) -> int:
    """Keep what a neighbor says where it is newer than what is known here; returns how much that was."""
    count = 0
    for name, item in list(told.items())[:AT_ONCE]:
        try:
            count += db.write(_take, name, item)
        except (HomeroomError, KeyError, TypeError, ValueError, AttributeError):
            continue  # of a child that is not known here yet, or not well said: it is asked for again
    return count


def _take(name: str, item: dict[str, Any]) -> bool:
    return _TAKERS[name.partition("/")[0]](item)


def _take_device(item: dict[str, Any]) -> bool:
    row = Device(seen=0, waiting=0, **_checked(item, Device, ("seen", "waiting")))
    known = Device.one(id=row.id)
    if known is not None and _device(row) <= _device(known):
        return False
    values = _device_told(row) | {"seen": known.seen if known else row.enrolled_at}
    Device.replace(waiting=known.waiting if known else 0, **values).execute()
    if row.revoked is not None:
        sessions.end_on(row.id)
    return True


def _take_password(item: dict[str, Any]) -> bool:
    row = Password(**_checked(item, Password))
    known = Password.one(staff=row.staff)
    if known is not None and _password(row) <= _password(known):
        return False
    Password.replace(**_password_told(row)).execute()
    if known is not None:
        sessions.end_all(row.staff)
    return True


def _take_pin(item: dict[str, Any]) -> bool:
    row = CornerPin(**_checked(item, CornerPin))
    known = CornerPin.one(id=row.id)
    if row.id != corner_pin.ONE or (known is not None and _pin(row) <= _pin(known)):
        return False
    CornerPin.put(**_pin_told(row))
    return True


def _take_secret(item: dict[str, Any]) -> bool:
    student, way, changed = str(item["student"]), str(item["way"]), int(item["changed"])
    known = ChildSecret.one(student=student, way=way)
    if erasing.is_erased(student) or (known is not None and changed <= known.changed):
        return False
    child_secrets.keep(student, way, item["secret"], changed)
    return True


def _take_session(item: dict[str, Any]) -> bool:
    row = Session(kind="student", **_checked(item, Session, ("kind",)))
    known = Session.one(id=row.id)
    if erasing.is_erased(row.person) or (known is not None and (known.ended is not None or row.ended is None)):
        return False
    Session.replace(**{name: getattr(row, name) for name in row._meta.fields}).execute()
    return True


def _checked(item: dict[str, Any], table: type[Local], but: tuple[str, ...] = ()) -> dict[str, Any]:
    fields = {name: field for name, field in table._meta.fields.items() if name not in but}
    values = {name: item[name] for name in fields}
    for name, field in fields.items():
        wanted = str if field.field_type == "TEXT" else int
        if not (isinstance(values[name], wanted) or (field.null and values[name] is None)):
            raise ValueError(name)
    return values


_TAKERS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "device": _take_device,
    "password": _take_password,
    "pin": _take_pin,
    "secret": _take_secret,
    "session": _take_session,
}
