"""A command for the machine under the box: quiet."""

import click

from homeroom import options
from homeroom.config import Config
from homeroom.fleet import updates


@click.command(short_help="Say whether the box may be away for some minutes.")
@options.opened
@click.pass_context
def quiet(context: click.Context, settings: Config) -> None:
    """Say whether this is a time to work on the box: at night, with no lessons near, by the school's calendar.

    Ends with 0 when it is, with 1 when there may be lessons, or when nobody vouches for the time of the box.
    """
    found = updates.quiet(settings)
    click.echo(
        "The box may be away now." if found else "Not now: it is day, lessons are near, or the time is not sure."
    )
    context.exit(0 if found else 1)


commands = [quiet]
