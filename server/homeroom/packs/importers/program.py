"""HTML with scripts: kept whole as a program, which runs behind walls (packs/programs) and not among our cards."""

import io
import zipfile
from pathlib import Path, PurePosixPath

from .. import packwriter
from ..programs import zipped
from . import page, trouble
from .archive import Archive
from .draft import Draft
from .plainmark import line
from .trouble import Unreadable

LARGEST = 128 << 20  # bytes of all files of a program
TEXT = (".html", ".htm", ".xhtml", ".js", ".mjs", ".css", ".json", ".svg", ".xml", ".txt", ".csv", ".wasm")
LOOKED = (".html", ".htm", ".xhtml", ".js", ".mjs", ".css")
START = "index.html"


def take(path: Path, draft: Draft) -> None:
    """A ZIP with index.html, at its top or in its only folder."""
    with Archive(path) as files:
        start = min((name for name in files.members if PurePosixPath(name).name == START), key=len)
        html = files.bytes(start).decode("utf-8", "replace")
        draft.title = draft.title or page.title_of(html, path.stem)
        draft.card(draft.title, [Kept(draft, files).block(draft.title, start)], kind="activity")


class Kept:
    """The files of one archive as a program of the draft; several cards may begin at different pages of it."""

    def __init__(self, draft: Draft, files: Archive) -> None:
        self.draft, self.files = draft, files
        self._path = ""

    def block(self, what: str, start: str) -> str:
        """Markdown of a card's block that opens the program at a page. Raises Unreadable when it can't be kept."""
        if start not in self.files.members or not zipped.may(start):
            raise Unreadable(trouble.NO_FILE, name=start[:80])
        if not self._path:
            self._path = self.draft.keep(f"{what}.zip", ".zip", self._packed())
        if outside := self._outside():
            self.draft.simpler(what, trouble.EXTERNAL, address=", ".join(outside)[:120])
        return f"```program\ntitle: {line(what, 80)}\nfile: {self._path}\nstart: {start}\n```"

    def _packed(self) -> bytes:
        """The archive as a ZIP of our own making: the same files always give the same bytes."""
        members = {name: info for name, info in sorted(self.files.members.items()) if zipped.may(name)}
        if sum(info.file_size for info in members.values()) > LARGEST or len(members) > zipped.MOST_FILES:
            raise Unreadable(trouble.WHOLE_TOO_LARGE, most=LARGEST >> 20)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as out:
            for name in members:
                packwriter.add(out, name, self.files.bytes(name, LARGEST), packed=name.lower().endswith(TEXT))
        return made.getvalue()

    def _outside(self) -> list[str]:
        """Hosts that the program names: what it wants from there will not work."""
        found: set[str] = set()
        for name in self.files.members:
            if name.lower().endswith(LOOKED):
                found |= set(page.NET.findall(self.files.bytes(name, LARGEST).decode("utf-8", "replace")))
        return sorted(found)[:5]
