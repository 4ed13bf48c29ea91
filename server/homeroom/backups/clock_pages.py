"""The page of the clock: what the box thinks, who vouches for it, and setting it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, timekeeping, web
from homeroom.backups.blueprint import bp
from homeroom.clock import Trust
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.web import allow


def vouchers() -> dict[Trust, str]:
    """Who vouches for the time, in words."""
    return {
        Trust.UNSET: _("Nobody: the box was without power and has no clock with a battery"),
        Trust.PERSON: _("Somebody who set it, or devices of the school that agree"),
        Trust.HUB: _("The hub"),
        Trust.NETWORK: _("A time server"),
    }


@bp.get("/clock")
@allow("office", "hub")
def show_clock() -> ResponseReturnValue:
    """What time it is, as far as the box knows."""
    return _page()


def _page(trouble: str = "") -> str:
    now = clock.local(clock.now_ms())
    return web.page(
        "backups/clock.html",
        trouble=trouble,
        now=now,
        today=clock.today(),
        voucher=vouchers()[clock.clock.trust],
        doubtful=timekeeping.is_doubtful(),
        by_hand=clock.clock.trust <= Trust.PERSON,
        zone=config.current().timezone,
        typed=request.form,
    )


@bp.post("/clock")
@allow("office", "hub")
def set_clock() -> ResponseReturnValue:
    """Somebody says what day and time it is."""
    try:
        timekeeping.set_by_person(_typed(request.form.get("day", ""), request.form.get("time", "")))
    except HomeroomError as error:
        return _page(error.message), 422
    return redirect(url_for("backups.show_clock"), 303)


def _typed(day: str, time: str) -> int:
    try:
        told = datetime.fromisoformat(f"{day} {time}").replace(tzinfo=ZoneInfo(config.current().timezone))
    except ValueError as error:
        raise Refused(_("Write the date like 2026-11-23 and the time like 08:15.")) from error
    return int(told.timestamp() * 1000)
