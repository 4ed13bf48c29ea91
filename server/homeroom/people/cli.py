"""Commands for people: import, export, list, staff and their passwords, the code of the first start."""

from __future__ import annotations

from pathlib import Path

import click

from homeroom import journal, options
from homeroom.config import Config
from homeroom.errors import NotFound, Refused
from homeroom.people import actions, first_start, imports, passwords, tables
from homeroom.people.rosters import Plan, write_kolibri, write_ours

ACTOR = "office:command-line"
WORDS = {
    "add": "new",
    "change": "changes",
    "archive": "is archived",
    "restore": "comes back",
    "end": "leaves",
}


@click.group()
def people() -> None:
    """Students, staff and classes: import, export, list."""


@people.command("import")
@click.argument("roster", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only show the difference.")
@click.option("--complete", is_flag=True, help="The file lists everybody: archive whoever is missing in it.")
@options.opened
def import_file(roster: Path, dry_run: bool, complete: bool, settings: Config) -> None:
    """Bring a list of people in: our CSV, Kolibri's user CSV, or a OneRoster 1.1 or 1.2 zip.

    The format is found by itself; a byte-order mark, semicolons and Windows line ends are fine. The
    columns are described on the page People > Import and in people/README.md.

    Shows what is new, what changes and who is archived. Nothing is deleted, and the last import can be
    undone on the page People > Import. With a problem in any row nothing is changed.

    \b
    homeroom people import class-3b.csv --dry-run     look first
    homeroom people import class-3b.csv               do it; again changes nothing
    homeroom people import all.csv --complete         and archive who is not in it any more
    """
    with journal.acting(actor=ACTOR):
        bring_in(roster, dry_run=dry_run, complete=complete)


def bring_in(roster: Path, *, dry_run: bool, complete: bool, school: str = "") -> None:
    """Tell what a file would change, and do it; of a file with several schools, what stands under `school`."""
    found = imports.look(roster.read_bytes(), file=roster.name, staff="", lists_everybody=complete, school=school)
    plan = imports.plan(imports.one(found))
    _tell(plan)
    if any(one.stops for one in plan.problems):
        raise Refused("Nothing was changed: put these problems right in the file first.")
    if dry_run:
        click.echo("This was a dry run: nothing was changed. Without --dry-run it is done.")
    elif plan.steps:
        imports.apply(found, plan.mark)
        click.echo("Done.")


@people.command("export")
@click.option("--kolibri", is_flag=True, help="In the columns of Kolibri's user import.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not to the screen.")
@options.opened
def export_file(kolibri: bool, to: Path | None, settings: Config) -> None:
    """Write everybody as CSV; our own format imports again without a change."""
    data = (write_kolibri if kolibri else write_ours)(imports.everybody())
    if to is None:
        click.echo(data.decode("utf-8-sig"), nl=False)
    else:
        to.write_bytes(data)
        click.echo(f"Written to {to}.")


@people.command("list")
@click.option("--class", "class_name", help="Only this class.")
@options.opened
def list_people(class_name: str | None, settings: Config) -> None:
    """List staff and students with their ids."""
    groups = [one for one in tables.classes() if class_name in (None, one.name)]
    if class_name and not groups:
        raise NotFound(f"There is no class {class_name}.")
    if not class_name:
        for person in tables.everybody_on_staff():
            taught = ", ".join(one.name for one in tables.classes_taught(person.id))
            click.echo(f"{person.id}  {person.role:8} {person.username:15} {person.name}  {taught}")
    for group in groups:
        for student in tables.students_of(group.id):
            click.echo(f"{student.id}  {group.name:8} {student.identifier:15} {student.name}")


@people.command("add-staff")
@click.argument("name")
@click.option("--username", default="", help="Default: made of the name.")
@click.option("--office", is_flag=True, help="Sees and changes everything; else a teacher.")
@options.opened
def add_staff(name: str, username: str, office: bool, settings: Config) -> None:
    """Take a member of staff in and print her first password."""
    with journal.acting(actor=ACTOR):
        person = actions.register_staff(name, role="office" if office else "teacher", username=username.lower())
        password = passwords.make_temporary(person.id)
    click.echo(f"{person.name}: username {person.username}, first password {password}")


@people.command("reset-password")
@click.argument("username")
@options.opened
def reset_password(username: str, settings: Config) -> None:
    """Make somebody a new first password, which she changes when she signs in."""
    person = next((one for one in tables.everybody_on_staff() if one.username == username.lower()), None)
    if person is None:
        raise NotFound(f"Nobody on staff has the username {username}. `homeroom people list` shows all.")
    click.echo(f"{person.name}: first password {passwords.make_temporary(person.id)}")


@people.command("first-start")
@options.opened
def show_first_start(settings: Config) -> None:
    """Print the code with which the first office account is made."""
    code = first_start.code()
    click.echo(f"Code for the page /first-start: {code}" if code else "This box has an office already.")


def _tell(plan: Plan) -> None:
    for problem in plan.problems:
        place = " ".join(part for part in (problem.file, f"row {problem.row}" if problem.row else "") if part)
        click.echo(f"{'PROBLEM' if problem.stops else 'note'}  {place}  {problem.column}  {problem.message}")
    for step in plan.steps:
        change = ", ".join(f"{name}: {step.before.get(name) or '-'} -> {new}" for name, new in step.after.items())
        more = f"  ({change})" if step.how == "change" else ""
        click.echo(f"{step.what:9} {WORDS[step.how]:11} {step.name} {step.place}{more}")
    click.echo(f"{len(plan.steps)} to do, {plan.unchanged} unchanged.")


commands = (people,)
