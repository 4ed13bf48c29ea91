"""`homeroom certificate`: the school's own certificate, for whoever sets devices up."""

import click

from homeroom import options
from homeroom.config import Config

from . import authority, keeping


@click.command(short_help="Make or renew the school's own certificate; print its fingerprint.")
@options.opened
def certificate(settings: Config) -> None:
    """Make or renew the certificate of this box, and print the fingerprint that devices show.

    The box does this by itself every day; the command is for setting it up before its first start. The certificate is
    in tls/box.pem of the data folder (key, certificate, root), where the nginx in front reads it.
    """
    changed = keeping.settle()
    found = authority.read(keeping.place().read_bytes())
    root = keeping.root() or b""
    click.echo(f"{'Made' if changed else 'Kept'}: {', '.join([*keeping.names(settings), *keeping.addresses()])}")
    click.echo(f"good from {found.not_valid_before_utc:%Y-%m-%d} until {found.not_valid_after_utc:%Y-%m-%d}")
    click.echo(f"SHA-256 of the school's root: {authority.fingerprint(root)}")


commands = [certificate]
