"""What this box remembers about its hub: enrolment, sealed segments, how the last try went. All Local."""

from dataclasses import dataclass

import peewee

from homeroom import db, store
from homeroom.db import Local


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

    class Meta:
        table_name = "sync_upstream"


class Sealed(Local):
    """A sealed segment: sent again byte for byte until the hub has it, and after a restore of the hub."""

    lane = peewee.TextField()
    first = peewee.IntegerField()
    last = peewee.IntegerField()
    hash = peewee.TextField()
    content = peewee.BlobField()

    class Meta:
        table_name = "sync_segment"
        primary_key = peewee.CompositeKey("lane", "first")


class HubHas(Local):
    """What the hub said it has of each of our lanes. Only for the page: the hub is asked anew each time."""

    lane = peewee.TextField(primary_key=True)
    last = peewee.IntegerField()

    class Meta:
        table_name = "sync_hub_has"


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


def own_lanes() -> list[Lane]:
    """All lanes that this box wrote, the oldest first."""
    rows = db.database.execute_sql(
        "SELECT l.lane, l.last_seq, coalesce((SELECT max(s.last) FROM sync_segment s WHERE s.lane = l.lane), 0),"
        " coalesce((SELECT h.last FROM sync_hub_has h WHERE h.lane = l.lane), 0)"
        " FROM lane l WHERE l.box = ? ORDER BY l.lane_no",
        (store.box_id(),),
    )
    return [Lane(*row) for row in rows.fetchall()]


def last_hash(lane: str) -> str:
    """The hash of the newest sealed segment of a lane, or ""."""
    found = Sealed.select(Sealed.hash).where(Sealed.lane == lane).order_by(Sealed.last.desc()).first()
    return found.hash if found else ""


def segments_after(lane: str, last: int) -> list[Sealed]:
    """The sealed segments of a lane that hold anything after `last`, in order."""
    return list(Sealed.select().where(Sealed.lane == lane, Sealed.last > last).order_by(Sealed.first))


@dataclass(frozen=True)
class Progress:
    """What has been sent and what waits, in entries."""

    written: int
    sent: int

    @property
    def waiting(self) -> int:
        """Entries the hub has not acknowledged."""
        return self.written - self.sent


def progress() -> Progress:
    """How far the hub has this box's journal, as far as we know."""
    lanes = own_lanes()
    return Progress(sum(lane.last for lane in lanes), sum(min(lane.has, lane.last) for lane in lanes))
