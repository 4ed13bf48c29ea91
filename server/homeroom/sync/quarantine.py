"""What was kept aside while segments came and went, why, and in plain words what to do about it."""

import hashlib
from dataclasses import dataclass

import peewee

from homeroom import clock, db
from homeroom.db import Local
from homeroom.sync.segment import Segment

MOST_BYTES = 20 << 20  # of one box, and by one road: whoever floods us loses the contents, never the note
MOST_SHOWN = 50
REASONS = (
    "forged",
    "fork",
    "chain",
    "damaged",
    "gap",
    "stranger",
    "revoked",
    "unreadable",
    "rotten",
    "copied",
    "refused",
)
WAITING = ("gap", "unreadable")  # taken in later: nobody puts them away
URGENT = ("forged", "fork", "copied", "rotten")


class Quarantine(Local):
    """One thing kept aside. `times` counts how often the same came again; `settled` is when it was resolved."""

    id = peewee.TextField(primary_key=True)
    at = peewee.IntegerField()
    times = peewee.IntegerField(default=1)
    reason = peewee.TextField()
    road = peewee.TextField()
    school = peewee.TextField(default="")
    box = peewee.TextField(default="")
    lane = peewee.TextField(default="")
    first = peewee.IntegerField(default=0)
    last = peewee.IntegerField(default=0)
    settled = peewee.IntegerField(default=0)
    content = peewee.BlobField(default=b"")

    class Meta:
        table_name = "sync_quarantine"


@dataclass(frozen=True)
class About:
    """Which box and which part of which lane something kept aside is about."""

    school: str = ""
    box: str = ""
    lane: str = ""
    first: int = 0
    last: int = 0


def about(part: Segment) -> About:
    """What the header of a segment says of itself."""
    head = part.header
    return About(head["school"], head["box"], part.lane, part.first, part.last)


@db.writes
def put(reason: str, road: str, what: About, content: bytes = b"") -> None:
    """Keep something aside; the same thing again is counted."""
    text = f"{reason}|{what.box}|{what.lane}|{what.first}|{hashlib.sha256(content).hexdigest()}"
    name = hashlib.sha256(text.encode()).hexdigest()[:32]
    told = Quarantine.settled if reason == "fork" else 0  # two boxes meet every few minutes; somebody has seen to it
    again = Quarantine.update(at=clock.now_ms(), times=Quarantine.times + 1, settled=told).where(Quarantine.id == name)
    if not again.execute():
        kept = content if _most_of(what.box, road) + len(content) <= MOST_BYTES else b""
        Quarantine.create(id=name, at=clock.now_ms(), reason=reason, road=road, content=kept, **vars(what))


def _most_of(box: str, road: str) -> int:
    # Of which box something is, it only says itself; who brought it has proved who it is.
    row = db.database.execute_sql(
        "SELECT coalesce(sum(length(content)) FILTER (WHERE box = ?), 0),"
        " coalesce(sum(length(content)) FILTER (WHERE road = ?), 0) FROM sync_quarantine",
        (box, road),
    ).fetchone()
    return max(int(row[0]), int(row[1]))


@db.writes
def settle(row: Quarantine) -> None:
    """Note that this was resolved; its content is not needed any more."""
    Quarantine.update(settled=clock.now_ms(), content=b"").where(Quarantine.id == row.id).execute()


@db.writes
def settle_all(reason: str, *, box: str = "", lane: str = "") -> None:
    """Note that everything of this reason about a box or a lane was resolved."""
    which = (Quarantine.reason == reason) & (Quarantine.settled == 0)
    if box:
        which &= Quarantine.box == box
    if lane:
        which &= Quarantine.lane == lane
    Quarantine.update(settled=clock.now_ms(), content=b"").where(which).execute()


PASSING = ("damaged", "chain", "stranger", "revoked", "refused", "rotten")


@db.writes
def settle_passed(lane: str, have: int) -> None:
    """The lane goes on: what was wrong with parts up to `have` is over."""
    Quarantine.update(settled=clock.now_ms(), content=b"").where(
        Quarantine.lane == lane, Quarantine.reason.in_(PASSING), Quarantine.settled == 0, Quarantine.last <= have
    ).execute()


def waiting(reason: str, lane: str = "") -> list[Quarantine]:
    """What is kept aside for this reason (of a lane), in order of its numbers."""
    which = (Quarantine.reason == reason) & (Quarantine.settled == 0)
    if lane:
        which &= Quarantine.lane == lane
    return list(Quarantine.select().where(which).order_by(Quarantine.lane, Quarantine.first))


def unsettled(school: str = "") -> list[Quarantine]:
    """What is kept aside and not resolved (of one school), the newest first."""
    which = Quarantine.settled == 0
    if school:
        which &= Quarantine.school == school
    return list(Quarantine.select().where(which).order_by(Quarantine.at.desc()).limit(MOST_SHOWN))
