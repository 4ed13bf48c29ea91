"""A Kolibri channel: its database and storage folder. Exercises become questions, films and sounds come along."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import epub, h5p, pdf, perseus, program, sqlitefile, trouble
from .archive import LARGEST_FILE, Archive, Beside, Files, is_zip
from .draft import Draft
from .licence import known
from .plainmark import line
from .sqlitefile import Reader, Row
from .trouble import Unreadable

NODES = """
    SELECT id, title, kind, license_name, license_owner, author, description, lang_id, level
    FROM content_contentnode WHERE kind <> 'topic' ORDER BY lft LIMIT 5000
"""
FILES = """
    SELECT f.preset, f.lang_id, f.supplementary, f.priority, l.id AS md5, l.extension
    FROM content_file f JOIN content_localfile l ON l.id = f.local_file_id
    WHERE f.contentnode_id = ? ORDER BY f.supplementary, f.priority
"""
DOCUMENTS = {"pdf": pdf.take, "epub": epub.take, "h5p": h5p.take}
SOUND_AND_FILM = ("mp4", "webm", "mp3", "ogg", "wav")


def take(path: Path, draft: Draft) -> None:
    """A channel: its folder (content/databases, content/storage), that folder zipped, or the database in it."""
    if path.is_file() and is_zip(path):
        with Archive(path) as zipped, tempfile.TemporaryDirectory() as room:
            _unpack(zipped, Path(room))
            take(Path(room), draft)
        return
    databases = sorted(path.rglob("databases/*.sqlite3")) if path.is_dir() else [path]
    if not databases:
        raise Unreadable(trouble.NO_FILE, name="databases/*.sqlite3")
    for database in databases:
        with sqlitefile.opened(database) as reader:
            _channel(reader, draft, Beside(database.parent.parent))


def _unpack(zipped: Archive, room: Path) -> None:
    """The databases and stored files; their names were checked when the archive was opened."""
    for name in zipped.members:
        if "databases" in Path(name).parts or "storage" in Path(name).parts:
            target = room / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as file:
                file.writelines(zipped.pieces(name))


def _channel(reader: Reader, draft: Draft, files: Files) -> None:
    if not {"kind", "lft", "license_name"} <= reader.columns("content_contentnode"):
        raise Unreadable(trouble.BROKE)
    for about in reader.rows("SELECT name, description, author FROM content_channelmetadata LIMIT 1"):
        draft.title = draft.title or _text(about, "name")
        draft.description = draft.description or _text(about, "description")
        draft.publisher = draft.publisher or _text(about, "author")
    for node in reader.rows(NODES):
        what = _text(node, "title") or "?"
        draft.language = draft.language or _text(node, "lang_id")
        with draft.part(what):
            _Node(draft, what, node, reader.rows(FILES, node["id"]), files).take()


def _text(row: Row, key: str) -> str:
    value = row.get(key)
    return line(value) if isinstance(value, str) else ""


class _Node:
    """One resource of the channel."""

    def __init__(self, draft: Draft, what: str, node: Row, rows: list[Row], files: Files) -> None:
        self.draft, self.what, self.node, self.files = draft, what, node, files
        self.rows = [row for row in rows if isinstance(row["md5"], str) and isinstance(row["extension"], str)]

    def take(self) -> None:
        said = _text(self.node, "license_name")
        licence = known(said)
        kind = _text(self.node, "kind")
        if "-ND" in licence and kind not in ("video", "audio", "html5"):
            raise Unreadable(trouble.NO_DERIVATIVES, licence=licence)
        self.draft.report.found_licence = self.draft.report.found_licence or said
        if not licence:
            self.draft.unsure = True
        makers = [one for one in (_text(self.node, "author"), _text(self.node, "license_owner")) if one]
        source = self.draft.source(self.what, licence, authors=list(dict.fromkeys(makers)))
        self.build(kind, {"licence": licence, "source": source, "lang": _text(self.node, "lang_id")})

    def build(self, kind: str, more: dict[str, str]) -> None:
        before = len(self.draft.cards)
        if kind in ("video", "audio"):
            self.recording(kind, more)
        elif kind == "slideshow":
            pictures = [
                self.draft.picture(self.what, f"{row['md5']}.{row['extension']}", self.bytes(row))
                for row in self.main()
            ]
            self.draft.card(self.what, pictures, kind="reading", **more)
        elif kind == "exercise":
            self.nested("perseus", lambda path: self.exercise(path, more))
        elif kind == "html5":
            self.nested("zip", lambda path: self.program(path, more))
        elif kind in ("document", "h5p"):
            end = next((row["extension"] for row in self.main() if row["extension"] in DOCUMENTS), "")
            if not end:
                raise Unreadable(trouble.MISSING_FILE, name=kind)
            self.nested(end, lambda path: self.document(path, DOCUMENTS[end], more))
        else:
            raise Unreadable(trouble.DOCUMENT, kind=kind)
        if len(self.draft.cards) == before:
            raise Unreadable(trouble.EMPTY)

    def main(self) -> list[Row]:
        """The files that make up the resource, without thumbnails and captions."""
        return [row for row in self.rows if "thumbnail" not in str(row["preset"]) and row["extension"] != "vtt"]

    def bytes(self, row: Row) -> bytes:
        """A stored file, checked against its name."""
        md5, end = row["md5"], row["extension"]
        name = f"storage/{md5[:1]}/{md5[1:2]}/{md5}.{end}"
        try:
            data = self.files.bytes(name, LARGEST_FILE)
        except Unreadable as error:
            raise Unreadable(trouble.MISSING_FILE, name=f"{md5}.{end}") from error
        if hashlib.md5(data, usedforsecurity=False).hexdigest() != md5:
            raise Unreadable(trouble.DAMAGED)
        return data

    def recording(self, kind: str, more: dict[str, str]) -> None:
        row = next((row for row in self.main() if row["extension"] in SOUND_AND_FILM), None)
        if row is None:
            raise Unreadable(trouble.MISSING_FILE, name=kind)
        words = _text(self.node, "description") or self.what
        made = self.draft.recording(self.what, f"{row['md5']}.{row['extension']}", self.bytes(row), words)
        if kind == "video" and made:
            stem = made.rpartition("(")[2].rpartition(".")[0]
            for caption in self.rows:
                lang = str(caption["lang_id"] or "").partition("-")[0]
                if caption["extension"] == "vtt" and lang.isalpha():
                    self.draft.media[f"{stem}.{lang}.vtt"] = self.bytes(caption)
        self.draft.card(self.what, [made], kind="video" if kind == "video" else "reading", **more)

    def nested(self, end: str, use: Callable[[Path], None]) -> None:
        """A file inside the channel that has an importer of its own."""
        row = next((row for row in self.main() if row["extension"] == end), None)
        if row is None:
            raise Unreadable(trouble.MISSING_FILE, name=f"*.{end}")
        with tempfile.TemporaryDirectory() as room:
            path = Path(room) / f"file.{end}"
            path.write_bytes(self.bytes(row))
            use(path)

    def exercise(self, path: Path, more: dict[str, str]) -> None:
        with Archive(path) as zipped:
            perseus.take_exercise(zipped, self.draft, self.what, **more)

    def program(self, path: Path, more: dict[str, str]) -> None:
        with Archive(path) as zipped:
            block = program.Kept(self.draft, zipped).block(self.what, program.START)
            self.draft.card(self.what, [block], kind="activity", **more)

    def document(self, path: Path, take: Callable[[Path, Draft], None], more: dict[str, str]) -> None:
        """The document's own importer, with the licence and title that the channel gives it."""
        kept = self.draft.title, self.draft.licence, self.draft.description, self.draft.publisher
        before, sources = len(self.draft.cards), len(self.draft.sources)
        take(path, self.draft)
        self.draft.title, self.draft.licence, self.draft.description, self.draft.publisher = kept
        del self.draft.sources[sources:]
        for card in self.draft.cards[before:]:
            card.licence, card.source = more["licence"], more["source"]
