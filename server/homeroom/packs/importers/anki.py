"""Anki decks: notes with a front and a back become questions to answer freely, with the back as solution."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

import zstandard

from . import archive, cloze_text, htmltree, make, shape, sqlitefile, trouble
from .archive import Archive
from .ask import Question
from .draft import Draft, Part
from .flow import Flow
from .plainmark import line
from .sqlitefile import Reader
from .trouble import Unreadable

BOOKS = ("collection.anki21b", "collection.anki21", "collection.anki2")
CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
SOUND = re.compile(r"\[sound:([^\]]+)\]")
SHORT = 40
LARGEST = 512 << 20
MOST = 3000


def take(path: Path, draft: Draft) -> None:
    """All notes of a deck, each once."""
    with Archive(path) as zipped:
        name = next(name for name in BOOKS if name in zipped.members)
        data = zipped.bytes(name, LARGEST)
        book = unpacked(data, LARGEST) if name.endswith("b") else data
        with sqlitefile.opened(book) as reader:
            notes = reader.rows("SELECT flds, tags FROM notes ORDER BY id")
            draft.title = _deck(reader)
        media = _media(zipped)
        parts: list[Part] = []
        for note in notes[:MOST]:
            fields = str(note["flds"]).split("\x1f")
            what = line(Flow().html_line(SOUND.sub("", fields[0])), 60) or "?"
            with draft.part(what):
                parts.append(_Note(draft, what, zipped, media).question(fields))
        if len(notes) > MOST:
            draft.note(trouble.CUT, most=MOST)
        draft.questions(draft.title or path.stem, parts)


def unpacked(data: bytes, most: int) -> bytes:
    """Zstandard data, but never more than `most` bytes of it."""
    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
            found = stream.read(most + 1)
    except zstandard.ZstdError as error:
        raise Unreadable(trouble.DAMAGED) from error
    if len(found) > most:
        raise Unreadable(trouble.WHOLE_TOO_LARGE, most=most >> 20)
    return found


def _deck(reader: Reader) -> str:
    if "decks" in reader.columns("col"):
        text = str(next(iter(reader.rows("SELECT decks FROM col")), {}).get("decks") or "{}")
        decks = archive.json_of(text.encode(), "decks") if text.strip() else {}
        names = [shape.text(deck, "name") for deck in shape.table(decks).values() if shape.text(deck, "id") != "1"]
    else:
        names = []
    if not any(names) and reader.columns("decks"):
        names = [str(row["name"]) for row in reader.rows("SELECT name FROM decks WHERE id <> 1")]
    return line(next((name for name in names if name), "").replace("\x1f", ": ").replace("::", ": "), 80)


def _media(zipped: Archive) -> dict[str, str]:
    """The names of sounds and pictures, and the members they are kept in."""
    if "media" not in zipped.members:
        return {}
    try:
        names = shape.table(zipped.json("media"))
    except Unreadable:
        return {}
    return {shape.text(name): member for member, name in names.items() if member in zipped.members}


class _Note:
    """Reads one note."""

    def __init__(self, draft: Draft, what: str, zipped: Archive, media: dict[str, str]) -> None:
        self.draft, self.what, self.zipped, self.media = draft, what, zipped, media

    def question(self, fields: list[str]) -> Question:
        if CLOZE.search(fields[0]):
            return self.cloze(fields)
        front = self.markdown(fields[0])
        back = next((field for field in fields[1:] if self.markdown(field)), "")
        if not front or not back:
            raise Unreadable(trouble.EMPTY)
        solution = self.markdown(back)
        answer = line("".join(htmltree.parse(SOUND.sub("", back)).itertext()))
        if "<img" not in back and 0 < len(answer) <= SHORT and "*" not in answer:
            typed = make.typed(self.draft, self.what, front, [answer])
            return make.number(front, answer) if make.decimal(answer) else typed
        return Question("free", front, solution=line(solution))

    def cloze(self, fields: list[str]) -> Question:
        gaps: list[str] = []

        def keep(match: re.Match[str]) -> str:
            gaps.append(make.gap(["".join(htmltree.parse(match[1]).itertext())]))
            return cloze_text.MARK.format(len(gaps) - 1) if gaps[-1] else match[0]

        text = CLOZE.sub(keep, fields[0])
        return cloze_text.filled(self.markdown(text), gaps)

    def markdown(self, html: str) -> str:
        sounds = "".join(self.sound(name) for name in SOUND.findall(html))
        flow = Flow(special=self.picture)
        text = flow.html(SOUND.sub("", html))
        self.draft.lost(self.what, flow.remarks)
        return f"{text}\n\n{sounds}".strip() if sounds else text

    def sound(self, name: str) -> str:
        self.draft.simpler(self.what, trouble.BAD_MEDIA, name=name[:80])
        return ""

    def picture(self, node: Element) -> str | None:
        if node.tag != "img":
            return None
        member = self.media.get(node.get("src", ""))
        data = self.zipped.bytes(member, archive.LARGEST_MEDIA) if member else None
        return self.draft.picture(self.what, node.get("src", ""), data, node.get("alt", ""))
