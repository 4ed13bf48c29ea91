"""Erasure: what an entry of this kind names loses its words for ever, whatever came before it or comes after.

The entries stay (their numbers, times, kinds and the child's random id), so that lanes have no holes and chains
still fit; their bodies are gone. A trigger does the same to entries that arrive later (migration 0013).
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from homeroom import db, entries, store
from homeroom.entries import Entry
from homeroom.reading import SELECT

KIND = "people.student-erased"
SHA = re.compile(r"[0-9a-f]{64}")


def apply(fresh: Iterable[Entry]) -> list[Entry]:
    """Take out the words of all that the erasures among `fresh` name. Inside a write.

    Returns the erased entries as they were, so that what was folded from them can be folded again without
    them. An erasure reaches entries of its own school; on a box everything, since a box only believes its
    own school and its hub.
    """
    gone: list[Entry] = []
    for entry in fresh:
        if entry.kind == KIND and entry.subject:
            gone += _erase(entry)
    return gone


def all_of() -> list[Entry]:
    """Every erasure in the journal."""
    return [Entry.from_row(row) for row in db.database.run(f"{SELECT} WHERE e.kind = ?", (KIND,)).fetchall()]


def _erase(erasure: Entry) -> list[Entry]:
    db.database.run("PRAGMA secure_delete = ON", ())  # the pages are overwritten, not only let go
    db.database.run("INSERT OR IGNORE INTO erased (subject, school) VALUES (?, ?)", (erasure.subject, erasure.school))
    own = store.school_id()
    rows = db.database.run(
        f"{SELECT} WHERE e.subject = ? AND e.kind <> ? AND e.body <> 'null'"
        " AND (l.school = ? OR l.school = ? OR ? = ?)",
        (erasure.subject, KIND, erasure.school, own, erasure.school, own),
    ).fetchall()
    found = [Entry.from_row(row) for row in rows]
    if found:
        db.database.run("UPDATE erased SET done = 0 WHERE subject = ?", (erasure.subject,))
    for entry in found:
        db.database.run("UPDATE entry SET body = 'null' WHERE lane_no = ? AND seq = ?", (entry.lane_no, entry.seq))
        for sha in files_in(entry.body):
            db.database.run("INSERT OR IGNORE INTO erased_file VALUES (?)", (sha,))
    entries.forget()
    return found


def empty(said: Iterable[Entry]) -> None:
    """Take the personal words out of these entries and leave the rest, for what is kept for a time. Inside a write.

    The fields stay, empty: nobody takes such an entry for one whose words are still to come (`fills`, wholeness).
    """
    db.database.run("PRAGMA secure_delete = ON", ())
    for entry in said:
        known = entries.event_class(entry.kind)
        if entry.body is None or known is None:
            continue
        body = {name: "" if name in known.cls.personal else value for name, value in entry.body.items()}
        db.database.run(
            "UPDATE entry SET body = ? WHERE lane_no = ? AND seq = ?", (_text(body), entry.lane_no, entry.seq)
        )
    entries.forget()


def files_in(body: dict[str, Any] | None) -> set[str]:
    """The files that an entry names by their SHA-256."""
    values = (body or {}).values()
    return {value for value in values if isinstance(value, str) and SHA.fullmatch(value)}


def is_erased(subject: str) -> bool:
    """Whether the words about this person are gone for ever."""
    return db.database.run("SELECT 1 FROM erased WHERE subject = ?", (subject,)).fetchone() is not None


def pending() -> Sequence[str]:
    """The persons whose files, segments and drafts on this store are still to be taken away."""
    return [str(row[0]) for row in db.database.run("SELECT subject FROM erased WHERE done = 0", ()).fetchall()]


def fills(known: str, entry: Entry) -> bool:
    """Keep what an entry says more than is `known` of it here, since part of it had stayed at another store.

    Whether there was more. Inside a write. What was erased stays erased.
    """
    if entry.body is None or len(known) >= len(text := _text(entry.body)) or is_erased(entry.subject):
        return False
    less = json.loads(known) or {}
    if any(name not in entry.body or entry.body[name] != value for name, value in less.items()):
        return False
    db.database.run("UPDATE entry SET body = ? WHERE lane_no = ? AND seq = ?", (text, entry.lane_no, entry.seq))
    return True


def _text(body: dict[str, Any]) -> str:
    """A body as the journal stores it."""
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False)
