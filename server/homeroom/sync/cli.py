"""Commands for sync: how it stands, send now, enrol at a hub, be a box of one's own, leave, check what is stored."""

import json

import click

from homeroom import clock, options
from homeroom.config import Config
from homeroom.sync import actions, scrub, state, tables
from homeroom.sync.state import State


@click.group()
def sync() -> None:
    """What goes to the hub and to the school's other boxes: how it stands, now, enrol, leave, neighbors."""


@sync.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.opened
def status(as_json: bool, settings: Config) -> None:
    """Say what was sent, what waits, when the next try is, and what was kept aside and why.

    The page Sync says the same.
    """
    found = state.now()
    click.echo(json.dumps(found.as_json(), indent=1, ensure_ascii=False) if as_json else _told(found))


def _told(found: State) -> str:
    lines = [found.words]
    if found.hub:
        lines += [
            f"Hub:            {found.hub} ({found.url})",
            f"Last contact:   {_time(found.last_contact)}",
            f"Acknowledged:   {found.sent} of {found.written} entries",
            f"Waiting:        {found.waiting} entries, about {_size(found.waiting_bytes)}",
            f"Next try:       {_time(found.next_try)}",
        ]
    if found.trouble:
        lines.append(f"What happened:  {found.trouble}")
    lines.append(f"Used today:     {_size(found.budget.used)}, {found.budget.used_ms // 60_000} min{_left(found)}")
    if found.fetched:
        lines.append(
            f"Fetched back:   {found.fetched} entries; of {found.bare} the content stayed at school and is lost"
        )
    if found.missing_files:
        lines.append(f"Files missing:  {found.missing_files}")
    lines.append(f"Checked:        {_time(found.scrubbed)}, {found.damaged} damaged")
    if found.copied:
        lines.append("This card seems to be a copy. On one of the two: homeroom sync enrol CODE --own-box")
    lines += [f"Other box:      {one.name}: {one.words}" for one in found.neighbors]
    for one in found.aside:
        lines += [f"Kept aside:     {one.what} ({one.where}, {one.times} times)", f"                {one.cure}"]
    return "\n".join(lines)


def _left(found: State) -> str:
    left = [] if found.budget.left is None else [_size(found.budget.left)]
    left += [] if found.budget.left_ms is None else [f"{found.budget.left_ms // 60_000} min"]
    return f" ({' and '.join(left)} left)" if left else ""


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{size / 1000:.1f} kB"


def _time(ms: int) -> str:
    return f"{clock.local(ms):%Y-%m-%d %H:%M}" if ms else "never"


@sync.command()
@options.opened
def now(settings: Config) -> None:
    """Talk to the hub now, also past today's share of the connection."""
    sent = actions.send()
    click.echo(f"The hub took {sent} entries. {state.now().words}")


@sync.command()
@click.argument("code")
@click.option("--hub", "url", metavar="URL", help="Address of the hub. Default: the setting hub_url.")
@click.option("--own-box", is_flag=True, help="This data is a copy of another box: give it a name and key of its own.")
@options.opened
def enrol(code: str, url: str | None, own_box: bool, settings: Config) -> None:
    """Enrol this box at a hub with the one-time CODE of its administrator.

    \b
    homeroom sync enrol ABCD-2345-K7QM-9F3T --hub https://hub.example.org
    homeroom sync enrol ABCD-2345-K7QM-9F3T --own-box        on one of two boxes with copied cards
    """
    hub = tables.upstream()
    address = url or (hub.url if hub else "") or settings.hub_url
    name = actions.become_own_box(code, address) if own_box else actions.enrol(address, code)
    click.echo(f"Enrolled at {name or address}.")


@sync.command()
@options.opened
def leave(settings: Config) -> None:
    """Stop sending to the hub. It keeps what it has, the box keeps everything."""
    actions.leave()
    click.echo("The box sends nothing any more. Everything is kept here.")


@sync.command()
@options.opened
def check(settings: Config) -> None:
    """Read every stored segment again, as the box does each night, and say what is damaged."""
    found = scrub.run()
    click.echo(
        f"{found.segments} segments read, {found.damaged} damaged, {found.repaired} entries put back into the journal."
    )


commands = [sync]
