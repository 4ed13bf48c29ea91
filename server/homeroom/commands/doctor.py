"""`homeroom doctor`: checks itself and says in plain words what is wrong."""

import click

from homeroom import checkup, options
from homeroom.config import Config


@click.command()
@options.common
@click.pass_context
def doctor(context: click.Context, settings: Config) -> None:
    """Check this installation and its data, and say in plain words what is wrong.

    Changes nothing. Ends with 0 when all is well and with 1 when something needs a person.
    """
    findings = checkup.examine(settings)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'BAD '}{finding.name}: {finding.words}")
        if not finding.well:
            click.echo(f"     → {finding.cure}")
    bad = sum(not finding.well for finding in findings)
    click.echo("All is well." if not bad else f"{bad} of {len(findings)} checks need a person.")
    context.exit(1 if bad else 0)
