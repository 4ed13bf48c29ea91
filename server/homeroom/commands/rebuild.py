"""`homeroom rebuild`: the tables again from the journal."""

import time

import click

from homeroom import journal, options
from homeroom.config import Config


@click.command(short_help="Make all tables again from the journal.")
@options.opened
def rebuild(settings: Config) -> None:
    """Make all tables again from the journal, which stays as it is.

    The result is what was there before, unless a table was damaged. A box that runs meanwhile answers
    "try again" until it is done; tablets and kiosks keep what they have to say.
    """
    started = time.monotonic()
    count = journal.rebuild()
    click.echo(f"Folded {count} things from {journal.version()} entries in {time.monotonic() - started:.1f} s.")
