"""`homeroom attendance`: the register on the command line."""

import sys
from pathlib import Path

import click

from homeroom import clock, options
from homeroom.attendance import actions, export, tables
from homeroom.config import Config
from homeroom.errors import NotFound
from homeroom.people import tables as people


@click.group()
def attendance() -> None:
    """Attendance for other programs."""


@attendance.command("export")
@click.option("--from", "first", metavar="DAY", default="", help="First day, e.g. 2026-11-02. Default: today.")
@click.option("--to", "last", metavar="DAY", default="", help="Last day. Default: today.")
@click.option(
    "--class", "class_name", metavar="NAME", default="", help="One class, e.g. 3B. Default: the whole school."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write. Default: the terminal.")
@options.opened
def export_days(settings: Config, first: str, last: str, class_name: str, out: Path | None) -> None:
    """Write one row a pupil a day as CSV (UTF-8, ISO dates, columns named in the first row).

    Days on which nobody came are left out.
    """
    groups = [one for one in people.classes() if class_name in ("", one.name)]
    if class_name and not groups:
        raise NotFound(f"There is no class “{class_name}”.")
    first, last = first or clock.today(), last or clock.today()
    actions.check_days(first, last)
    days = tables.school_days(first, last)
    file = out.open("w", encoding="utf-8", newline="") if out else sys.stdout
    try:
        for piece in export.csv_of([one.id for one in groups], days):
            file.write(piece)
    finally:
        if out:
            file.close()


commands = (attendance,)
