"""`homeroom serve`: the box."""

from collections.abc import Callable

import click

from homeroom import app, options, timetable
from homeroom.commands import invitation, server
from homeroom.config import Config


@click.command(short_help="Run the box of a school.")
@options.common
def serve(settings: Config) -> None:
    """Run the box: the web server for kiosk, tablets and teachers.

    The data folder is made at the first start, which prints the address and a code: with it you make
    the first office account on the page /first-start. Stop with Ctrl+C, SIGTERM or by pulling the plug:
    whatever was acknowledged is on the disk.

    \b
    homeroom serve                                      on port 8080, data in homeroom-data
    homeroom serve --data /srv/riverside --port 80      a school of its own
    HOMEROOM_HOST=127.0.0.1 homeroom serve              for this machine only
    """
    box = app.create_box(settings)

    def ready(port: int) -> Callable[[], None]:
        invitation.welcome(f"Homeroom box “{settings.school_name}”", settings, port)
        return timetable.announce(settings, port)

    server.run(box, settings, timetable.box(settings), ready)
