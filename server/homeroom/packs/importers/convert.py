"""From a foreign file to a draft pack folder, in this process. For files of strangers use `child.run`."""

from pathlib import Path

from homeroom.i18n import language

from ..frontmatter import SUBJECTS
from ..licences import LICENCES
from . import formats, writer
from .draft import Draft
from .report import Report
from .wishes import Wishes


def convert(path: Path, folder: Path, name: str = "", wishes: Wishes | None = None) -> Report:
    """Write the draft of `path` into `folder`, which must not be there yet. Raises Unreadable."""
    wishes = wishes or Wishes()
    found = name or formats.detect(path)
    draft = Draft(Report(found, path.name), language=wishes.language or "")
    draft.subject = wishes.subject if wishes.subject in SUBJECTS else draft.subject
    formats.take(found)(path, draft)
    _apply(draft, wishes)
    writer.write(draft, folder)
    return draft.report


def _apply(draft: Draft, wishes: Wishes) -> None:
    draft.title = wishes.title or draft.title
    draft.language = wishes.language or draft.language
    if wishes.licence in LICENCES:
        draft.licence, draft.unsure = wishes.licence, False
    if wishes.subject:
        draft.skill = draft.skill or writer.skill(draft)
    draft.publisher = draft.publisher or {"ar": "مستورد", "sw": "Imeingizwa"}.get(language(), "Imported")
