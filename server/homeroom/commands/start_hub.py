"""`homeroom hub`: many schools."""

from collections.abc import Callable

import click

from homeroom import app, options, timetable
from homeroom.commands import invitation, server
from homeroom.config import Config


@click.command()
@options.common
def hub(settings: Config) -> None:
    """Run a hub: it takes in what boxes send and shows schools side by side."""
    application = app.create_hub(settings)

    def ready(port: int) -> Callable[[], None]:
        invitation.welcome("Homeroom hub", settings, port)
        return lambda: None

    server.run(application, settings, timetable.hub(settings), ready)
