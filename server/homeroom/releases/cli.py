"""`homeroom updates …`: which version runs, what comes and waits; now, tonight, or not this one."""

import click

from homeroom import __version__, clock, options
from homeroom.config import Config
from homeroom.errors import NotFound, Refused
from homeroom.fleet import updates as machine
from homeroom.releases import actions, told

NOTHING = "No newer version waits."


@click.group()
def updates() -> None:
    """Newer versions of the program: what comes and waits, now, tonight, or not. At a hub: `homeroom hub updates`."""


@updates.command()
@options.opened
def status(settings: Config) -> None:
    """Say which version runs, what is offered and how much of it is here, what waits, and how the last update ended.

    The page Updates says the same.
    """
    click.echo("\n".join(_told(settings)))


def _told(settings: Config) -> list[str]:
    found = machine.known(settings)
    lines = [f"Running:   {__version__}" + (f" (number {found.counter})" if found.counter else "")]
    if not found.there:
        return [*lines, "This box is not updated from here: it was not set up with the kit of a box."]
    if found.under_way:
        lines.append(f"Under way: {found.under_way}")
    if found.waiting:
        one = found.waiting
        wish = {"now": "it begins within a minute", "no": "it is not put in"}.get(one.wish, "it is put in at night")
        lines.append(f"Waiting:   {one.version} (number {one.counter}) on {one.place}: {one.trouble or wish}")
    coming = told.lines()
    lines += [f"{one.title} (number {one.counter}): {one.amount}. {one.words}" for one in coming]
    if not found.waiting and not coming:
        lines.append(NOTHING)
    lines += [f"Not taken: {one.where}: {one.words}" for one in found.refused]
    if found.last:
        when = f"{clock.local(found.last.at):%Y-%m-%d %H:%M}"
        ended = "is in use" if found.last.well else f"was taken back: {found.last.words}"
        lines.append(f"Last:      {found.last.version}, {when}: {ended}")
    return lines


@updates.command()
@options.opened
def now(settings: Config) -> None:
    """Put the newest version in at once, also in school hours; fetch it first if it is not here.

    It is fetched past the day's share of the connection while the box serves.
    """
    coming = _coming(settings)
    if coming:
        actions.want_now(coming.digest)
        click.echo(f"Version {coming.version} is put in as soon as it is here.")
    else:
        machine.wish(settings, _waiting(settings), "now")
        click.echo("It begins within a minute. The box is away for some minutes.")


@updates.command()
@options.opened
def tonight(settings: Config) -> None:
    """Put the newest version in at night, also one that somebody did not want."""
    coming = _coming(settings)
    if coming:
        actions.take_after_all(coming.digest)
        click.echo(f"Version {coming.version} is fetched, and put in at night.")
    else:
        machine.wish(settings, _waiting(settings), "tonight")
        click.echo("It is put in at night, when there is no school.")


@updates.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
@options.opened
def no(yes: bool, settings: Config) -> None:
    """Not this version: what was fetched of it is removed. A newer one comes as usual."""
    coming = _coming(settings)
    if coming:
        asked = f"Version {coming.version}: {coming.amount}. Remove that, and don't fetch it again?"
        if not (yes or click.confirm(asked)):
            raise Refused("Nothing was changed.")
        actions.decline(coming.digest)
    else:
        machine.wish(settings, _waiting(settings), "no")
    click.echo("It is not put in.")


def _coming(settings: Config) -> told.Line | None:
    """What is offered, unless something newer waits already."""
    waiting = machine.known(settings).waiting
    newest = next(iter(told.lines()), None)
    return None if newest and waiting and waiting.counter >= newest.counter else newest


def _waiting(settings: Config) -> str:
    found = machine.known(settings).waiting
    if found is None:
        raise NotFound(NOTHING)
    return found.kit


commands = [updates]
