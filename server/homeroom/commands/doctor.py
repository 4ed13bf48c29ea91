"""`homeroom doctor`: checks itself and says in plain words what is wrong."""

import click

from homeroom import checkup, options
from homeroom.config import Config


@click.command(short_help="Say in plain words what is wrong here.")
@click.option("--grave", is_flag=True, help="Only what keeps the box from serving or endangers data.")
@options.common
@click.pass_context
def doctor(context: click.Context, grave: bool, settings: Config) -> None:
    """Check this installation and its data, and say in plain words what is wrong.

    Looks at Python, SQLite, the data folder, free disk, the database and its copies, the clock and the
    port, with the same --config, --data and --port as the box. Changes nothing, also while the box runs.
    Ends with 0 when all is well and with 1 when something needs a person.
    """
    findings = [one for one in checkup.examine(settings) if one.grave or not grave]
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'BAD '}{finding.name}: {finding.words}")
        if not finding.well:
            click.echo(f"     → {finding.cure}")
    bad = sum(not finding.well for finding in findings)
    click.echo("All is well." if not bad else f"{bad} of {len(findings)} checks need a person.")
    context.exit(1 if bad else 0)
