"""One table of a file: bytes from Excel, Kolibri or a school system, as rows with named cells."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.errors import Refused
from homeroom.i18n import _

MAX_BYTES = 8 * 1024 * 1024
MAX_ROWS = 20_000
_ESCAPED = re.compile(r"^'+[=+\-@|%]")
_DANGEROUS = re.compile(r"^'*[=+\-@|%]")


@dataclass(frozen=True)
class Sheet:
    """A header and its rows; a row is its number in the file (the header is 1) and its cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_sheet(data: bytes, name: str = "") -> Sheet:
    """Read one CSV file, however its program wrote it: marks, separators and line ends are guessed."""
    if len(data) > MAX_BYTES:
        raise Refused(_("This file is larger than 8 MB. That is too much for a list of people."))
    text = decode(data)
    first, _rest, after = text.partition("\n")
    told = re.fullmatch(r"sep=(.)", first.strip(), re.IGNORECASE)
    skipped = 1 if told else 0
    separator = told[1] if told else _separator(first)
    lines = csv.reader(io.StringIO(after if told else text, newline=""), delimiter=separator)
    try:
        return _sheet(lines, skipped)
    except csv.Error as error:
        raise Refused(
            _("Line %(line)s of %(name)s can't be read as a table.", line=lines.line_num, name=name or "the file")
        ) from error


def decode(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 with or without mark, or else what old Excel writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def tidy(cell: str) -> str:
    """A cell as people mean it: no stray spaces, no control marks, accents in one form, formula guard off."""
    cell = unicodedata.normalize("NFC", cell).replace("\ufeff", "").replace("\0", "")
    cell = " ".join(cell.split())
    return cell[1:] if _ESCAPED.match(cell) else cell


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `tidy` takes the guard off again."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def _separator(header: str) -> str:
    bare = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=bare.count)


def _sheet(lines: Iterable[list[str]], skipped: int) -> Sheet:
    header: tuple[str, ...] = ()
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in enumerate(lines, start=1 + skipped):
        tidied = [tidy(cell) for cell in cells]
        if not any(tidied):
            continue
        if not header:
            header = tuple(tidied)
            continue
        if len(rows) >= MAX_ROWS:
            raise Refused(_("This file has more than %(count)s rows.", count=MAX_ROWS))
        rows.append((number, dict(zip(header, tidied, strict=False))))
    return Sheet(header, tuple(rows))
