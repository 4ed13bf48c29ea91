"""What can still be read of a damaged database: entries that its newest copy has not yet."""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import apsw

from homeroom import db, journal, store
from homeroom.entries import Entry

log = logging.getLogger(__name__)
BATCH = 500
TEXTS = ("kind", "actor", "subject", "register")
NUMBERS = ("at", "clock", "version")
UNREADABLE = (apsw.Error, UnicodeDecodeError)  # a damaged page, a text of which a bit was turned over


def entries(damaged: Path) -> int:
    """Receive what is newer than our own journal, lane by lane up to the first gap or the first row that makes no
    sense; returns how many entries came back."""
    if not damaged.exists():
        return 0
    count = 0
    try:
        connection = apsw.Connection(str(damaged), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            hub = "hub" if _knows_hubs(connection) else "0"
            rows = connection.execute(f"SELECT lane_no, {hub}, lane, box, school FROM lane").fetchall()
            for number, by_hub, *names in rows:
                if isinstance(number, int) and all(isinstance(one, str) and one.isascii() for one in names):
                    count += _lane(connection, number, by_hub == 1, *map(str, names))
        finally:
            connection.close()
    except UNREADABLE as error:
        log.warning("the damaged database can't be read any further: %s", error)
    return count


def _knows_hubs(connection: apsw.Connection) -> bool:
    # A database that an older program left behind has no such column yet.
    return "hub" in {str(row[1]) for row in connection.execute("PRAGMA table_info(lane)")}


def _lane(connection: apsw.Connection, lane_no: int, by_hub: bool, lane: str, box: str, school: str) -> int:
    row = db.database.run("SELECT last_seq FROM lane WHERE lane = ?", (lane,)).fetchone()
    found = _readable(connection, lane_no, row[0] if row else 0)
    count = 0
    while batch := list(islice(found, BATCH)):
        db.write(_keep, batch, lane, box, school, by_hub)
        count += len(batch)
    if count:
        with suppress(*UNREADABLE):  # they can be sealed again; a hub that has them asks for the entries only
            db.write(_segments, connection, lane)
    return count


def _segments(connection: apsw.Connection, lane: str) -> None:
    # What was sent already must be the same bytes when it is sent again.
    columns = [str(row[1]) for row in db.database.run("PRAGMA table_info(sync_segment)")]
    names = ", ".join(f'"{name}"' for name in columns)
    row = db.database.run("SELECT max(last) FROM sync_segment WHERE lane = ?", (lane,)).fetchone()
    ours = row[0] or 0
    last = db.database.run("SELECT last_seq FROM lane WHERE lane = ?", (lane,)).fetchone()[0]
    rows = connection.execute(
        f"SELECT {names} FROM sync_segment WHERE lane = ? AND first > ? AND last <= ? ORDER BY first",
        (lane, ours, last),
    )
    first_at, last_at = columns.index("first"), columns.index("last")
    for found in rows:
        if found[first_at] != ours + 1:
            return
        db.database.run(f"INSERT INTO sync_segment ({names}) VALUES ({', '.join('?' * len(columns))})", found)
        ours = found[last_at]


def _keep(batch: list[Entry], lane: str, box: str, school: str, by_hub: bool) -> None:
    store.open_lane(lane, box, school, hub=by_hub)
    journal.receive(batch)


def _readable(connection: apsw.Connection, lane_no: int, after: int) -> Iterator[Entry]:
    select = journal.SELECT if _knows_hubs(connection) else journal.SELECT.replace("l.hub", "0")
    rows = connection.execute(f"{select} WHERE e.lane_no = ? AND e.seq > ? ORDER BY e.seq", (lane_no, after))
    try:
        for number, row in enumerate(rows, after + 1):
            entry = _entry(row)
            if entry is None or entry.seq != number:
                return
            yield entry
    except UNREADABLE:
        return


def _entry(row: Any) -> Entry | None:
    try:
        entry = Entry.from_row(row)
    except (ValueError, TypeError):
        return None
    whole = (
        all(isinstance(getattr(entry, name), str) for name in TEXTS)
        and all(isinstance(getattr(entry, name), int) for name in NUMBERS)
        and isinstance(entry.body, dict | None)
        and isinstance(entry.replaces, list)
    )
    return entry if whole and json.dumps(entry.body) else None
