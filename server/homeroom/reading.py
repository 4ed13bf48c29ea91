"""Reading the journal: all entries about one thing or person, of one act, of one lane."""

from collections.abc import Sequence
from typing import Any

from homeroom import db
from homeroom.entries import Entry

COLUMNS = (
    "e.lane_no, l.lane, e.seq, e.at, e.clock, e.kind, e.version, e.actor, e.device, e.n,"
    " e.subject, e.register, e.replaces, e.body, l.school, l.hub"
)
SELECT = f"SELECT {COLUMNS} FROM entry e JOIN lane l USING (lane_no)"
IN_ORDER = " ORDER BY e.at, l.lane, e.seq"


def _select(where: str, values: Sequence[Any]) -> list[Entry]:
    rows = db.database.run(f"{SELECT} {where}{IN_ORDER}", tuple(values)).fetchall()
    return [Entry.from_row(row) for row in rows]


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
    """All entries about one thing, in order, each act once."""
    return _each_act_once(_select("WHERE e.register = ?", (register,)))


def of_subject(subject: str, *kinds: str) -> list[Entry]:
    """All entries of the given kinds about one person, in order, each act once."""
    return _each_act_once(
        _select(f"WHERE e.subject = ? AND e.kind IN ({','.join('?' * len(kinds))})", (subject, *kinds))
    )


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
