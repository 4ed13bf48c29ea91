"""`homeroom hub updates`, `offer`, `withdraw`: a newer version of the program for all schools' boxes."""

from pathlib import Path

import click

from homeroom import options, store
from homeroom.config import Config
from homeroom.errors import Refused
from homeroom.hub import tables
from homeroom.releases import offering, shelf


def _check() -> None:
    if not store.is_hub():
        raise Refused("This data folder is of a box, not of a hub.")


@click.command()
@options.opened
def updates(settings: Config) -> None:
    """Say which version is offered to the schools' boxes, and which version each of them runs."""
    _check()
    offer = shelf.best()
    click.echo(f"Offered: {offer.version} (number {offer.counter})" if offer else "No version is offered.")
    for school in tables.schools():
        for box in tables.boxes_of(school.id):
            if not box.revoked:
                click.echo(f"    {school.name}: {box.version or 'not heard yet'}")


@click.command()
@click.argument("kit", metavar="KIT", type=click.Path(exists=True, path_type=Path))
@click.option("--believe", is_flag=True, help="Believe the release keys that this kit names, after comparing them.")
@options.opened
def offer(kit: Path, believe: bool, settings: Config) -> None:
    """Offer a newer version of the program to the schools' boxes: a kit (its zip or folder), checked to the last byte.

    \b
    homeroom hub offer homeroom-kit-0.2.0.zip --data hub-data

    Each box that runs an older version fetches it after its school's work, checks the signatures itself and puts it
    in at night.
    """
    _check()
    found = offering.look(kit)
    if found.keys and not believe:
        keys = "\n".join(f"    {one}" for one in found.keys)
        told = f"This hub knows no release keys yet. The kit names these:\n{keys}"
        raise Refused(f"{told}\nCompare them with what its makers told you by another way, then say --believe.")
    offered = offering.offer(kit, believe=believe)
    sizes = ", ".join(f"{machine} {size / 1e6:.0f} MB" for machine, size in sorted(offered.machines.items()))
    click.echo(f"Offered: {offered.version} (number {offered.counter}): {sizes}")


@click.command()
@options.opened
def withdraw(settings: Config) -> None:
    """Offer that version no more: boxes that have not put it in yet remove it at their next contact."""
    _check()
    offering.withdraw()
    click.echo("No version is offered any more.")
