"""`homeroom diagnose FILE`: one file for whoever helps from afar."""

from __future__ import annotations

from pathlib import Path

import click

from homeroom import checkup, config, db, options
from homeroom.errors import HomeroomError
from homeroom.fleet import diagnosis


@click.command(short_help="Write a file without personal data for whoever helps you.")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@options.common
@click.pass_context
def diagnose(context: click.Context, target: Path, settings: config.Config) -> None:
    """Write a zip with all checks, the settings and the newest log lines, for whoever helps from afar.

    Names, usernames and numbers of people are taken out of it; the page Status has the same file as a
    download. It also works when the database can't be read; then it has no log.
    """
    config.use(settings)
    findings = checkup.examine(settings)
    if (settings.data / checkup.FILE).exists():
        try:
            context.find_root().obj["open"](settings)
        except HomeroomError as error:
            click.echo(f"The log is left out: {error.message}", err=True)
    try:
        target.write_bytes(diagnosis.bundle(findings))
    finally:
        db.close()
    click.echo(f"Written to {target}. Have a look at SUMMARY.txt in it before you send it.")
