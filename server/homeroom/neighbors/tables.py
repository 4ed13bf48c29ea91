"""What this box remembers of neighbors: places to call, boxes that proved themselves, how far lanes are whole."""

import peewee

from homeroom import db, store
from homeroom.db import Local
from homeroom.stick import tables as stick
from homeroom.sync import tables as sync
from homeroom.sync.rules import Head

MOST_FOUND = 20  # places that were only announced: whoever announces a thousand boxes is not listened to
FORGET_AFTER = 24 * 3600 * 1000  # ms without a sign of a place that nobody typed and nobody proved


class Place(Local):
    """An address where a box may be. `how`: typed, found (announced) or called (it called here and proved itself).

    `trouble` is "" or a reason (see telling.py); `box` is who proved to be there.
    """

    address = peewee.TextField(primary_key=True)
    how = peewee.TextField()
    seen = peewee.IntegerField()
    box = peewee.TextField(default="")
    trouble = peewee.TextField(default="")
    words = peewee.TextField(default="")
    fails = peewee.IntegerField(default=0)
    next_try = peewee.IntegerField(default=0)
    last_contact = peewee.IntegerField(default=0)

    class Meta:
        table_name = "neighbor_place"


class Neighbor(Local):
    """Another box of this school that proved itself. `news` is the journal's version when both had the same."""

    box = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    store = peewee.TextField(default="")
    last_success = peewee.IntegerField(default=0)
    news = peewee.IntegerField(default=0)
    taken = peewee.IntegerField(default=0)
    given = peewee.IntegerField(default=0)
    files = peewee.IntegerField(default=0)
    packs = peewee.TextField(default="")  # why a lesson pack of it was not taken, in words

    class Meta:
        table_name = "neighbor"


class Whole(Local):
    """Entries of a lane up to `last` are here with all that they ever said; others' may be bare."""

    lane = peewee.TextField(primary_key=True)
    last = peewee.IntegerField()

    class Meta:
        table_name = "neighbor_whole"


def places() -> list[Place]:
    """All places, those where a neighbor was first."""
    return sorted(Place.select(), key=lambda one: (not one.box, one.address))


def place(address: str) -> Place | None:
    """One place."""
    return Place.one(address=address)


def neighbor(box: str) -> Neighbor | None:
    """One neighbor."""
    return Neighbor.one(box=box)


def neighbors() -> list[Neighbor]:
    """All neighbors, by name."""
    return list(Neighbor.select().order_by(Neighbor.name, Neighbor.box))


def lanes() -> list[stick.Lane]:
    """The lanes of this school."""
    own = store.school_id()
    return [one for one in stick.lanes() if one.school == own]


def heads() -> dict[str, Head]:
    """How far the segments of the school's lanes go here."""
    return sync.heads(store.school_id())


def since(version: int) -> int:
    """How many entries came into this journal after that version of it."""
    row = db.database.execute_sql("SELECT count(*) FROM entry WHERE arrival > ?", (version,)).fetchone()
    return int(row[0])


@db.writes
def reached(lasts: dict[str, int]) -> None:
    """Note how far lanes are whole here."""
    for lane, last in lasts.items():
        Whole.put(lane=lane, last=last)
