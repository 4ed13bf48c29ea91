"""The lines inside a fenced block: first a text, then items (`- [x] …`) and keys (`hint: …`)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import get_close_matches

from .problems import Report

KEY = re.compile(r"([A-Za-z]+(?: [^\W_]+)?):(?:[ \t]+(.*)|$)")
NAMED = ("role", "rubric")


@dataclass
class Entry:
    """One item or key with its text, which may run over several lines."""

    key: str
    name: str
    line: int
    text: str


@dataclass
class Fields:
    """A fenced block taken apart."""

    line: int
    text: str = ""
    text_line: int = 0
    items: list[Entry] = field(default_factory=list)
    keys: list[Entry] = field(default_factory=list)

    def all(self, key: str) -> list[Entry]:
        """Every entry of a key, in order."""
        return [entry for entry in self.keys if entry.key == key]

    def one(self, key: str, report: Report, default: str = "") -> str:
        """The text of a key that may stand only once."""
        found = self.all(key)
        if len(found) > 1:
            report.wrong(found[1].line, f"“{key}:” may stand only once in a block.")
        return found[0].text.strip() if found else default

    def line_of(self, key: str) -> int:
        """Where a key stands, or the block if it is absent."""
        return next((entry.line for entry in self.keys if entry.key == key), self.line)


def read(
    lines: list[str], line: int, keys: Collection[str], report: Report, item: re.Pattern[str] | None = None
) -> Fields:
    """Take the lines of a block apart; `line` is where the block opens."""
    found = Fields(line=line, text_line=line + 1)
    current: Entry | None = None
    for number, raw in enumerate(lines, start=line + 1):
        entry = _entry(raw, number, keys, report)
        if entry:
            found.keys.append(entry)
        elif item and (match := item.fullmatch(raw)) and _may_be_item(found, raw):
            entry = Entry("item", match[1], number, match[2])
            found.items.append(entry)
        elif current:
            current.text += "\n" + raw.removeprefix("  ")
        else:
            found.text += raw + "\n"
        current = entry or current
    return found


def _may_be_item(found: Fields, raw: str) -> bool:
    """After the first key a plain list belongs to that key; `- [x]` is an option wherever it stands."""
    return not found.keys or raw.startswith(("- [", "* ["))


def _entry(raw: str, number: int, keys: Collection[str], report: Report) -> Entry | None:
    match = KEY.match(raw)
    if not match:
        return None
    name, rest = match[1], match[2] or ""
    if name in keys:
        return Entry(name, "", number, rest)
    first, _, second = name.partition(" ")
    if first in NAMED and first in keys and second:
        return Entry(first, second, number, rest)
    if name.lower() in keys:
        report.wrong(number, f"Write “{name.lower()}:” in small letters.")
    elif name.islower() and (close := get_close_matches(name, list(keys), n=1, cutoff=0.8)):
        report.wrong(number, f"“{name}:” is not known here. Did you mean “{close[0]}:”?")
    return None
