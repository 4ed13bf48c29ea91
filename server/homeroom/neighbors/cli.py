"""`homeroom sync neighbors`: the school's other boxes: how it stands, exchange now, let a new one in."""

import json
from collections.abc import Callable
from dataclasses import asdict

import click

from homeroom import options
from homeroom.config import Config
from homeroom.neighbors import actions, letting_in, telling
from homeroom.sync.cli import sync


@sync.command()
@click.argument("what", type=click.Choice(["show", "now", "add", "forget", "ask", "admit", "trust"]), default="show")
@click.argument("name", default="", metavar="[ADDRESS|MARK]")
@click.option("--json", "as_json", is_flag=True, help="With show: for programs.")
@options.opened
def neighbors(what: str, name: str, as_json: bool, settings: Config) -> None:
    """The school's other boxes: who is there, exchange now, and letting a new one in.

    \b
    homeroom sync neighbors                           who is there, when they last exchanged, who asks
    homeroom sync neighbors now                       exchange with all of them now
    homeroom sync neighbors add 192.168.1.20:8080     where the Wi-Fi hides boxes from each other
    homeroom sync neighbors forget 192.168.1.20:8080  call there no more
    homeroom sync neighbors ask 192.168.1.20:8080     on a new box: be let into the school of the other one
    homeroom sync neighbors admit K7QM-9F3T           there: let in the new box that shows this mark
    homeroom sync neighbors trust 9F3T-K7QM           on the new box: believe the one that shows this mark
    """
    if what not in ("show", "now") and not name:
        raise click.UsageError(f"Say whom: homeroom sync neighbors {what} ADDRESS or MARK.")
    if as_json and what == "show":
        click.echo(json.dumps([asdict(one) for one in telling.roads()], indent=1, ensure_ascii=False))
        return
    doings: dict[str, Callable[[str], str]] = {
        "show": _show,
        "now": _now,
        "add": lambda address: f"The box at {actions.add(address)} is greeted within a minute.",
        "forget": _forget,
        "ask": lambda address: f"Asked. Read this box's mark to the office over there: {letting_in.ask(address)}",
        "admit": lambda mark: f"Let in: {letting_in.admit(mark)}. Type this box's mark there: {letting_in.mark()}",
        "trust": _trust,
    }
    click.echo(doings[what](name))


def _show(_name: str) -> str:
    found = telling.roads()
    lines = [] if found else ["No other box of this school is known here."]
    for one in found:
        where = f" ({one.address})" if one.address and one.address != one.name else ""
        lines += [f"{one.name}{where}: {one.words}", *([f"    {one.more}"] if one.more else [])]
    for asks in letting_in.requests():
        lines.append(
            f"“{asks.name}” asks to be let in. Type the mark that it shows: homeroom sync neighbors admit MARK"
        )
    for answer in letting_in.answers():
        lines.append(f"“{answer.name}” let this box in. Type the mark it shows: homeroom sync neighbors trust MARK")
    return "\n".join([*lines, f"This box's own mark: {letting_in.mark()}"])


def _now(_name: str) -> str:
    done = actions.exchange_all()
    return f"{done.taken} entries came, {done.given} went, {done.files} files."


def _forget(name: str) -> str:
    actions.forget(name)
    return "Forgotten."


def _trust(mark: str) -> str:
    letting_in.look()
    return f"This box belongs to the school of “{letting_in.trust(mark)}” now."


commands: list[click.Command] = []
