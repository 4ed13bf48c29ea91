"""What the page of backups says about those at the hub."""

from dataclasses import dataclass

from flask import Blueprint

from homeroom import config
from homeroom.backups import at_hub
from homeroom.backups.at_hub import AtHub
from homeroom.sync import tables

bp = Blueprint("offsite", __name__)


@dataclass(frozen=True)
class Told:
    """The hub's name, whether backups go there, and how it stands."""

    hub: str
    on: bool
    state: AtHub


@bp.app_template_global("backups_at_hub")
def told() -> Told | None:
    """What the section shows; None where there is no hub."""
    hub = tables.upstream()
    if hub is None or not hub.url:
        return None
    return Told(hub.hub_name or hub.url, bool(config.current().hub_backup_gb), at_hub.state())
