"""`homeroom config`: every setting and its value."""

import click

from homeroom import config, options


@click.command("config")
@options.common
def show(settings: config.Config) -> None:
    """Print all settings, explained, as a homeroom.toml that you can edit."""
    click.echo(config.as_toml(settings), nl=False)
