"""The cells of an Excel workbook, read through the safe archive reader: values only, no programs, no links."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from . import trouble, xmltree
from .archive import Archive
from .trouble import Unreadable

MOST_ROWS, MOST_COLUMNS = 20_000, 200
CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
Rows = list[list[str]]


def sheets(path: Path) -> dict[str, Rows]:
    """Every sheet by name: rows of texts."""
    with Archive(path) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.members:
            shared = [_text(node) for node in xmltree.every(archive.xml("xl/sharedStrings.xml"), "si")]
        targets = {
            node.get("Id", ""): node.get("Target", "")
            for node in xmltree.every(archive.xml("xl/_rels/workbook.xml.rels"), "Relationship")
        }
        found: dict[str, Rows] = {}
        for sheet in xmltree.every(archive.xml("xl/workbook.xml"), "sheet"):
            target = targets.get(sheet.get("id", ""), "").removeprefix("/xl/")
            if f"xl/{target}" in archive.members:
                found[sheet.get("name", target)] = _rows(archive.xml(f"xl/{target}"), shared)
        return found


def _rows(sheet: Element, shared: list[str]) -> Rows:
    rows: Rows = []
    for row in xmltree.every(sheet, "row"):
        cells: list[str] = []
        for cell in row.findall("c"):
            place = CELL.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else len(cells)
            if column < MOST_COLUMNS:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = _value(cell, shared)
        rows.append(cells)
        if len(rows) > MOST_ROWS:
            raise Unreadable(trouble.CUT, most=MOST_ROWS)
    return rows


def _value(cell: Element, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), (cell.findtext("v") or "").strip()
    if kind == "inlineStr":
        return _text(cell)
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return _number(value) if kind == "n" else value


def _number(value: str) -> str:
    """Workbooks hold 0.1 + 0.2 as 0.30000000000000004; people see fifteen digits."""
    try:
        return format(float(value), ".15g")
    except ValueError:
        return value


def _text(node: Element) -> str:
    return "".join(part.text or "" for part in xmltree.every(node, "t"))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
