"""`homeroom config`: every setting and its value."""

import click

from homeroom import config, options


@click.command("config", short_help="Explain and print all settings.")
@options.common
def show(settings: config.Config) -> None:
    """Print all settings, explained, as a homeroom.toml to edit.

    Shows what counts now: the file, then HOMEROOM_* variables (HOMEROOM_PORT=8081), then options.

    \b
    homeroom config > homeroom.toml
    """
    click.echo(config.as_toml(settings), nl=False)
