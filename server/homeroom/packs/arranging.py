"""Questions whose answer is an arrangement: order, match, sort."""

import re
from typing import Any

from .fields import Entry, Fields
from .problems import Report
from .remarks import letters, lines

ORDER = re.compile(r"(\d+)[.)][ \t]+(.+)")
MATCH = re.compile(r"([-*])[ \t]+(.+)")
SORT = re.compile(r"(#|-|\*)[ \t]+(.+)")


def order(found: Fields, report: Report) -> dict[str, Any]:
    """A numbered list in the right order."""
    if len(found.items) < 2:
        report.wrong(found.line, "An order question needs a numbered list of at least two: 1. first.")
    ids = letters(len(found.items), found.line, report)
    pairs = zip(ids, lines(found.items, report), strict=False)
    return {"items": [{"id": name, "html": html} for name, html in pairs]}


def match(found: Fields, report: Report) -> dict[str, Any]:
    """Pairs that belong together: - left == right."""
    pairs = []
    ids = letters(len(found.items), found.line, report)
    for name, entry in zip(ids, found.items, strict=False):
        left, sign, right = entry.text.partition(" == ")
        if not sign or not left.strip() or not right.strip():
            report.wrong(entry.line, "A pair is written “- left == right”.")
            continue
        sides = [Entry("pair", "", entry.line, side) for side in (left, right)]
        pairs.append(dict(zip(("id", "left", "right"), (name, *lines(sides, report)), strict=True)))
    if len(pairs) < 2:
        report.wrong(found.line, "A match question needs at least two pairs: - left == right.")
    if len({pair["left"] for pair in pairs}) < len(pairs):
        report.wrong(found.line, "Two pairs have the same left side; put the one that repeats on the right.")
    return {"pairs": pairs}


def sort(found: Fields, report: Report) -> dict[str, Any]:
    """Groups and what belongs into each: # Group, then - item."""
    groups: list[dict[str, Any]] = []
    count = sum(entry.name != "#" for entry in found.items)
    names = iter(letters(count, found.line, report))
    for entry, html in zip(found.items, lines(found.items, report), strict=True):
        if entry.name == "#":
            groups.append({"id": f"g{len(groups) + 1}", "title": entry.text.strip(), "items": []})
        elif not groups:
            report.wrong(entry.line, "Before the first item a group is missing: # Group.")
        else:
            groups[-1]["items"].append({"id": next(names, "?"), "html": html})
    if len(groups) < 2 or not count:
        report.wrong(found.line, "A sort question needs at least two groups (# Group) with items (- item).")
    return {"groups": groups}
