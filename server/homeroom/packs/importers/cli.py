"""`homeroom packs import`: a foreign file becomes a draft folder to look through, check and install."""

from pathlib import Path

import click

from homeroom import options
from homeroom.config import Config, use
from homeroom.errors import Refused
from homeroom.i18n import _

from ..frontmatter import SUBJECTS
from ..licences import LICENCES
from . import child, report
from .names import TITLES
from .plainmark import slug
from .wishes import Wishes

FILE = click.Path(path_type=Path, exists=True)


@click.command("import")
@click.argument("source", metavar="FILE", type=FILE)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write; default: the file's name, here.")
@click.option("--format", "name", type=click.Choice(list(TITLES)), help="Default: found out from the content.")
@click.option("--title", default="", help="Title of the pack, if the file has none that fits.")
@click.option("--subject", type=click.Choice(SUBJECTS), help="Subject of all cards. Default: world.")
@click.option("--lang", default="", help="Language of the cards, if the file names none.")
@click.option("--licence", type=click.Choice(list(LICENCES)), help="Licence, if the file names none.")
@options.common
def import_file(source: Path, out: Path | None, name: str | None, title: str, subject: str | None, lang: str,
                licence: str | None, settings: Config) -> None:  # fmt: skip
    """Turn FILE into a draft pack folder, and tell what came over.

    Reads GIFT, Aiken, Moodle XML, CSV and XLSX, QTI, Common Cartridge, Kolibri channels, Perseus, Oppia, African
    Storybook, CNXML, EPUB, Anki, ZIM, H5P, SCORM, PDF and our own Markdown; and frameworks of skills
    in CASE (JSON), which become packs of skills. Look through the draft, edit it, then run `homeroom packs check` and
    `homeroom packs install` on it.
    """
    use(settings)
    target = out or Path(slug(source.resolve().name, 60) or "draft")
    if target.exists():
        raise Refused(_("%(name)s is there already. Choose another folder with --out.", name=target))
    found = child.run(source, target, name or "", Wishes(title, subject or "", lang, licence or ""))
    for row in report.lines(found):
        click.echo(row)
    click.echo(_("The draft is in %(folder)s. Next: homeroom packs check %(folder)s", folder=target))
