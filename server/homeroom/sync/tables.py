"""What this store remembers for replication: segments, who sends, how it goes. All Local.

A box and a hub keep segments in the same table: sealed here, or byte for byte as received.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import peewee

from homeroom import config, db, entries, store
from homeroom.db import Local
from homeroom.sync import rules, signing
from homeroom.sync.rules import Head


class Upstream(Local):
    """The hub this box is enrolled at, and how it goes. At most one row."""

    id = peewee.IntegerField(primary_key=True, default=1)
    url = peewee.TextField()
    hub_key = peewee.TextField()
    hub_name = peewee.TextField(default="")
    nonce = peewee.TextField(default="")
    enrolled = peewee.IntegerField()
    last_contact = peewee.IntegerField(default=0)
    last_success = peewee.IntegerField(default=0)
    next_try = peewee.IntegerField(default=0)
    fails = peewee.IntegerField(default=0)
    trouble = peewee.TextField(default="")
    hub_store = peewee.TextField(default="")
    revoked = peewee.IntegerField(default=0)
    copied = peewee.IntegerField(default=0)
    rate = peewee.IntegerField(default=0)
    fetched = peewee.IntegerField(default=0)
    bare = peewee.IntegerField(default=0)
    used_up = peewee.IntegerField(default=0)
    age = peewee.TextField(default="")  # what is carried to it by stick is sealed to this key
    carry = peewee.TextField(default="")  # keys of children that go to it are sealed to this
    keys = peewee.TextField(default="")  # which keys of children it has

    class Meta:
        table_name = "sync_upstream"


class Sealed(Local):
    """A segment: sealed here (`received` = 0) or as it came. It is passed on byte for byte."""

    lane = peewee.TextField()
    first = peewee.IntegerField()
    last = peewee.IntegerField()
    hash = peewee.TextField()
    content = peewee.BlobField()
    received = peewee.IntegerField(default=0)

    class Meta:
        table_name = "sync_segment"
        primary_key = peewee.CompositeKey("lane", "first")


class HubHas(Local):
    """What the hub said it has of each lane of this school. Digests at each greeting tell whether it still has."""

    lane = peewee.TextField(primary_key=True)
    last = peewee.IntegerField()
    hash = peewee.TextField()

    class Meta:
        table_name = "sync_hub_has"


class KnownBox(Local):
    """A box whose segments are believed: told by the hub on a box, enrolled by code at a hub."""

    id = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    public_key = peewee.TextField()
    revoked = peewee.IntegerField(default=0)
    certificate = peewee.TextField(default="")  # by which the hub knows this box again after a restore

    class Meta:
        table_name = "sync_box"


@dataclass(frozen=True)
class Lane:
    """A lane of this box: how far it goes, how far it is sealed and how far the hub has it."""

    lane: str
    last: int
    sealed: int
    has: int


def upstream() -> Upstream | None:
    """The hub this box is enrolled at, if any."""
    found: Upstream | None = Upstream.get_or_none(Upstream.id == 1)
    return found


def own_lanes(school: str = "") -> list[Lane]:
    """All lanes that this box wrote (at a hub: for one of its schools), the oldest first."""
    rows = db.database.execute_sql(
        "SELECT l.lane, l.last_seq, coalesce((SELECT max(s.last) FROM sync_segment s WHERE s.lane = l.lane), 0),"
        " coalesce((SELECT h.last FROM sync_hub_has h WHERE h.lane = l.lane), 0)"
        " FROM lane l WHERE l.box = ? AND ? IN ('', l.school) ORDER BY l.lane_no",
        (store.box_id(), school),
    )
    return [Lane(*row) for row in rows.fetchall()]


def lanes_to_send() -> list[Lane]:
    """All lanes of this school that a hub should have: this box's, and those of others of which segments came here."""
    own = own_lanes()
    rows = db.database.execute_sql(
        """SELECT l.lane, max(s.last), max(s.last),
             coalesce((SELECT h.last FROM sync_hub_has h WHERE h.lane = l.lane), 0)
           FROM sync_segment s JOIN lane l USING (lane)
           WHERE l.school = ? AND l.box != ? AND l.box NOT IN (SELECT id FROM sync_box WHERE revoked > 0)
           GROUP BY l.lane ORDER BY l.lane_no""",
        (store.school_id(), store.box_id()),
    )
    return own + [Lane(*row) for row in rows.fetchall()]


def urgency(lane: str) -> int:
    """How soon a lane should travel, by what its first entry is: a lane holds what is equally urgent."""
    row = db.database.execute_sql(
        "SELECT e.kind FROM entry e JOIN lane l USING (lane_no) WHERE l.lane = ? AND e.seq = 1", (lane,)
    ).fetchone()
    return entries.urgency(str(row[0]) if row else "")


def last_hash(lane: str) -> str:
    """The hash of the newest segment of a lane, or ""."""
    found = Sealed.select(Sealed.hash).where(Sealed.lane == lane).order_by(Sealed.last.desc()).first()
    return found.hash if found else ""


def segments_after(lane: str, last: int) -> list[Sealed]:
    """The segments of a lane that hold anything after `last`, in order."""
    return list(Sealed.select().where(Sealed.lane == lane, Sealed.last > last).order_by(Sealed.first))


def segment_names(lane: str, last: int) -> list[tuple[int, int, int]]:
    """(first, last, bytes) of the segments of a lane that hold anything after `last`, in order."""
    rows = db.database.execute_sql(
        "SELECT first, last, length(content) FROM sync_segment WHERE lane = ? AND last > ? ORDER BY first", (lane, last)
    )
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows.fetchall()]


def segment_at(lane: str, first: int) -> Sealed | None:
    """The segment of a lane that begins at `first`."""
    found: Sealed | None = Sealed.get_or_none((Sealed.lane == lane) & (Sealed.first == first))
    return found


def ends_at(lane: str, last: int) -> set[str]:
    """The hashes of the segments of a lane that end at `last`."""
    rows = Sealed.select(Sealed.hash).where(Sealed.lane == lane, Sealed.last == last)
    return {row.hash for row in rows}


def of_hub() -> int:
    """How many entries this box has of those that its hub wrote for the school."""
    rows = db.database.execute_sql(
        "SELECT s.lane, s.first, s.last, s.hash FROM sync_segment s JOIN lane l USING (lane)"
        " WHERE l.hub = 1 ORDER BY s.lane, s.first"
    )
    lanes = groupby(rows.fetchall(), key=lambda row: str(row[0]))
    return sum(rules.head(row[1:] for row in some)[0] for _lane, some in lanes)


def head(lane: str) -> Head:
    """How far the segments of a lane go without a hole, and the hash there."""
    rows = db.database.execute_sql("SELECT first, last, hash FROM sync_segment WHERE lane = ? ORDER BY first", (lane,))
    return rules.head(rows.fetchall())


def heads(school: str) -> dict[str, Head]:
    """The heads of all lanes of a school of which there is a segment here."""
    rows = db.database.execute_sql(
        "SELECT s.lane, s.first, s.last, s.hash FROM sync_segment s JOIN lane l USING (lane)"
        " WHERE l.school = ? ORDER BY s.lane, s.first",
        (school,),
    )
    grouped = groupby(rows.fetchall(), key=lambda row: str(row[0]))
    return {lane: rules.head(row[1:] for row in some) for lane, some in grouped}


def school_of(lane: str) -> str:
    """The school of a lane that is known, or ""."""
    row = db.database.execute_sql("SELECT school FROM lane WHERE lane = ?", (lane,)).fetchone()
    return str(row[0]) if row else ""


def hub_heads() -> dict[str, Head]:
    """What the hub said it has."""
    return {row.lane: (row.last, row.hash) for row in HubHas.select()}


def known_box(box: str) -> KnownBox | None:
    """A box whose segments are believed here."""
    found: KnownBox | None = KnownBox.get_or_none(KnownBox.id == box)
    return found


def sender(box: str) -> KnownBox | None:
    """A box whose segments are believed here; of an unknown one only what the hub itself signed, by its pinned key."""
    hub = upstream()
    if hub is None or box == store.box_id():
        return known_box(box)
    return known_box(box) or KnownBox(id=box, school=store.school_id(), public_key=hub.hub_key)


def is_hub(known: KnownBox) -> bool:
    """Whether this is no box but the hub: this store itself, or whoever has the key of the hub it is enrolled at."""
    if known.id == store.box_id():
        return store.is_hub()
    hub = upstream()
    return hub is not None and known.public_key == hub.hub_key


def keys_of(box: str) -> list[bytes]:
    """The public keys that may have signed for a box: this box's own, and what the hub told."""
    known = sender(box)
    keys = [signing.from_text(known.public_key)] if known else []
    if box == store.box_id():
        keys.append(signing.public_bytes(signing.own_key(config.current().data)))
    return keys


def erasers(school: str) -> list[bytes]:
    """The public keys of who may take words out of segments of a school: this store, its hub, the school's boxes."""
    hub = upstream()
    texts = [row.public_key for row in KnownBox.select().where(KnownBox.school == school, KnownBox.revoked == 0)]
    texts += [hub.hub_key] if hub else []
    own = signing.public_bytes(signing.own_key(config.current().data))
    return [own, *(signing.from_text(text) for text in texts)]


@dataclass(frozen=True)
class Progress:
    """What has been sent and what waits, in entries."""

    written: int
    sent: int

    @property
    def waiting(self) -> int:
        """Entries the hub has not acknowledged."""
        return self.written - self.sent


def progress(lanes: Iterable[Lane] | None = None) -> Progress:
    """How far the hub has this box's journal, as far as we know."""
    lanes = list(lanes_to_send() if lanes is None else lanes)
    return Progress(sum(lane.last for lane in lanes), sum(min(lane.has, lane.last) for lane in lanes))
