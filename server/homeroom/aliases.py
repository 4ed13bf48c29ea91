"""Two ids of one child: entries that say so join them, and the journal is then read as if she had had one all along.

Nothing is rewritten. An entry keeps its name, its bytes and the id that it was written with; where folds and queries
read it, each id stands for the root of its group (union-find). Who takes them apart again gets back what was.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

from homeroom import db, watching
from homeroom.entries import Entry, standing, winner

JOINED, PARTED = "people.student-joined", "people.student-parted"
KINDS = (JOINED, PARTED)
ID = re.compile(r"[0-9a-z]{20}")  # as journal.new_id makes them: nothing else may stand for something else
ACTOR, SUBJECT, REGISTER, BODY = 7, 10, 11, 13  # columns of reading.SELECT


def register(one: str, other: str) -> str:
    """The thing that entries about these two ids are about: whether they are the same child."""
    first, second = sorted((one, other))
    return f"same/{first}/{second}"


def resolve(entries: Iterable[Entry]) -> dict[str, str]:
    """Every id that stands for another one, and its root; the same in any order and with any repeats.

    Of two ids that are joined, directly or through others, the root is the one that the hub named last (in the
    order of its entries), else the smallest. Cycles are harmless. Only register, subject, kind, rank and order of
    an entry count, so an erasure, which takes bodies away, leaves this as it was.
    """
    pairs = _joined(entries)
    above: dict[str, str] = {}
    for one, other, _entry in pairs:
        a, b = sorted((_top(above, one), _top(above, other)))
        if a != b:
            above[b] = a
    named: dict[str, Entry] = {}
    for one, _other, entry in pairs:
        top = _top(above, one)
        if entry.by_hub and (top not in named or named[top].order < entry.order):
            named[top] = entry
    ids = {one for pair in pairs for one in pair[:2]}
    roots = {one: _root(_top(above, one), named) for one in ids}
    return {one: root for one, root in sorted(roots.items()) if one != root}


def _root(top: str, named: dict[str, Entry]) -> str:
    return named[top].subject if top in named else top


def _top(above: dict[str, str], one: str) -> str:
    while one in above:
        one = above[one]
    return one


def _joined(entries: Iterable[Entry]) -> list[tuple[str, str, Entry]]:
    told: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind in KINDS:
            told.setdefault(entry.register, []).append(entry)
    found = []
    for about, some in sorted(told.items()):
        kind, *ids = about.split("/")
        best = winner(standing(some))
        if best is None or best.kind != JOINED or kind != "same" or len(ids) != 2 or best.subject not in ids:
            continue
        if ids[0] < ids[1] and all(ID.fullmatch(one) for one in ids):
            found.append((ids[0], ids[1], best))
    return found


@dataclass(frozen=True)
class Names:
    """Which ids stand for which root, and how entries are read under it."""

    roots: dict[str, str] = field(default_factory=dict)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """For each root all ids of the child, its own first."""
        found: dict[str, tuple[str, ...]] = {}
        for one, root in sorted(self.roots.items()):
            found[root] = (*found.get(root, (root,)), one)
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![0-9a-zA-Z])(?:{'|'.join(self.roots)})(?![0-9a-zA-Z])")

    def root(self, subject: str) -> str:
        """The id under which a child is read."""
        return self.roots.get(subject, subject)

    def ids(self, subject: str) -> tuple[str, ...]:
        """All ids of the child that this one names, the root first."""
        root = self.root(subject)
        return self.groups.get(root, (root,))

    def plain(self, text: str) -> str:
        """A register, actor or body (as JSON) with the roots in the place of ids that stand for them."""
        return self._pattern.sub(lambda found: self.roots[found[0]], text) if self.roots else text

    def told(self, value: Any) -> Any:
        """A JSON value with the roots in the place of ids that stand for them."""
        return json.loads(self.plain(json.dumps(value))) if self.roots else value

    def written(self, about: str) -> list[str]:
        """A register in all the ways in which it may have been written."""
        if not self.roots:
            return [about]
        ways: list[Sequence[str]] = [self.ids(one) for one in about.split("/")]
        return ["/".join(one) for one in product(*ways)]

    def row(self, row: Sequence[Any]) -> Sequence[Any]:
        """A row of the journal (reading.SELECT) as it is read under the roots."""
        if not self.roots or row[5] in KINDS:
            return row
        found = list(row)
        for column in (ACTOR, SUBJECT, REGISTER, BODY):
            found[column] = self.plain(found[column])
        return found

    def entry(self, entry: Entry) -> Entry:
        """An entry as it is read under the roots."""
        if not self.roots or entry.kind in KINDS:
            return entry
        lane_no, *middle = entry.to_row()
        row = (lane_no, entry.lane, *middle, entry.school, entry.by_hub)
        read = self.row(row)
        return entry if list(read) == list(row) else Entry.from_row(read)


NOBODY = Names()
TABLE = watching.notice("alias")


@lru_cache(maxsize=4)
def _names(pairs: tuple[tuple[str, str], ...]) -> Names:
    return Names(dict(pairs))


def known() -> Names:
    """What holds now."""
    return db.database.changes.remember(TABLE, "", _read)


def _read() -> Names:
    rows = db.database.run("SELECT subject, root FROM alias ORDER BY subject").fetchall()
    return _names(tuple(rows)) if rows else NOBODY


def root_of(subject: str) -> str:
    """The id under which a child is read now."""
    row = db.database.run("SELECT root FROM alias WHERE subject = ?", (subject,)).fetchone()
    return str(row[0]) if row else subject


def ids_of(subject: str) -> tuple[str, ...]:
    """All ids of a child, the root first."""
    return known().ids(subject)


def renew(said: Callable[[], Iterable[Entry]]) -> set[str]:
    """Work out anew who is who, from all entries about it. Inside a write.

    Returns the ids of every group in which something changed; empty when all is as before.
    """
    before, after = known(), Names(resolve(said()))
    changed = {one for one in {*before.roots, *after.roots} if before.root(one) != after.root(one)}
    if not changed:
        return set()
    db.database.run("DELETE FROM alias")
    for one, root in after.roots.items():
        db.database.run("INSERT INTO alias (subject, root) VALUES (?, ?)", (one, root))
    return {one for old in changed for names in (before, after) for one in names.ids(old)} | changed
