"""Commands for packs: check, build, sign, trust, install, list, roll back, remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom import options
from homeroom.config import Config, use
from homeroom.errors import Refused
from homeroom.lazy import lazy

from . import actions, tables, trust

if TYPE_CHECKING:
    from . import format as packfile
    from . import source as packsource
else:
    packfile, packsource = lazy("homeroom.packs.format"), lazy("homeroom.packs.source")

FILE = click.Path(path_type=Path, exists=True)


@click.group()
def packs() -> None:
    """Lesson packs: write, build and install them.

    A pack is written as a folder of Markdown cards (content_packs/FORMAT.md), built into one signed .pack file, and
    installed on boxes from there.
    """


@packs.command()
@click.argument("sources", nargs=-1, required=True, type=FILE)
@options.common
def check(sources: tuple[Path, ...], settings: Config) -> None:
    """Tell what is wrong with pack folders or single cards, by file and line.

    Ends with status 1 when something must be mended; notes alone do not count.
    """
    problems = [problem for source in sources for problem in packsource.check(source)]
    for problem in problems:
        click.echo(problem)
    serious = sum(problem.serious for problem in problems)
    if serious:
        raise click.ClickException(f"{serious} to mend.")
    click.echo("Nothing to mend.")


@packs.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default <pack id>.pack.")
@options.common
def build(folder: Path, out: Path | None, settings: Config) -> None:
    """Build FOLDER into a .pack file signed with this box's own key."""
    use(settings)
    target = out or Path(f"{folder.resolve().name}.pack")
    manifest = packfile.build(folder, target, trust.own_key())
    click.echo(f"{target}: {manifest['id']} {manifest['version']}, {len(manifest['cards'])} cards.")


@packs.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--key", type=FILE, help="Secret key made by `minisign -G -W`; default: this box's own key.")
@options.common
def sign(path: Path, key: Path | None, settings: Config) -> None:
    """Add a signature to a .pack file, so that boxes that trust the key will install it."""
    use(settings)
    secret = trust.secret_key(key) if key else trust.own_key()
    click.echo(f"Signed with the key {packfile.sign(path, secret)}.")


@packs.command("trust")
@click.argument("keyfile", required=False, type=FILE)
@click.option("--name", help="Whose key it is; default: the name of the file.")
@options.common
def trust_key(keyfile: Path | None, name: str | None, settings: Config) -> None:
    """Install packs signed with the public key KEYFILE from now on.

    Compare the eight groups of digits with the publisher (by telephone, say) before you rely on it. Without KEYFILE the
    command lists the keys that are trusted already.
    """
    use(settings)
    if keyfile:
        trust.trust(_text(keyfile), name or keyfile.stem)
    for key in trust.trusted():
        click.echo(f"{key.id}  {key.fingerprint}  {key.name}")


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(f"{file.name} is not a key file. Ask the publisher for the file that ends in .pub.") from error


@packs.command()
@click.argument("sources", nargs=-1, required=True, type=FILE)
@options.opened
def install(sources: tuple[Path, ...], settings: Config) -> None:
    """Install .pack files; a folder is built and signed with this box's own key first.

    Everything is verified before anything changes. The version before is kept: see `homeroom packs rollback`.
    """
    for source in sources:
        pack = actions.install_folder(source) if source.is_dir() else actions.install(source)
        click.echo(f"Installed {pack.id} {pack.version} ({_size(pack.size)}).")


@packs.command("list")
@options.opened
def list_packs(settings: Config) -> None:
    """List the packs on this box: id, version, cards, size, licence, languages."""
    counts = tables.count_cards()
    for pack in tables.packs():
        languages = ",".join(pack.languages)
        cards = f"{counts.get(pack.id, 0)} cards"
        click.echo(f"{pack.id}  {pack.version}  {cards}  {_size(pack.size)}  {pack.licence}  {languages}")
    if not counts:
        click.echo("There are no packs on this box yet: homeroom packs install FILE.", err=True)


@packs.command()
@click.argument("pack")
@options.opened
def rollback(pack: str, settings: Config) -> None:
    """Use the version of PACK from before again."""
    now = actions.roll_back(pack)
    click.echo(f"{now.id} is back at {now.version}.")


@packs.command()
@click.argument("pack")
@click.confirmation_option(prompt="Take this pack off the box?")
@options.opened
def remove(pack: str, settings: Config) -> None:
    """Take PACK off the box. What children did with its cards stays."""
    actions.remove(pack)
    click.echo(f"Removed {pack}.")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


commands = [packs]
