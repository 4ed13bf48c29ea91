"""`homeroom demo`: a school and a hub to try, on this machine."""

import click

from homeroom import options
from homeroom.config import Config


@click.command()
@options.common
def demo(settings: Config) -> None:
    """Start a demo school and a hub beside it and say how to get in."""
