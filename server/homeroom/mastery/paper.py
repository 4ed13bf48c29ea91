"""Pages of text on paper, drawn with the school's own letters and saved as one PDF: no program besides is needed.

Pillow shapes Arabic and joins letters (libraqm). What is saved is a picture of each page; the page in the browser is
the one that can be read aloud.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from homeroom.lazy import lazy

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont
else:
    Image, ImageDraw, ImageFont = lazy("PIL.Image"), lazy("PIL.ImageDraw"), lazy("PIL.ImageFont")

DPI = 150
PAGE = (1240, 1754)  # A4 at 150 dpi
MARGIN = 100
FONTS = Path(__file__).parents[1] / "static" / "fonts"
INK, SOFT, ACCENT, PAPER = "#1b2333", "#434753", "#0c4f4c", "#ffffff"
SIZES = {"title": (46, True), "head": (32, True), "text": (25, False), "soft": (20, False)}
GAPS = {"title": 8, "head": 34, "text": 8, "soft": 10}


@dataclass(frozen=True)
class Line:
    """One paragraph: title, head, text or soft; `bullet` puts a dot before it."""

    text: str
    kind: str = "text"
    bullet: bool = False


def pdf(lines: Iterable[Line], *, rtl: bool, title: str) -> bytes:
    """The paragraphs on as many pages as they need."""
    pages = _pages(list(lines), rtl)
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, title=title, quality=90)
    return made.getvalue()


def _pages(lines: Sequence[Line], rtl: bool) -> list[Image.Image]:
    found = [Image.new("RGB", PAGE, PAPER)]
    draw, y = ImageDraw.Draw(found[0]), MARGIN
    for line in lines:
        size, bold = SIZES[line.kind]
        indent = size if line.bullet else 0
        y += GAPS[line.kind]
        for n, row in enumerate(_wrapped(line.text, size, bold, PAGE[0] - 2 * MARGIN - indent)):
            if y + size * 1.5 > PAGE[1] - MARGIN:
                found.append(Image.new("RGB", PAGE, PAPER))
                draw, y = ImageDraw.Draw(found[-1]), MARGIN
            if line.bullet and n == 0:
                _dot(draw, y, size, rtl)
            _write(draw, row, (y, indent), (size, bold), rtl, _color(line.kind))
            y += round(size * 1.5)
    return found


def _color(kind: str) -> str:
    return {"head": ACCENT, "soft": SOFT}.get(kind, INK)


def _dot(draw: ImageDraw.ImageDraw, y: int, size: int, rtl: bool) -> None:
    x, middle, r = (PAGE[0] - MARGIN - 8 if rtl else MARGIN + 8), y + size * 0.75, size / 7
    draw.ellipse((x - r, middle - r, x + r, middle + r), fill=ACCENT)


def _wrapped(text: str, size: int, bold: bool, width: int) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    for word in text.split():
        if rows[-1] and _width(" ".join([*rows[-1], word]), size, bold) > width:
            rows.append([])
        rows[-1].append(word)
    return rows


def _write(
    draw: ImageDraw.ImageDraw,
    words: Sequence[str],
    at: tuple[int, int],
    font: tuple[int, bool],
    rtl: bool,
    color: str,
) -> None:
    """One row: words of one direction stay together, and these runs follow the direction of the page."""
    y, indent = at
    runs = [(way, " ".join(group)) for way, group in groupby(words, key=lambda word: _is_rtl(word, rtl))]
    x = float(PAGE[0] - MARGIN - indent if rtl else MARGIN + indent)
    space = _width(" ", *font)
    for way, run in runs:
        wide = _width(run, *font)
        x -= wide if rtl else 0
        _draw_run(draw, run, (x, y), font, way, color)
        x += -space if rtl else wide + space


def _draw_run(
    draw: ImageDraw.ImageDraw, run: str, at: tuple[float, int], font: tuple[int, bool], rtl: bool, color: str
) -> None:
    x, base = at[0], at[1] + font[0] * 1.1
    parts = list(_parts(run))
    for name, part in reversed(parts) if rtl else parts:
        letters = _font(name, *font)
        draw.text((x, base), part, font=letters, fill=color, anchor="ls", direction="rtl" if rtl else "ltr")
        x += letters.getlength(part, direction="rtl" if rtl else "ltr")


def _is_rtl(word: str, usual: bool) -> bool:
    if any(_is_arabic(one) for one in word):
        return True
    return False if any(one.isalnum() for one in word) else usual


def _is_arabic(one: str) -> bool:
    return "\u0590" <= one <= "\u08ff" or "\ufb50" <= one <= "\ufdff" or "\ufe70" <= one <= "\ufefc"


def _parts(text: str) -> Iterable[tuple[str, str]]:
    """Pieces of one font each: our letters come in three files."""
    for name, group in groupby(text, key=_file):
        yield name, "".join(group)


def _file(one: str) -> str:
    if _is_arabic(one):
        return "letters-arabic"
    return "letters-ext" if "\u0100" <= one <= "\u1fff" and one not in "ıŒœ" else "letters"


def _width(text: str, size: int, bold: bool) -> float:
    return sum(_font(name, size, bold).getlength(part) for name, part in _parts(text))


@lru_cache(maxsize=32)
def _font(name: str, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"{name}-{'bold' if bold else 'regular'}.woff2", size)
