"""Commands for sticks: out, in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from homeroom import journal, options
from homeroom.config import Config
from homeroom.stick import asking, downward, outgoing, trips
from homeroom.stick.files import Stick
from homeroom.stick.telling import Word

ACTOR = "office:command-line"
FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))


@click.group()
def stick() -> None:
    """Carry the journal by USB stick where no wire goes."""


@stick.command("out")
@FOLDER
@click.option("--join", is_flag=True, help="Ask another box of your school to let this new box in.")
@click.option("--look", is_flag=True, help="Only say what would be written.")
@click.option("--school", default="", help="At a hub: write for this school (name or id) what its boxes lack.")
@options.opened
def out(folder: Path, join: bool, look: bool, school: str, settings: Config) -> None:
    """Write what the hub and the school's other boxes lack onto a mounted stick.

    What is on the stick is sealed: who finds it sees sizes only. Receipts that came back are read first, and
    only they make entries count as acknowledged. Before the box is enrolled, the stick carries its request.

    \b
    homeroom stick out /media/pi/BLUE --look      how much it would be
    homeroom stick out /media/pi/BLUE             write, read back, compare
    homeroom stick out /media/pi/BLUE --school "Hill School"    at a hub: rosters, pins, packs for that school
    homeroom stick out /media/pi/BLUE --join      a second box asks the first one to let it in
    """

    def loads() -> list[outgoing.Load]:
        return [outgoing.for_school_of_hub(downward.school_named(school).id)] if school else outgoing.loads()

    if look:
        for load in loads():
            click.echo(f"for the {load.purpose}: {load.entries} entries, {load.files} files, about {load.size} bytes")
        return
    with _bar("Writing", trips.size_out(loads())) as watch, journal.acting(actor=ACTOR):
        words = trips.down(folder, school, watch) if school else trips.out(folder, watch, join=join)
    _tell(words)


@stick.command("in")
@FOLDER
@click.option("--admit", metavar="MARK", help="Say yes to the box that asks with this mark.")
@click.option("--trust", metavar="MARK", help="Believe the answer of the hub or box with this mark.")
@options.opened
def come_in(folder: Path, admit: str | None, trust: str | None, settings: Config) -> None:
    """Take in what a mounted stick brings, on a box or at a hub, and leave receipts on it.

    Everything whole goes in, in any order and any number of times; what is missing or damaged is said. A box
    that asks to be let in is only listed: let its people read their mark to you, then say --admit.

    \b
    homeroom stick in /media/pi/BLUE                           read everything
    homeroom stick in /media/pi/BLUE --admit 7K2M-QX4T         at the hub: let this box in
    homeroom stick in /media/pi/BLUE --trust 9F3T-ABCD         on the box: believe that hub's answer
    """
    with journal.acting(actor=ACTOR):
        if trust:
            click.echo(f"This box now belongs to “{asking.accept(Stick(folder), trust)}”.")
        with _bar("Reading", trips.size_in(Stick(folder))) as watch:
            words = trips.come_in(folder, watch)
        _tell(words)
        if admit:
            name = asking.admit(Stick(folder), admit, lambda _n: None)
            click.echo(
                f"“{name}” is let in. Carry the stick back, and tell them the mark of this side: {asking.own_mark()}"
            )


def _tell(words: list[Word]) -> None:
    signs = {"good": "+", "warn": "!", "ask": "?", "answer": "?", "": " "}
    for word in words:
        click.echo(f"{signs[word.kind]} {word.text}")
    if any(word.kind == "ask" for word in words):
        click.echo("  Let its people read their mark to you, then: homeroom stick in FOLDER --admit MARK")
    if any(word.kind == "answer" for word in words):
        click.echo("  Let them read their mark to you, then: homeroom stick in FOLDER --trust MARK")


class _bar:
    """A progress bar on a terminal, silence elsewhere."""

    def __init__(self, label: str, total: int) -> None:
        shown = sys.stderr.isatty() and total > 0
        self._bar = click.progressbar(length=total, label=label, file=sys.stderr) if shown else None

    def __enter__(self) -> _bar:
        if self._bar:
            self._bar.__enter__()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bar:
            self._bar.render_finish()

    def __call__(self, size: int) -> None:
        if self._bar:
            self._bar.update(size)


commands = (stick,)
