"""The page of copies and backups: is there one, does it work, what to do; and the recovery key on paper."""

from pathlib import Path

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, disk, web
from homeroom.backups import (
    actions,
    alarms,
    bring_back_pages,
    clock_pages,
    forgetting,
    key_copies,
    places,
    recovery,
    snapshots,
    tables,
    trial,
    vault,
    writing,
)
from homeroom.backups.blueprint import bp
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.lazy import lazy
from homeroom.people import sign_in
from homeroom.people import tables as people
from homeroom.web import allow

segno = lazy("segno")
__all__ = ["alarms", "bp", "bring_back_pages", "clock_pages"]


@bp.get("/backups")
@allow("office", "hub")
def home() -> ResponseReturnValue:
    """Copies, backups, the last test of a restore, the disk."""
    return _page()


def _page(trouble: str = "") -> str:
    settings = config.current()
    mark = vault.own(settings.data).mark
    plugged = places.mounted(settings)
    return web.page(
        "backups/backups.html",
        trouble=trouble,
        returned=recovery.returned(),
        copies=snapshots.every(settings),
        sticks=tables.sticks(),
        remember=forgetting.sticks_that_remember(),
        away=key_copies.old_sticks(),
        ready=[place for place in (places.Place(root, mark) for root in plugged) if place.stick],
        others=[root for root in plugged if not places.Place(root, mark).stick],
        running=writing.running(),
        tested=tables.tested(),
        disk=disk.state(settings).value,
        free=disk.free(settings.data),
        settings=settings,
        local=clock.local,
        restore_at=_restore_at(),
    )


def _restore_at() -> str:
    """Where a school is brought back on a new box: by the name that stays, with the port that is not 80."""
    settings = config.current()
    port = settings.front_port or settings.port
    return f"http://{settings.box_name}.local{'' if port == 80 else f':{port}'}/first-start/restore"


@bp.post("/backups/read")
@allow("office", "hub")
def read() -> ResponseReturnValue:
    """Somebody has read that the box returned to a copy."""
    recovery.acknowledge()
    return redirect(url_for("backups.home"), 303)


def _plugged() -> Path:
    # Only what is plugged in now: the form of a stranger must not choose folders of the box.
    wanted = request.form.get("folder", "")
    found = next((root for root in places.mounted(config.current()) if str(root) == wanted), None)
    if found is None:
        raise Refused(_("This stick is not plugged in any more."))
    return found


@bp.post("/backups/prepare")
@allow("office", "hub")
def prepare() -> ResponseReturnValue:
    """Make a stick that is plugged in ready, and begin its first backup."""
    try:
        root = _plugged()
        actions.prepare(root)
        actions.begin_back_up(root)
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("backups.home"), 303)


@bp.post("/backups/now")
@allow("office", "hub")
def now() -> ResponseReturnValue:
    """Begin a backup onto a stick that is plugged in."""
    try:
        actions.begin_back_up(_plugged())
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("backups.home"), 303)


@bp.post("/backups/gone")
@allow("office", "hub")
def gone() -> ResponseReturnValue:
    """A stick was destroyed: the page asks for it no more. Plugged in again, it is known again."""
    actions.stick_is_gone(request.form.get("stick", "")[:64])
    return redirect(url_for("backups.home"), 303)


@bp.post("/backups/test")
@allow("office", "hub")
def test() -> ResponseReturnValue:
    """Test a restore now."""
    try:
        if trial.run() is None:
            raise Refused(_("There is nothing to test yet: neither a backup nor a copy."))
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("backups.home"), 303)


@bp.post("/backups/key")
@allow("office", "hub")
def key() -> ResponseReturnValue:
    """The recovery key, to print. It opens everything, so the password is asked for again."""
    me = people.staff(web.caller().id)
    try:
        sign_in.prove(me.username, request.form.get("password", "")[:200], request.remote_addr or "")
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    lock = vault.own(config.current().data)
    return web.page(
        "backups/key.html",
        groups=lock.printed().split(),
        code=segno.make(lock.secret, error="m", micro=False).svg_data_uri(border=2),
        day=clock.today(),
        restore_at=_restore_at(),
    )
