"""Commands about one student's record; they stand among the commands for people."""

from pathlib import Path

import click

from homeroom import clock, journal, options
from homeroom.config import Config
from homeroom.people import tables
from homeroom.people.cli import ACTOR, people
from homeroom.record import actions, gathering, zipped


@people.command("export-student")
@click.argument("student")
@click.argument("target", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@options.opened
def export_student(student: str, target: Path, settings: Config) -> None:
    """Write all that is kept about one student into a ZIP: a page to read, JSON, pictures.

    \b
    homeroom people list                             shows the ids
    homeroom people export-student ID ada.zip
    """
    record = gathering.gather(student)
    with target.open("wb") as file:
        zipped.write(record, file)
    click.echo(f"{record.student.name}: {len(record.entries)} entries and {len(record.files)} files, in {target}.")


@people.command("erase")
@click.argument("student")
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
@click.option("--name", help="The child's name, to say yes without being asked.")
@options.opened
def erase(student: str, dry_run: bool, name: str | None, settings: Config) -> None:
    """Erase a student for ever: words, pictures, everything but her random number.

    The erasure itself is an entry: it reaches the hub and the school's other boxes at the next sync or stick,
    and holds for whatever arrives later. Her key is destroyed, so what was sealed with it on old sync sticks can't
    be opened any more; copies of the database are replaced. Backup sticks have to be plugged in once.

    \b
    homeroom people erase ID --dry-run               what would go
    homeroom people erase ID                         asks for the name, then does it
    """
    found = actions.reach(student)
    click.echo(f"{tables.student(student).name}: {found.entries} entries, {found.files} files")
    for table, count in sorted(found.rows.items()):
        click.echo(f"  {count:6} in {table}")
    if dry_run:
        click.echo("This was a dry run: nothing was changed.")
        return
    typed = name or click.prompt(
        "Type the child's whole name to erase all this for ever", default="", show_default=False
    )
    with journal.acting(actor=ACTOR):
        actions.erase(student, name=typed)
    click.echo("Erased. It travels with the next sync and the next stick.")
    left = actions.left_behind()
    for stick in left.sticks:
        when = clock.local(stick.last_good)
        click.echo(f"The backup stick of {when:%Y-%m-%d %H:%M} still holds it: plug it in once, or destroy it.")
    for path in left.folders:
        click.echo(f"Old data from before a repair is in {path}: delete it when nobody needs it any more.")


commands: tuple[click.Command, ...] = ()
