"""`homeroom rebuild`: the tables again from the journal."""

import time

import click

from homeroom import journal, options
from homeroom.config import Config


@click.command()
@options.opened
def rebuild(settings: Config) -> None:
    """Forget every table that comes from the journal and fold the whole journal again.

    Harmless at any time: the result is what was there before, unless a table was damaged.
    """
    started = time.monotonic()
    count = journal.rebuild()
    click.echo(f"Folded {count} things from {journal.version()} entries in {time.monotonic() - started:.1f} s.")
