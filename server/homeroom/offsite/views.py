"""What the page of backups says about those at the hub, and the button that tests them."""

from dataclasses import dataclass

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from homeroom import config
from homeroom.backups import at_hub
from homeroom.backups.at_hub import AtHub, TestThere
from homeroom.offsite import proving
from homeroom.sync import tables
from homeroom.web import allow

bp = Blueprint("offsite", __name__)


@dataclass(frozen=True)
class Told:
    """The hub's name, whether backups go there, how it stands, and what the last test of a restore has shown."""

    hub: str
    on: bool
    state: AtHub
    test: TestThere | None
    shown: str
    testing: bool


@bp.app_template_global("backups_at_hub")
def told() -> Told | None:
    """What the section shows; None where there is no hub."""
    hub = tables.upstream()
    if hub is None or not hub.url:
        return None
    test = at_hub.last_test()
    shown = at_hub.proven(test) if test else ""
    on = bool(config.current().hub_backup_gb)
    return Told(hub.hub_name or hub.url, on, at_hub.state(), test, shown, proving.running())


@bp.post("/backups/hub/test")
@allow("office", "hub")
def test() -> ResponseReturnValue:
    """Begin to fetch the newest backup from the hub and to open it; the page tells how it went."""
    proving.begin()
    return redirect(url_for("backups.home"), 303)
