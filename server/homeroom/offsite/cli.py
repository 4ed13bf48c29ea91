"""`homeroom backup hub`: send a backup to the hub now. Fetching one is `homeroom restore ADDRESS`."""

import click

from homeroom import clock, options
from homeroom.backups.cli import backup
from homeroom.config import Config
from homeroom.offsite import actions, fetching

__all__ = ["commands", "fetching"]  # `homeroom restore` brings backups back with it


@backup.command("hub")
@options.opened
def hub(settings: Config) -> None:
    """Send a sealed backup to the hub now, also past today's share; what is there already is not sent again.

    Without this it goes by itself each night, as far as half of the day's share of the connection allows.
    """
    told = actions.back_up_now()
    for one in told.kept:
        kept = f"{clock.local(one['kept']):%Y-%m-%d %H:%M}"
        click.echo(f"{one['name']}  came whole {kept}, {one['bytes'] / 1e6:.1f} MB")


commands: list[click.Command] = []  # it stands under `homeroom backup`
