"""Commands for backups: backup, restore, factory-reset."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import click

from homeroom import config, options
from homeroom.backups import actions, erasing, lists, places, recovery, restoring, trial, vault, writing
from homeroom.backups.vault import Vault
from homeroom.config import Config
from homeroom.errors import Refused
from homeroom.lazy import lazy

segno = lazy("segno")
FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
ASK = "Recovery key (spaces don't matter)"
FLASH = (
    "A card or stick keeps worn-out cells that no program can reach. Whoever takes its chips apart may find traces:"
    " if that matters, destroy the card."
)


class _FolderOrVerb(click.Group):
    """`backup FOLDER` is `backup now FOLDER`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            args = ["now", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_FolderOrVerb, short_help="Write sealed backups onto a stick; print the recovery key.")
def backup() -> None:
    """Write sealed backups onto a stick, test them, print the recovery key.

    \b
    homeroom backup prepare /media/stick    make a stick ready; from then on each night while it is plugged in
    homeroom backup /media/stick            now
    homeroom backup key                     the key to print and to lock away: without it nobody can restore
    homeroom backup list /media/stick       which backups there are
    homeroom backup test /media/stick       bring the newest one back in a scratch folder, and tell
    """


@backup.command("prepare")
@FOLDER
@options.opened
def prepare(folder: Path, settings: Config) -> None:
    """Make a stick ready for backups of this box."""
    place = actions.prepare(folder)
    click.echo(f"{folder} is ready. Each night while it is plugged in it gets a backup; now: homeroom backup {folder}")
    if places.on_the_same_disk(place.root, settings.data):
        click.echo("Careful: this folder is on the disk of the box itself. When that disk dies, so does the backup.")
    click.echo("Print the recovery key and lock it away: homeroom backup key")


@backup.command("now")
@FOLDER
@options.opened
def now(folder: Path, settings: Config) -> None:
    """Write a backup onto a prepared stick now. Only what is new is written; it is read back and compared."""
    with _Bar("Writing") as watch:
        made = actions.back_up(folder, watch)
    click.echo(f"Backup {made.name}: {_contents(made)}. It was read back and is whole.")


@backup.command("key")
@options.opened
def key(settings: Config) -> None:
    """Print the recovery key of this box. Lock it away, not beside the box: it opens all backups."""
    lock = vault.own(settings.data)
    out = io.StringIO()
    segno.make(lock.secret, error="m", micro=False).terminal(out, compact=True, border=2)
    click.echo(f"Recovery key of {settings.school_name}\n\n{lock.printed()}\n\n{out.getvalue()}")
    click.echo("Lock it away, not beside the box. It opens all backups; without it nobody can restore them.")


@backup.command("list")
@FOLDER
@options.opened
def show(folder: Path, settings: Config) -> None:
    """List the backups on a stick, the newest last."""
    lock = vault.own(settings.data)
    for one in lists.readable(actions.place_at(folder), lock):
        click.echo(f"{one.name}  {_contents(one)}")


@backup.command("test")
@FOLDER
@options.opened
@click.pass_context
def test(context: click.Context, folder: Path, settings: Config) -> None:
    """Bring the newest backup back in a scratch folder and tell whether lessons could go on with it."""
    result = trial.of_place(folder)
    click.echo(f"{result.of}: {result.words}" + (f" {result.entries} entries." if result.well else ""))
    context.exit(0 if result.well else 1)


@click.command(short_help="Bring a backup back, onto this box or a new one.")
@click.argument("where", metavar="FOLDER|ADDRESS")
@click.option("--key", "secret", metavar="KEY", help="The recovery key; asked for when neither box nor option has it.")
@click.option("--backup", "name", default="", metavar="NAME", help="An older one: see homeroom backup list.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@click.option("--check", "only_check", is_flag=True, help="Only tell what would be done.")
@options.common
def restore(where: str, secret: str | None, name: str, yes: bool, only_check: bool, settings: Config) -> None:
    """Bring a backup back into the data folder: after a dead card, onto a new box, or to a day before a mishap.

    Looks first whether the backup is whole, says what it will do and asks. What is in the data folder now is kept
    aside, not deleted. Stop the box before, and start it after: it catches up with its hub and neighbors by itself.

    \b
    homeroom restore /media/stick --data DIR            the newest backup; asks for the recovery key
    homeroom restore /media/stick --data DIR --check    only looks
    homeroom restore https://hub.example.org            from the hub that keeps this box's backups
    """
    config.use(settings)
    folder, lock = _place_and_lock(settings, where, secret, name)
    found = restoring.find(folder, lock, name)
    restoring.check(found, lock)
    restoring.check_room(found, settings.data)
    click.echo(f"The backup: {found.backup.school_name}, {_contents(found.backup)}.")
    click.echo(_now_there(settings))
    if only_check:
        return
    if not yes:
        click.confirm("Bring this backup back?", abort=True)
    with _Bar("Restoring") as watch:
        aside = restoring.restore(found, lock, settings.data, watch)
    shutil.rmtree(settings.data / restoring.FROM_HUB, ignore_errors=True)
    if aside:
        click.echo(f"What was there before is kept in {aside}. Delete it when all is well.")
    click.echo(f"Done. Start the box: homeroom serve --data {settings.data}")


def _place_and_lock(settings: Config, where: str, secret: str | None, name: str) -> tuple[Path, Vault]:
    if not where.startswith(("http://", "https://")):
        return Path(where), _lock(settings, Path(where), secret)
    if not secret and vault.exists(settings.data):
        lock = vault.own(settings.data)
    else:
        lock = Vault(secret or click.prompt(ASK))
    with _Bar("Fetching") as watch:
        return restoring.bring(where, lock, settings.data, name, watch), lock


def _lock(settings: Config, folder: Path, secret: str | None) -> Vault:
    if secret:
        return Vault(secret)
    if vault.exists(settings.data):
        own = vault.own(settings.data)
        if own.mark in {place.mark for place in restoring.places_in(folder)}:
            return own
    if not restoring.places_in(folder):
        raise Refused(f"There is no backup in {folder}.")
    return Vault(click.prompt(ASK))


def _now_there(settings: Config) -> str:
    path = settings.data / recovery.FILE
    if not path.exists():
        return f"{settings.data} holds no school yet."
    return f"{settings.data} holds data already. It is put aside into {settings.data / 'set-aside'}, not deleted."


@click.command("factory-reset", short_help="Erase everything in the data folder.")
@options.common
def factory_reset(settings: Config) -> None:
    """Erase everything in the data folder: the school, its photos, packs, keys, copies and settings.

    Overwrites each file, then the free room of the disk, where removed files lie; that takes as long as writing the
    disk full once. Backups on sticks stay, and stay readable with the recovery key on paper. Asks for the school's
    name. Stop the box first.
    """
    if not settings.data.is_dir() or not any(settings.data.iterdir()):
        raise Refused(f"{settings.data} is empty already.")
    if not (settings.data / recovery.FILE).exists():
        raise Refused(f"{settings.data} is not the data folder of a Homeroom. Nothing was erased.")
    click.echo(f"This erases {settings.school_name} from {settings.data} for ever.")
    click.echo(FLASH)
    if click.prompt("Type the name of the school to go on", default="", show_default=False) != settings.school_name:
        raise Refused("This is not the name of the school. Nothing was erased.")
    with _Bar("Erasing") as watch:
        count = erasing.erase(settings.data, watch)
    click.echo(f"{count} files were overwritten and removed. The free room of the disk was overwritten once.")


def _contents(one: lists.Backup) -> str:
    size = sum(part.size for part in one.parts)
    return (
        f"{one.time:%Y-%m-%d %H:%M} UTC, {one.students} students, {one.entries} entries, {len(one.media)} files,"
        f" {size / 1e6:.1f} MB"
    )


class _Bar:
    """A progress bar that is told bytes done of bytes in all."""

    def __init__(self, label: str) -> None:
        self._label, self._shown = label, -1

    def __enter__(self) -> writing.Watch:
        return self._watch

    def _watch(self, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        if percent // 10 > self._shown:
            self._shown = percent // 10
            click.echo(f"{self._label} … {percent} % of {total / 1e6:.1f} MB", err=True)

    def __exit__(self, *_: object) -> None:
        pass


commands = [backup, restore, factory_reset]
