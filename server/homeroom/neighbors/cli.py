"""`homeroom sync neighbors`: the school's other boxes: how it stands, exchange now, let a new one in."""

import json
from dataclasses import asdict

import click

from homeroom import options
from homeroom.config import Config
from homeroom.neighbors import actions, letting_in, telling
from homeroom.sync.cli import sync


@sync.group()
def neighbors() -> None:
    """The school's other boxes: show, now, add, forget; and to let a new one in: ask, admit, trust.

    \b
    homeroom sync neighbors show                     who is there, and when they last exchanged
    homeroom sync neighbors add 192.168.1.20:8080    where the Wi-Fi hides boxes from each other
    homeroom sync neighbors ask 192.168.1.20:8080    on a new box: be let in by the other one
    """


@neighbors.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@options.opened
def show(as_json: bool, settings: Config) -> None:
    """Say how it stands with each box, and who asks to be let in."""
    found = telling.roads()
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], indent=1, ensure_ascii=False))
        return
    for one in found:
        where = f" ({one.address})" if one.address and one.address != one.name else ""
        click.echo("\n    ".join([f"{one.name}{where}: {one.words}", *([one.more] if one.more else [])]))
    if not found:
        click.echo("No other box of this school is known here.")
    for asks in letting_in.requests():
        click.echo(f"“{asks.name}” asks to be let in. Type the mark that it shows: homeroom sync neighbors admit MARK")
    for answer in letting_in.answers():
        click.echo(f"“{answer.name}” let this box in. Type the mark it shows: homeroom sync neighbors trust MARK")
    click.echo(f"This box's own mark: {letting_in.mark()}")


@neighbors.command()
@click.argument("address")
@options.opened
def add(address: str, settings: Config) -> None:
    """Exchange with the box at ADDRESS (like 192.168.1.20:8080) from now on, once it proves to be of this school."""
    click.echo(f"The box at {actions.add(address)} is greeted within a minute.")


@neighbors.command()
@click.argument("name")
@options.opened
def forget(name: str, settings: Config) -> None:
    """Call no more at the address or the box NAME, until it is found or typed again."""
    actions.forget(name)
    click.echo("Forgotten.")


@neighbors.command()
@options.opened
def now(settings: Config) -> None:
    """Exchange with all of them now."""
    done = actions.exchange_all()
    click.echo(f"{done.taken} entries came, {done.given} went, {done.files} files.")


@neighbors.command()
@click.argument("address")
@options.opened
def ask(address: str, settings: Config) -> None:
    """On a new box: ask the box at ADDRESS to let this one into its school."""
    mark = letting_in.ask(address)
    click.echo(f"It was asked. Read this box's mark to the office there: {mark}")


@neighbors.command()
@click.argument("mark")
@options.opened
def admit(mark: str, settings: Config) -> None:
    """Let in the box that asks and shows this MARK."""
    click.echo(f"Let in: {letting_in.admit(mark)}. Now type this box's mark there: {letting_in.mark()}")


@neighbors.command()
@click.argument("mark")
@options.opened
def trust(mark: str, settings: Config) -> None:
    """On the new box: belong to the school of the box that shows this MARK."""
    letting_in.look()
    click.echo(f"This box belongs to the school of “{letting_in.trust(mark)}” now.")


commands: list[click.Command] = []
