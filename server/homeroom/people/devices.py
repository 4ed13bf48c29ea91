"""Kiosks and tablets: a code lets one in, a cookie keeps it in, and staff can end the trust."""

from __future__ import annotations

import secrets
from contextlib import suppress

from homeroom import clock, db, journal, watching
from homeroom.errors import NotFound, Refused, Unavailable
from homeroom.i18n import _
from homeroom.people import rules, sessions, slowing, tables, tablet_signs
from homeroom.people.on_this_box import Device, EnrolCode

CODE_LASTS = 15 * sessions.MINUTE
WRONG_A_MINUTE = 5
TABLE = watching.notice("device")


@db.writes
def make_code(
    *, kind: str, staff: str, name: str = "", sign: str = "", mark: str = "", school_class: str = ""
) -> EnrolCode:
    """A code for one device: eight letters and digits, for fifteen minutes, once."""
    if kind not in rules.DEVICE_KINDS:
        raise Refused(_("A device is either a kiosk or a tablet."))
    if school_class:
        tables.school_class(school_class)
    if (sign and sign not in rules.SIGNS) or (mark and mark not in tablet_signs.MARKS):
        raise Refused(_("Choose one of the signs."))
    now = clock.now_ms()
    EnrolCode.delete().where(EnrolCode.until < now).execute()
    promised = signs_taken() | {(one.sign, one.mark) for one in EnrolCode.select()}
    if mark and (sign, mark) in promised:
        raise Refused(_("Another tablet has this sign already."))
    if kind == "tablet" and not mark:
        sign, mark = tablet_signs.free_pair(promised, sign)
    return EnrolCode.create(
        code="".join(secrets.choice(rules.CROCKFORD) for _letter in range(8)),
        kind=kind,
        name=name or _free_name(kind),
        sign=sign if kind == "tablet" else "",
        mark=mark if kind == "tablet" else "",
        school_class=school_class if kind == "tablet" else "",
        staff=staff,
        until=now + CODE_LASTS,
    )


def enrol(code: str, *, kind: str = "", name: str = "") -> tuple[Device, str]:
    """Let the device in that shows this code; returns it and the token for its cookie."""
    slowing.check("codes", "anywhere")
    done = _enrol(rules.plain_code(code), kind, name)
    if done is None:
        raise Refused(_("This code is not right or too old. Ask for a new one on the page Devices."))
    return done


@db.writes
def _enrol(code: str, kind: str, name: str) -> tuple[Device, str] | None:
    row = EnrolCode.get_or_none(EnrolCode.code == code, EnrolCode.until >= clock.now_ms())
    if row is None:
        slowing.count_rate("codes", most=WRONG_A_MINUTE)
        return None
    if kind and kind != row.kind:
        told = {"kiosk": _("This code is for a kiosk."), "tablet": _("This code is for a tablet.")}
        raise Refused(told[row.kind])
    row.delete_instance()
    sign, mark = row.sign, row.mark
    if mark and (sign, mark) in signs_taken():  # meanwhile, by one that was changed
        sign, mark = tablet_signs.free_pair(signs_taken())
    token = sessions.new_token()
    device = Device.create(
        id=journal.new_id(),
        token=sessions.hash_of(token),
        kind=row.kind,
        name=name or row.name,
        sign=sign,
        mark=mark,
        school_class=row.school_class,
        enrolled_at=clock.now_ms(),
        enrolled_by=row.staff,
        seen=clock.now_ms(),
        waiting=0,
        revoked_by="",
        changed=clock.now_ms(),
    )
    return device, token


def by_token(token: str) -> Device | None:
    """The device a cookie names, also one that is trusted no more."""
    if not token:
        return None
    mark = sessions.hash_of(token)
    return db.database.changes.remember(TABLE, mark, lambda: Device.one(token=mark))


def seen(device: Device, waiting: int | None = None) -> None:
    """Note at most once a minute that a device is there, and how much waits on it."""
    news = waiting is not None and waiting != device.waiting
    if news or clock.now_ms() - device.seen > sessions.MINUTE:
        with suppress(Unavailable):
            _seen(device.id, device.waiting if waiting is None else waiting)


@db.writes
def _seen(device_id: str, waiting: int) -> None:
    Device.update(seen=clock.now_ms(), waiting=waiting).where(Device.id == device_id).execute()


def devices() -> list[Device]:
    """All devices the school trusts, kiosks first, by name."""
    return list(Device.select().where(Device.revoked.is_null()).order_by(Device.kind, Device.name))


def device(device_id: str) -> Device:
    """One device. Raises NotFound."""
    found = Device.get_or_none(Device.id == device_id)
    if found is None:
        raise NotFound(_("This device is not known here."))
    assert isinstance(found, Device)
    return found


@db.writes
def revoke(device_id: str, staff: str) -> None:
    """Trust a device no more: its next request is refused."""
    row = device(device_id)
    if row.revoked is None:
        now = clock.now_ms()
        told = {"revoked": now, "revoked_by": staff, "changed": _next(row)}
        Device.update(told).where(Device.id == device_id).execute()
        sessions.end_on(device_id)


@db.writes
def change(device_id: str, *, name: str, sign: str, school_class: str, mark: str = "") -> None:
    """Give a device another name, sign or class. Raises Refused when another tablet has the name or sign."""
    row = device(device_id)
    if not name or (sign and sign not in rules.SIGNS) or (mark and mark not in tablet_signs.MARKS):
        raise Refused(_("A device needs a name and one of the signs."))
    if school_class:
        tables.school_class(school_class)
    if name != row.name:
        check_name(row.kind, name)
    told = {"name": name, "sign": "", "mark": "", "school_class": "", "changed": _next(row)}
    if row.kind == "tablet":
        told |= {"sign": sign, "mark": mark or _mark_for(row, sign), "school_class": school_class}
    if mark and (sign, mark) != (row.sign, row.mark) and (sign, mark) in signs_taken():
        raise Refused(_("Another tablet has this sign already."))
    Device.update(told).where(Device.id == device_id).execute()


def _mark_for(row: Device, sign: str) -> str:
    return row.mark if sign == row.sign or not sign else tablet_signs.free_pair(signs_taken(), sign)[1]


def check_name(kind: str, name: str) -> None:
    """Raises Refused when a device of this kind has the name already: nobody would find the right one."""
    if name and any(one.kind == kind and one.name == name for one in devices()):
        raise Refused(_("There is a device called “%(name)s” already.", name=name))


def signs_taken() -> set[tablet_signs.Pair]:
    """Animal and mark of every tablet the school trusts."""
    return {(one.sign, one.mark) for one in devices() if one.kind == "tablet"}


def _next(row: Device) -> int:
    return max(clock.now_ms(), row.changed + 1)  # the newest word, also beside a box with a faster clock


def _free_name(kind: str) -> str:
    taken = {one.name for one in devices()} | {one.name for one in EnrolCode.select()}
    number = 1
    while True:
        name = _("Kiosk %(n)s", n=number) if kind == "kiosk" else _("Tablet %(n)s", n=number)
        if name not in taken:
            return name
        number += 1
