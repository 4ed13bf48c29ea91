"""Commands at a hub: its schools, a list of people for one, a change of school, packs out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from homeroom import journal, options, store
from homeroom.config import Config
from homeroom.errors import NotFound, Refused
from homeroom.hub import lessons, offers, report, tables
from homeroom.hub.tables import School
from homeroom.hub.transfers import actions as transfers
from homeroom.people import cli as people
from homeroom.pins import actions as pins

ACTOR = "hub:command-line"
SCHOOL = "Name or id of a school of this hub."


def _school(name: str) -> School:
    if not store.is_hub():
        raise Refused("This data folder is of a box, not of a hub.")
    found = [one for one in tables.schools() if name in (one.id, one.name)]
    if len(found) != 1:
        known = ", ".join(f"{one.name} ({one.id})" for one in tables.schools()) or "none"
        raise NotFound(f"There is no one school {name} at this hub. Known: {known}")
    return found[0]


@contextmanager
def _at(name: str) -> Iterator[School]:
    school = _school(name)
    with store.acting_at(school.id), journal.acting(actor=ACTOR):
        yield school


@click.command()
@options.opened
def schools(settings: Config) -> None:
    """List the schools, what waits for them here, and what is pinned for them."""
    for one in tables.schools():
        waits = report.on_the_way(one)
        click.echo(f"{one.id}  {one.name}  last heard {tables.last_heard(one.id)}  {waits} entries wait for it")
        for at in lessons.of_school(one):
            click.echo(f"    {at.pin.title} {at.pin.version}: {at.words}")


@click.command("import")
@click.argument("roster", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", "name", required=True, help=SCHOOL)
@click.option("--dry-run", is_flag=True, help="Only show the difference.")
@click.option("--complete", is_flag=True, help="The file lists everybody: archive whoever is missing in it.")
@options.opened
def import_file(roster: Path, name: str, dry_run: bool, complete: bool, settings: Config) -> None:
    """Bring a list of people in for one school; its box gets it at its next contact.

    \b
    homeroom hub import riverside.csv --school "Riverside Primary" --dry-run
    """
    with _at(name) as school:
        if not tables.lets_names_out(school):
            raise Refused(f"{school.name} keeps names to itself: its list is brought in on its own box.")
        people.bring_in(roster, dry_run=dry_run, complete=complete, school=school.name)


@click.command()
@click.argument("student", metavar="STUDENT-ID")
@click.option("--to", "name", required=True, help=SCHOOL)
@options.opened
def transfer(student: str, name: str, settings: Config) -> None:
    """Let a student change to another school; the page “Changes of school” says what goes along."""
    school = _school(name)
    with journal.acting(actor=ACTOR):
        found = transfers.begin(student, school.id)
    click.echo(f"From {found.source_name} to {found.target_name}; both are told at their next contact.")


@click.command()
@click.argument("pack", metavar="PACK-ID")
@click.option("--school", "names", multiple=True, required=True, help=f"{SCHOOL} May be given several times.")
@options.opened
def pin(pack: str, names: tuple[str, ...], settings: Config) -> None:
    """Pin the version of a pack that is in use at this hub for schools; their boxes fetch it."""
    found = [_school(name) for name in names]
    with journal.acting(actor=ACTOR):
        for school in found:
            click.echo(f"{school.name}: version {pins.pin(pack, school.id).version} is pinned.")


at_hub = (schools, import_file, transfer, pin, offers.updates, offers.offer, offers.withdraw)
commands: tuple[click.Command, ...] = ()  # they stand under `homeroom hub`
