"""A pack in the making: what importers fill in. Cards, pictures, and every sentence of the report."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from homeroom.lazy import lazy

from .. import media
from . import report, trouble
from .ask import Question
from .plainmark import line, slug
from .report import Report
from .trouble import Unreadable

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = lazy("PIL.Image")

PER_CARD = 6
WORDS = 450
MOST_CARDS = 3000
LARGEST_MEDIA = 512 << 20
MOST_PIXELS = 40_000_000
ALT = str.maketrans({"[": "(", "]": ")", "\\": "", "`": "'", "$": "", "<": "‹", ">": "›"})
PHOTO = re.compile(r"\.(?:gif|bmp|tiff?|webp|png|jpe?g)$")
FOLDERS = {"image": "images", "audio": "audio", "video": "video", "text": "video", "application": "programs"}
Part = str | Question


@dataclass
class Card:
    """A card to be: Markdown texts and questions in order."""

    title: str
    parts: list[Part]
    kind: str = ""
    lang: str = ""
    licence: str = ""
    source: str = ""
    image: str = ""


@dataclass
class Draft:
    """Everything that was taken out of one file so far."""

    report: Report
    title: str = ""
    description: str = ""
    subject: str = "world"
    language: str = ""
    publisher: str = ""
    licence: str = ""
    skill: str = ""
    unsure: bool = False
    cards: list[Card] = field(default_factory=list)
    skills: list[dict[str, Any]] = field(default_factory=list)
    """filled in by a framework, which becomes a pack of skills without cards"""
    sources: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    folder: dict[str, bytes] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _size: int = 0

    # --- sentences -------------------------------------------------------------------------------------

    def came(self, kind: str) -> None:
        """A part of the file is a native part of a card now."""
        self.report.came += 1
        self.report.kinds[kind] = self.report.kinds.get(kind, 0) + 1

    def simpler(self, what: str, why: str, **values: Any) -> None:
        """Something of a part did not come over."""
        self.report.add(report.SIMPLER, line(what), why, **values)

    def left(self, what: str, why: str, **values: Any) -> None:
        """A part did not come over at all."""
        self.report.left += 1
        self.report.add(report.LEFT, line(what), why, **values)

    def note(self, why: str, **values: Any) -> None:
        """Something about the whole."""
        self.report.add(report.NOTE, "", why, **values)

    def lost(self, what: str, remarks: Iterable[str]) -> None:
        """What a text lost on its way into Markdown."""
        for why in sorted(remarks):
            self.simpler(what, why)

    @contextmanager
    def part(self, what: str) -> Iterator[None]:
        """A part that may turn out not to fit; the others go on."""
        try:
            yield
        except Unreadable as error:
            self.left(what, error.why, **error.values)

    # --- cards -----------------------------------------------------------------------------------------

    def card(self, title: str, parts: Iterable[Part], **more: str) -> None:
        """One card with everything in it."""
        if len(self.cards) >= MOST_CARDS:
            self.left(title, trouble.CUT, most=MOST_CARDS)
            return
        found = [part for part in parts if not isinstance(part, str) or part.strip()]
        if found:
            self.cards.append(Card(line(title, 100), found, **more))

    def questions(self, title: str, parts: list[Part], **more: str) -> None:
        """Cards with a few questions each: “Title”, “Title (2)” …"""
        groups: list[list[Part]] = [[]]
        count = words = 0
        for part in parts:
            long = len((part.prompt if isinstance(part, Question) else part).split())
            if count and (words + long > WORDS or (isinstance(part, Question) and count == PER_CARD)):
                groups.append([])
                count = words = 0
            count += isinstance(part, Question)
            words += long
            groups[-1].append(part)
        for number, group in enumerate(groups, 1):
            self.card(title if number == 1 else f"{line(title, 90)} ({number})", group, **more)

    def source(self, title: str, licence: str, **more: Any) -> str:
        """A work that cards are made from; returns its id."""
        name = f"{slug(title, 30) or 'source'}-{len(self.sources) + 1}"
        self.sources.append({"id": name, "title": line(title, 120), "licence": licence, **more})
        return name

    # --- pictures, sound and film ----------------------------------------------------------------------

    def picture(self, what: str, name: str, data: bytes | None, alt: str = "") -> str:
        """Markdown of a picture, "" if it can't be used."""
        if data is None:
            self.simpler(what, trouble.NO_PICTURE, name=name[:80])
            return ""
        kind, kept = _as_picture(name, data)
        if kept is None:
            self.simpler(what, trouble.BAD_PICTURE, name=name[:80])
            return ""
        if kept is not data:
            self.simpler(what, trouble.CONVERTED, name=name[:80])
        words = line(alt.translate(ALT), 400)
        if not words:
            self.simpler(what, trouble.NO_ALT)
            words = line(PurePosixPath(name).stem.translate(ALT).replace("_", " "), 60) or "?"
        return f"![{words}]({self.keep(name, kind, kept)})"

    def recording(self, what: str, name: str, data: bytes | None, words: str = "") -> str:
        """Markdown of a sound or film, "" if tablets can't be trusted to play it."""
        path = f"{FOLDERS.get((media.type_of('x' + _end(name)) or '').partition('/')[0], 'audio')}/x{_end(name)}"
        if data is None or media.complaint(path, data[:4096]):
            self.simpler(what, trouble.BAD_MEDIA, name=name[:80])
            return ""
        said = line(words.translate(ALT), 400) or line(what.translate(ALT), 80) or "?"
        return f"![{said}]({self.keep(name, _end(name), data)})"

    def keep(self, name: str, end: str, data: bytes) -> str:
        """Store a file of the pack once; returns its path."""
        sha = hashlib.sha256(data).hexdigest()
        if sha not in self._names:
            self._size += len(data)
            if self._size > LARGEST_MEDIA:
                raise Unreadable(trouble.WHOLE_TOO_LARGE, most=LARGEST_MEDIA >> 20)
            folder = FOLDERS[(media.type_of("x" + end) or "image/").partition("/")[0]]
            stem = slug(PurePosixPath(name).stem) or "file"
            path = f"{folder}/{stem}{end}"
            self._names[sha] = path if path not in self.media else f"{folder}/{stem[:30]}-{sha[:8]}{end}"
            self.media[self._names[sha]] = data
        return self._names[sha]


def _end(name: str) -> str:
    return PurePosixPath(name.partition("?")[0]).suffix.lower()


def _as_picture(name: str, data: bytes) -> tuple[str, bytes | None]:
    """The end of its name and its bytes, as PNG if tablets don't know its kind; None if it is no picture."""
    end = _end(name)
    if end == ".svg" or data.lstrip()[:5] in (b"<svg ", b"<?xml"):
        return ".svg", None if media.complaint("images/x.svg", data) else data
    for known in (".png", ".jpg", ".webp"):
        if not media.complaint(f"images/x{known}", data) and _size_is_fine(data):
            return known, data
    return ".png", _converted(data)


def _size_is_fine(data: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.width * image.height <= MOST_PIXELS
    except Exception:  # Pillow raises many kinds for pictures made to break it
        return False


def _converted(data: bytes) -> bytes | None:
    if not _size_is_fine(data):
        return None
    try:
        with Image.open(io.BytesIO(data)) as image:
            out = io.BytesIO()
            image.convert("RGBA").save(out, "PNG")
            return out.getvalue()
    except Exception:  # see above
        return None
