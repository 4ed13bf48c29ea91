"""What this store remembers about sticks: boxes of the school, who has what, bundles, what waits, the last trip."""

from collections.abc import Sequence
from dataclasses import dataclass

import peewee

from homeroom import db, journal, store
from homeroom.db import Local, Projection
from homeroom.journal import Entry
from homeroom.stick.events import BoxAdmitted
from homeroom.sync import locked


class SchoolBox(Projection):
    """A box that some box of the school let in."""

    box = peewee.TextField(primary_key=True)
    key = peewee.TextField()
    age = peewee.TextField()
    carry = peewee.TextField(default="")

    class Meta:
        table_name = "stick_school_box"


class Sibling(Local):
    """A box of the school that this one was told of when it was let in."""

    box = peewee.TextField(primary_key=True)
    key = peewee.TextField()
    age = peewee.TextField()
    name = peewee.TextField(default="")
    carry = peewee.TextField(default="")

    class Meta:
        table_name = "stick_sibling"


class Has(Local):
    """What another box of the school said it has of a lane."""

    peer = peewee.TextField()
    lane = peewee.TextField()
    last = peewee.IntegerField()

    class Meta:
        table_name = "stick_has"
        primary_key = peewee.CompositeKey("peer", "lane")


class HasFile(Local):
    """A picture or recording that another box of the school said it has."""

    peer = peewee.TextField()
    sha256 = peewee.TextField()

    class Meta:
        table_name = "stick_has_file"
        primary_key = peewee.CompositeKey("peer", "sha256")


class Bundle(Local):
    """A bundle that was written or read here; `n` is its sender's count, `whole` whether nothing was missing."""

    bundle = peewee.TextField(primary_key=True)
    sender = peewee.TextField()
    n = peewee.IntegerField()
    purpose = peewee.TextField()
    entries = peewee.IntegerField()
    at = peewee.IntegerField()
    whole = peewee.IntegerField()

    class Meta:
        table_name = "stick_bundle"


class Receipt(Local):
    """The newest receipt of each reader: an older one that turns up later says nothing any more."""

    peer = peewee.TextField(primary_key=True)
    n = peewee.IntegerField()
    at = peewee.IntegerField()

    class Meta:
        table_name = "stick_receipt"


class Waiting(Local):
    """A segment whose predecessor has not come yet, or of which a key has not (`locked`): perhaps on the next stick."""

    sender = peewee.TextField()
    lane = peewee.TextField()
    first = peewee.IntegerField()
    content = peewee.BlobField()
    locked = peewee.IntegerField(default=0)

    class Meta:
        table_name = "stick_waiting"
        primary_key = peewee.CompositeKey("lane", "first", "sender")


class Trip(Local):
    """The one trip that is under way or was the last: what the page shows, also after a reload."""

    id = peewee.IntegerField(primary_key=True, default=1)
    process = peewee.TextField()
    way = peewee.TextField()
    folder = peewee.TextField()
    state = peewee.TextField()
    done = peewee.IntegerField(default=0)
    total = peewee.IntegerField(default=0)
    words = peewee.TextField(default="[]")
    began = peewee.IntegerField()

    class Meta:
        table_name = "stick_trip"


@journal.fold(BoxAdmitted)
def fold_box(register: str, entries: Sequence[Entry]) -> None:
    """The keys that count; a box that loses its keys is let in anew."""
    best = journal.winner(journal.standing(entries))
    box = register.partition("/")[2]
    SchoolBox.drop(box=box)
    if best:
        SchoolBox.put(box=box, key=best.event.key, age=best.event.age, carry=best.event.carry)


@dataclass(frozen=True)
class Peer:
    """Another box of this school: its Ed25519 key, its age key and what keys on their way to it are sealed to."""

    box: str
    key: str
    age: str
    carry: str = ""


def siblings() -> dict[str, Peer]:
    """The other boxes of this school."""
    told = {row.box: row.carry for row in Sibling.select()}  # when this box was let in; the journal knows better
    rows = [*Sibling.select(), *SchoolBox.select()]
    found = {row.box: Peer(row.box, row.key, row.age, row.carry or told.get(row.box, "")) for row in rows}
    return {box: peer for box, peer in found.items() if box != store.box_id()}


@dataclass(frozen=True)
class Lane:
    """A lane that this store knows: whose it is, and its last entry here."""

    lane: str
    box: str
    school: str
    last: int


def lanes(box: str = "") -> list[Lane]:
    """All lanes (of one box), the oldest first."""
    where, values = ("WHERE box = ?", (box,)) if box else ("", ())
    rows = db.database.execute_sql(f"SELECT lane, box, school, last_seq FROM lane {where} ORDER BY lane_no", values)
    return [Lane(*row) for row in rows.fetchall()]


def readable() -> dict[str, int]:
    """How far each lane is here without something that waits for a key."""
    shut: dict[str, int] = {}
    waiting = [(row.lane, row.first) for row in Waiting.select().where(Waiting.locked == 1)]
    # What the hub wrote comes in its own segments only; of boxes, whole entries come, too.
    waiting += [(lane, first) for lane, first in locked.waiting() if store.is_hubs_lane(lane)]
    for name, first in waiting:
        shut[name] = min(first, shut.get(name, first))
    return {one.lane: min(one.last, shut.get(one.lane, one.last + 1) - 1) for one in lanes()}


def lane(name: str) -> Lane | None:
    """One lane, if it is known."""
    row = db.database.execute_sql("SELECT lane, box, school, last_seq FROM lane WHERE lane = ?", (name,)).fetchone()
    return Lane(*row) if row else None


def all_siblings_have() -> dict[str, int]:
    """For each lane the last entry that every other box of the school has said it has."""
    peers = siblings()
    found: dict[str, list[int]] = {}
    for row in Has.select():
        if row.peer in peers:
            found.setdefault(row.lane, []).append(row.last)
    return {name: min(lasts) for name, lasts in found.items() if len(lasts) == len(peers)}


def files_all_siblings_have() -> set[str]:
    """The pictures and recordings that every other box of the school has said it has."""
    peers = siblings()
    count: dict[str, int] = {}
    for row in HasFile.select():
        if row.peer in peers:
            count[row.sha256] = count.get(row.sha256, 0) + 1
    return {sha for sha, number in count.items() if number == len(peers)}


def files_of_peer(peer: str) -> set[str]:
    """The pictures and recordings that this reader said it has."""
    return {row.sha256 for row in HasFile.select().where(HasFile.peer == peer)}


def unwritten(after: dict[str, int]) -> tuple[int, int]:
    """Entries after these, over all lanes, and the characters of what they say."""
    entries = size = 0
    for one in lanes():
        row = db.database.execute_sql(
            "SELECT count(*), coalesce(sum(length(e.body)), 0) FROM entry e JOIN lane l USING (lane_no)"
            " WHERE l.lane = ? AND e.seq > ?",
            (one.lane, after.get(one.lane, 0)),
        ).fetchone()
        entries, size = entries + row[0], size + row[1]
    return entries, size


def written_here(purpose: str) -> list[Bundle]:
    """The bundles that this box wrote, the newest first."""
    return list(
        Bundle.select().where(Bundle.sender == store.box_id(), Bundle.purpose == purpose).order_by(Bundle.n.desc())
    )


def read_here(sender: str) -> list[Bundle]:
    """The bundles of a sender that were read here, the newest first."""
    return list(Bundle.select().where(Bundle.sender == sender).order_by(Bundle.n.desc()))


def trip() -> Trip | None:
    """The last trip."""
    found: Trip | None = Trip.get_or_none(Trip.id == 1)
    return found
