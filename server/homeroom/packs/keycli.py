"""Commands for publishers' keys: trust one, follow a change of keys, revoke one, replace our own."""

from pathlib import Path

import click

from homeroom import clock, options
from homeroom.config import Config, use
from homeroom.errors import Refused

from . import keychange, keylife, keynews, keyring, trust

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("trust")
@click.argument("keyfile", required=False, type=FILE)
@click.option("--name", help="Whose key it is; default: the name of the file.")
@click.option("--again", is_flag=True, help="Trust it although it was revoked or replaced.")
@options.opened
def trust_key(keyfile: Path | None, name: str | None, again: bool, settings: Config) -> None:
    """Install packs signed with the public key KEYFILE from now on.

    Compare the eight groups of digits with the publisher (by telephone, say) before you rely on it. KEYFILE may also be
    the keys.json of a publisher you trust, who has a new key: the old one has signed it, so nothing is to be compared.
    Changes that a hub passed on are followed by themselves, for the same reason. Without KEYFILE the command lists the
    keys that are trusted already, those that were revoked, and changes that were not believed.
    """
    if keyfile:
        text = _text(keyfile)
        if keychange.is_change(text):
            keylife.follow(text)
        else:
            trust.trust(text, name or keyfile.stem, again=again)
            keynews.settle()
            keylife.tell()
    for key in trust.trusted():
        click.echo(f"{key.id}  {key.fingerprint}  {key.name}")
    for gone in keyring.read().revoked:
        click.echo(f"{gone.public.id}  {gone.public.fingerprint}  {gone.name} (revoked {gone.date})")
    for one in keynews.news():
        if one.state == keynews.REFUSED:
            told = f"{one.change.old.id} → {one.change.new.id}" if one.change else "unreadable"
            click.echo(f"A change of keys was passed on and not believed, {told}: {one.words}")


@click.command()
@click.option("--key", type=FILE, help="Secret key to be replaced; default: this box's own.")
@click.option("--new", type=FILE, help="Secret key that follows it; made by `minisign -G -W`.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The keys.json to write or continue.")
@options.common
def rotate(key: Path | None, new: Path | None, out: Path | None, settings: Config) -> None:
    """Replace a publisher's key by a new one, and write keys.json for everybody who trusts the old one.

    Alone, the command gives this box a new key of its own. With --key and --new it signs the change between two key
    files and leaves the box as it is. Boxes take the file by `homeroom packs trust keys.json` or on the page Packs.
    From then on they take only packs signed with the new key: sign older ones again (`homeroom packs sign`).
    """
    use(settings)
    if bool(key) != bool(new):
        raise click.UsageError("Give both --key and --new, or neither.")
    if key and new:
        file = out or Path("keys.json")
        before = _text(file) if file.exists() else ""
        old, after = trust.secret_key(key), trust.secret_key(new)
        file.write_text(keychange.extend(before, old, after, clock.today()), "utf-8")
        public = after.public
    else:
        public, file = keylife.rotate_own()
        if out:
            out.write_text(file.read_text("utf-8"), "utf-8")
            file = out
    click.echo(f"The new key is {public.id}  {public.fingerprint}")
    click.echo(f"{file}: give this file to everybody who trusts the old key.")


@click.command()
@click.argument("key")
@click.option("--keep-newer", is_flag=True, help="Keep the keys that it vouched for; you compared them.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.opened
def revoke(key: str, keep_newer: bool, yes: bool, settings: Config) -> None:
    """Never again install packs signed with KEY: an id from `homeroom packs trust`, or a .pub file.

    For a key that its publisher has lost or that was stolen. Keys that it vouched for go with it. Packs that are
    installed stay; remove those you doubt. At a hub, the boxes of all its schools hear of it at their next contact or
    by the next stick, and do the same.
    """
    if not yes:
        click.confirm(f"Revoke the key {key}?", abort=True)
    file = Path(key)
    gone = keylife.revoke(_text(file) if file.is_file() else key, by="command line", keep_newer=keep_newer)
    for one in gone:
        click.echo(f"Revoked {one.id}  {one.fingerprint}  {one.name}")
    if not gone:
        click.echo("It was revoked before.")


def _text(file: Path) -> str:
    if file.stat().st_size > keychange.LARGEST:
        raise Refused(f"{file.name} is too large for a key file.")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{file.name} is not a key file. Ask the publisher for the file that ends in .pub.") from error
