"""Ways to import in tests: in this process, where every error shows, and what became of the cards."""

import shutil
from pathlib import Path

import pytest

from cast import cast
from homeroom.packs import source
from homeroom.packs.importers.convert import convert
from homeroom.packs.importers.wishes import Wishes

__all__ = ["cast"]


class Imported:
    """A draft: its report, its cards, its folder."""

    def __init__(self, report, folder):
        self.report, self.folder = report, folder
        self.source = source.load(folder)

    @property
    def cards(self):
        return list(self.source.cards.values())

    @property
    def questions(self):
        return [block for card in self.cards for block in card["blocks"] if block["type"] == "question"]

    @property
    def serious(self):
        return [str(problem) for problem in self.source.serious]

    def reasons(self, fate):
        return " ".join(f"{row.what} {row.sentence}" for row in self.report.of(fate))


@pytest.fixture
def take(tmp_path):
    """Import a file, or a text as a file of that name, with a licence so that the draft is whole."""
    number = iter(range(1000))

    def run(what, text=None, *, licence="CC0-1.0", name="", **wishes):
        path = Path(what)
        if text is not None:
            path = tmp_path / what
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        folder = tmp_path / f"draft-{next(number)}"
        report = convert(path, folder, name, Wishes(licence=licence, **wishes))
        return Imported(report, folder)

    yield run
    for folder in tmp_path.glob("draft-*"):
        shutil.rmtree(folder, ignore_errors=True)
