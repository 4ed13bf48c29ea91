"""`homeroom retention`: let go what is older than the settings say."""

import click

from homeroom import clock, options, timekeeping
from homeroom.config import Config
from homeroom.privacy import retention

WORDS = {
    "looks": "who looked at whom",
    "imports": "lists that were brought in",
    "tries": "wrong tries to sign in",
    "sessions": "who was signed in",
    "visitors": "who visited the school",
    "aside": "what sync kept aside and somebody has dealt with",
}


@click.command("retention", short_help="Let go what is older than the settings say.")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@options.opened
def retain(dry_run: bool, settings: Config) -> None:
    """Let go what is older than the settings say (keep_looks_days and the others).

    The box does this by itself. Nothing about a child goes without a person: who left longer ago than
    keep_left_years is only listed, to be erased with `homeroom people erase ID` or on the page.

    \b
    homeroom retention --dry-run     what would go
    homeroom retention               let it go now
    """
    for one in retention.due():
        click.echo(f"{one.rows:6} rows older than {one.days} days: {WORDS[one.name]}")
    for student, when in retention.left_long_ago():
        click.echo(f"       {student.name} left on {clock.day_of(when)}: homeroom people erase {student.id}")
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
    elif timekeeping.is_doubtful():
        click.echo("Nothing went: nobody vouches for the time of this box now.")
    else:
        click.echo(f"{sum(one.rows for one in retention.carry_out())} rows are gone.")


commands = (retain,)
