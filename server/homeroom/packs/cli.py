"""Commands for packs: check, build, sign, trust, install, list, show, export, thin, roll back, remove."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from homeroom import clock, options, store
from homeroom.config import Config, use
from homeroom.lazy import lazy

from . import actions, tables, trust
from .importers.cli import import_file
from .keycli import revoke, rotate, trust_key
from .on_this_box import Pack

if TYPE_CHECKING:
    from . import exporting, fetching, schema
    from . import format as packfile
    from . import source as packsource
else:
    packfile, packsource = lazy("homeroom.packs.format"), lazy("homeroom.packs.source")
    exporting, fetching = lazy("homeroom.packs.exporting"), lazy("homeroom.packs.fetching")
    schema = lazy("homeroom.packs.schema")

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


@packs.command()
@click.argument("sources", nargs=-1, required=True)
@options.opened
def install(sources: tuple[str, ...], settings: Config) -> None:
    """Install packs: .pack files, folders, or addresses of .pack files on a web server.

    A folder is built and signed with this box's own key first. From an address only the files are fetched that this
    box lacks; cut off, it goes on from there next time. Everything is verified before anything changes. The version
    before is kept: see `homeroom packs rollback`.
    """
    for source in sources:
        pack = _from_web(source) if "://" in source else _from_disk(FILE.convert(source, None, None))
        click.echo(f"Installed {pack.id} {pack.version} ({_size(pack.size)}).")


def _from_disk(path: Path) -> Pack:
    return actions.install_folder(path) if path.is_dir() else actions.install(path)


def _from_web(url: str) -> Pack:
    with click.progressbar(length=100, label="Fetching", file=sys.stderr) as bar:
        fetched = fetching.install(url, lambda done, whole: bar.update(100 * done // (whole or 1) - bar.pos))
    click.echo(f"Fetched {_size(fetched.received)} of {_size(fetched.whole)}.")
    return fetched.pack


@packs.command("list")
@options.opened
def list_packs(settings: Config) -> None:
    """List the packs on this box: id, version, cards, size, licence, languages."""
    counts = tables.count_cards()
    skills = tables.count_skills()
    for pack in tables.packs():
        languages = ",".join(pack.languages)
        cards = f"{counts[pack.id]} cards" if pack.id in counts else f"{skills.get(pack.id, 0)} skills"
        click.echo(f"{pack.id}  {pack.version}  {cards}  {_size(pack.size)}  {pack.licence}  {languages}")
    if not tables.packs():
        click.echo("There are no packs on this box yet: homeroom packs install FILE.", err=True)


@packs.command()
@click.argument("pack")
@options.opened
def show(pack: str, settings: Config) -> None:
    """Tell all about PACK: version, publisher, key, licence, languages, cards by skill, what happened to it."""
    found = tables.pack(pack)
    before = tables.previous(pack)
    click.echo(f"{found.name}: {found.id} {found.version}, {_size(found.size)}")
    click.echo(f"by {found.publisher}, signed with the key {found.signer} ({found.signer_name}), {found.licence}")
    click.echo(f"languages: {', '.join(found.languages)}")
    click.echo(f"version before: {before.version if before else 'none'}")
    cards = tables.cards(pack=pack)
    for skill in tables.skills():
        mine = [card for card in cards if card.skills[0] == skill.id]
        if mine:
            click.echo(f"{skill.id}  {skill.title.get('en', '')}")
        for card in mine:
            click.echo(f"  {card.id}  {card.title} ({card.kind}, {card.level}, {card.minutes} min)")
    for skill in [] if cards else tables.skills_of(pack):
        click.echo(f"{skill.id}  {skill.title.get('en', '')}  (after {', '.join(skill.requires) or 'nothing'})")
    for row in tables.history(pack, store.box_id()):
        click.echo(f"{clock.local(clock.ms_of(row.at)):%Y-%m-%d %H:%M}  {row.what} {row.version}")


@packs.command()
@click.argument("pack")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default <pack id>.pack.")
@options.opened
def export(pack: str, out: Path | None, settings: Config) -> None:
    """Write PACK as a .pack file for another school, with the signatures it came with."""
    target = exporting.export(pack, out or Path(f"{pack}.pack"))
    click.echo(f"{target}: {_size(target.stat().st_size)}")


@packs.command()
@click.argument("new", type=FILE)
@click.argument("old", type=FILE)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; default NEW.update.pack.")
@options.common
def thin(new: Path, old: Path, out: Path | None, settings: Config) -> None:
    """Write an update: the .pack file NEW without what the .pack file OLD holds too.

    Boxes that have OLD install it like any pack; others say what is missing.
    """
    use(settings)
    target = out or new.with_suffix(".update.pack")
    update, whole = exporting.thin(new, old, target)
    click.echo(f"{target}: {_size(update)} in place of {_size(whole)}")


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


@packs.command("schema")
@click.argument("name", type=click.Choice(["card", "pack"]))
@options.common
def print_schema(name: str, settings: Config) -> None:
    """Print the JSON Schema of a card or of a pack's manifest, for programs that write packs."""
    click.echo(json.dumps(schema.SCHEMAS[name](), indent=1, ensure_ascii=False))


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"


for command in (import_file, trust_key, rotate, revoke):
    packs.add_command(command)
commands = [packs]
