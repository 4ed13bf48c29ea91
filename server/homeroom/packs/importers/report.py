"""What an import brought, simplified and left out: for people to read, and to count."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from homeroom.i18n import N_

from .trouble import say

CAME, SIMPLER, LEFT, NOTE = "came", "simpler", "left", "note"
MOST_ROWS = 2000
REPORT = "import.json"  # the name of the report inside a draft


@dataclass
class Row:
    """One sentence about one part of the file."""

    fate: str
    what: str
    why: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in the language in use."""
        return say(self.why, self.values)


@dataclass
class Report:
    """All that is to be said about one import."""

    format: str
    file: str
    title: str = ""
    licence: str = ""
    found_licence: str = ""
    language: str = ""
    cards: int = 0
    came: int = 0
    left: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def simpler(self) -> int:
        """How many parts came over in a simpler form."""
        return len({row.what for row in self.rows if row.fate == SIMPLER})

    @property
    def share(self) -> int:
        """Per cent of the parts that became native content."""
        return round(100 * self.came / (self.came + self.left)) if self.came + self.left else 0

    def of(self, fate: str) -> list[Row]:
        """The sentences of one fate."""
        return [row for row in self.rows if row.fate == fate]

    def add(self, fate: str, what: str, why: str, **values: Any) -> None:
        """One more sentence; the same one about the same thing is said once."""
        row = Row(fate, what[:120], why, values)
        if len(self.rows) < MOST_ROWS and row not in self.rows[-40:]:
            self.rows.append(row)

    def json(self) -> str:
        """The report as a file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def read(text: str) -> Report:
    """A report from its file."""
    values = json.loads(text)
    rows = [Row(**row) for row in values.pop("rows")]
    return Report(**values, rows=rows)


HEADS = {
    SIMPLER: N_("Simplified"),
    LEFT: N_("Left out"),
    NOTE: N_("About the whole"),
}


def summary(report: Report) -> str:
    """The report in one line."""
    return say(
        N_("Parts that came over: %(came)s. Cards: %(cards)s. Simplified: %(simpler)s. Left out: %(left)s."),
        {"came": report.came, "cards": report.cards, "simpler": report.simpler, "left": report.left},
    )


def lines(report: Report) -> list[str]:
    """The report as text for a terminal."""
    made = [summary(report)]
    for fate, head in HEADS.items():
        rows = report.of(fate)
        made += [f"{say(head, {})}:"] if rows else []
        made += [f"  {row.what}: {row.sentence}" if row.what else f"  {row.sentence}" for row in rows]
    return made
