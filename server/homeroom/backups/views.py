"""The page of copies and backups: is there one, does it work, what to do."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, config, disk, web
from homeroom.backups import alarms, recovery, snapshots
from homeroom.web import allow

bp = Blueprint("backups", __name__)
__all__ = ["alarms", "bp"]


@bp.get("/backups")
@allow("office", "hub")
def home() -> ResponseReturnValue:
    """Copies, backups, the last test of a restore, the disk."""
    settings = config.current()
    return web.page(
        "backups/backups.html",
        returned=recovery.returned(),
        copies=snapshots.every(settings),
        disk=disk.state(settings).value,
        free=disk.free(settings.data),
        settings=settings,
        local=clock.local,
    )


@bp.post("/backups/read")
@allow("office", "hub")
def read() -> ResponseReturnValue:
    """Somebody has read that the box returned to a copy."""
    recovery.acknowledge()
    return redirect(url_for("backups.home"), 303)
