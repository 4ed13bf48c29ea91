"""`homeroom hub`: many schools."""

from collections.abc import Callable

import click

from homeroom import app, options, timetable
from homeroom.commands import invitation, server
from homeroom.config import Config
from homeroom.hub import cli


@click.group(short_help="Run a hub: many schools side by side.", invoke_without_command=True)
@click.pass_context
@options.common
def hub(context: click.Context, settings: Config) -> None:
    """Run a hub: it takes in what boxes send and shows schools side by side.

    The first start prints a code for the first administrator, as on a box. Then make a code under
    Schools > Enrol a box and type it on the box's page Sync.

    \b
    homeroom hub --data hub-data --port 8090            beside a box on the same machine
    homeroom hub schools --data hub-data                how far each school is
    """
    if context.invoked_subcommand is not None:
        return
    application = app.create_hub(settings)

    def ready(port: int) -> Callable[[], None]:
        invitation.welcome("Homeroom hub", settings, port)
        return lambda: None

    server.run(application, settings, timetable.hub(settings), ready)


for command in cli.at_hub:
    hub.add_command(command)
