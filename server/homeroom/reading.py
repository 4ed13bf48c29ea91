"""Reading the journal: all entries about one thing or person, of one act, of one lane."""

from collections.abc import Sequence
from typing import Any

from homeroom import aliases, db
from homeroom.entries import Entry

COLUMNS = (
    "e.lane_no, l.lane, e.seq, e.at, e.clock, e.kind, e.version, e.actor, e.device, e.n,"
    " e.subject, e.register, e.replaces, e.body, l.school, l.hub"
)
SELECT = f"SELECT {COLUMNS} FROM entry e JOIN lane l USING (lane_no)"
IN_ORDER = " ORDER BY e.at, l.lane, e.seq"


def _select(where: str, values: Sequence[Any]) -> list[Entry]:
    rows = db.database.run(f"{SELECT} {where}{IN_ORDER}", tuple(values)).fetchall()
    names = aliases.known()
    return [Entry.from_row(names.row(row)) for row in rows]


def _each_act_once(entries: list[Entry]) -> list[Entry]:
    # The same act can arrive over two roads (two boxes, a stick): it counts once, as its first entry.
    seen: set[tuple[str, int | None, str]] = set()
    kept = []
    for entry in entries:
        if entry.device is not None:
            act = (entry.device, entry.n, entry.kind)
            if act in seen:
                continue
            seen.add(act)
        if entry.event is not None:
            kept.append(entry)
    return kept


def of_register(register: str) -> list[Entry]:
    """All entries about one thing, in order, each act once; of a child with two ids, under either."""
    written = aliases.known().written(register)
    return _each_act_once(_select(f"WHERE e.register IN ({_marks(written)})", written))


def of_subject(subject: str, *kinds: str) -> list[Entry]:
    """All entries of the given kinds about one person, in order, each act once."""
    ids = aliases.ids_of(subject)
    where = f"WHERE e.subject IN ({_marks(ids)}) AND e.kind IN ({_marks(kinds)})"
    return _each_act_once(_select(where, (*ids, *kinds)))


def as_written(subject: str) -> list[Entry]:
    """All entries about one person, in order, with the ids they were written with."""
    ids = aliases.ids_of(subject)
    rows = db.database.run(f"{SELECT} WHERE e.subject IN ({_marks(ids)}){IN_ORDER}", ids).fetchall()
    return [Entry.from_row(row) for row in rows]


def mentioning(ids: Sequence[str]) -> list[Entry]:
    """All entries about these ids or that name them, with the ids they were written with."""
    columns = [column for column in ("register", "actor", "body") for _one in ids]
    where = " OR ".join((f"e.subject IN ({_marks(ids)})", *(f"instr(e.{column}, ?)" for column in columns)))
    rows = db.database.run(f"{SELECT} WHERE {where}{IN_ORDER}", (*ids, *ids, *ids, *ids)).fetchall()
    return [Entry.from_row(row) for row in rows]


def of_kinds(*kinds: str) -> list[Entry]:
    """All entries of these kinds, in order, with the ids they were written with."""
    rows = db.database.run(f"{SELECT} WHERE e.kind IN ({_marks(kinds)}){IN_ORDER}", kinds).fetchall()
    return [Entry.from_row(row) for row in rows]


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def of_act(device: str, n: int) -> list[Entry]:
    """The entries that an act of a device left, if it is known already."""
    return _select("WHERE e.device = ? AND e.n = ?", (device, n))


def of_lane(lane: str, first: int, most: int) -> list[Entry]:
    """At most `most` entries of one lane from the number `first` on, by number."""
    rows = db.database.run(
        f"{SELECT} WHERE l.lane = ? AND e.seq >= ? ORDER BY e.seq LIMIT ?", (lane, first, most)
    ).fetchall()
    return [Entry.from_row(row) for row in rows]


def version() -> int:
    """A number that grows with every entry, whoever wrote it: the cheap question "is there news?"."""
    row = db.database.run("SELECT seq FROM sqlite_sequence WHERE name = 'entry'").fetchone()
    return int(row[0]) if row else 0
