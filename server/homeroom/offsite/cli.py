"""`homeroom backup hub`: send a backup to the hub now. Fetching one is `homeroom restore ADDRESS`."""

import click

from homeroom import clock, options
from homeroom.backups import at_hub
from homeroom.backups.cli import backup
from homeroom.config import Config
from homeroom.offsite import actions, fetching, proving

__all__ = ["commands", "fetching"]  # `homeroom restore` brings backups back with it


@backup.command("hub")
@click.option("--test", is_flag=True, help="Fetch the newest one that is there whole, and tell whether it opens.")
@options.opened
@click.pass_context
def hub(context: click.Context, test: bool, settings: Config) -> None:
    """Send a sealed backup to the hub now, also past today's share; what is there already is not sent again.

    Without this it goes by itself each night, as far as half of the day's share of the connection allows. Once a week
    the box fetches one back by itself: the whole database if that share bears it, else single parts.
    """
    if test:
        result = proving.prove_now()
        click.echo(f"{result.of}: {at_hub.proven(result)}" + (f" {result.entries} entries." if result.whole else ""))
        context.exit(0 if result.well else 1)
    told = actions.back_up_now()
    for one in told.kept:
        kept = f"{clock.local(one['kept']):%Y-%m-%d %H:%M}"
        click.echo(f"{one['name']}  came whole {kept}, {one['bytes'] / 1e6:.1f} MB")


commands: list[click.Command] = []  # it stands under `homeroom backup`
