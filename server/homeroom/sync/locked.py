"""Segments in which something is sealed by a key that is not here (yet). They are kept, passed on and folded as far as
they can be read, but not acknowledged: what a sender may forget, its receiver can read.
"""

from collections.abc import Iterable
from itertools import groupby

import peewee

from homeroom import db, journal, keyring
from homeroom.db import Local
from homeroom.errors import HomeroomError
from homeroom.keyring import Key
from homeroom.sync import files, rules, segment, tables
from homeroom.sync.rules import Head


class Locked(Local):
    """A stored segment that can't be opened wholly."""

    lane = peewee.TextField()
    first = peewee.IntegerField()

    class Meta:
        table_name = "sync_locked"
        primary_key = peewee.CompositeKey("lane", "first")


OPENED = " AND NOT EXISTS (SELECT 1 FROM sync_locked k WHERE k.lane = s.lane AND k.first = s.first)"


def note(lane: str, first: int, last: int, shut: Iterable[str]) -> None:
    """A segment was stored, in place of those within it; `shut`: of whom something can't be opened. Inside a write."""
    Locked.delete().where(Locked.lane == lane, Locked.first >= first, Locked.first <= last).execute()
    if set(shut):
        Locked.put(lane=lane, first=first)


def within(lane: str, first: int, last: int) -> bool:
    """Whether there is such a segment that begins between these numbers."""
    return Locked.select().where(Locked.lane == lane, Locked.first >= first, Locked.first <= last).exists()


def head(lane: str) -> Head:
    """How far a lane is here without a hole, and can be read."""
    sql = f"SELECT s.first, s.last, s.hash FROM sync_segment s WHERE s.lane = ?{OPENED} ORDER BY s.first"
    return rules.head(db.database.execute_sql(sql, (lane,)).fetchall())


def heads(school: str) -> dict[str, Head]:
    """The same of all lanes of a school of which there is a segment here."""
    rows = db.database.execute_sql(
        "SELECT s.lane, s.first, s.last, s.hash FROM sync_segment s JOIN lane l USING (lane)"
        f" WHERE l.school = ?{OPENED} ORDER BY s.lane, s.first",
        (school,),
    )
    grouped = groupby(rows.fetchall(), key=lambda row: str(row[0]))
    return {lane: rules.head(row[1:] for row in some) for lane, some in grouped}


def take_keys(keys: Iterable[Key]) -> int:
    """Keep keys that came from another store, and read what waited for them; returns how many were new."""
    new = keyring.add(keys)
    if new:
        for row in list(Locked.select().order_by(Locked.lane, Locked.first)):
            db.write(_try, row.lane, row.first)
    return new


def _try(lane: str, first: int) -> None:
    stored = tables.segment_at(lane, first)
    if stored is None:
        Locked.drop(lane=lane, first=first)
        return
    try:
        entries, shut = segment.opened(segment.parse(bytes(stored.content)))
    except HomeroomError:
        return  # the nightly scrub says what is wrong with it
    journal.receive(entries)  # fills in what was left out
    files.note(entries, tables.school_of(lane))
    if not shut:
        Locked.drop(lane=lane, first=first)


def waiting() -> list[tuple[str, int]]:
    """The lane and first number of each segment that waits for a key."""
    return [(row.lane, row.first) for row in Locked.select()]
