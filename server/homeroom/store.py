"""Facts about this store: which box, which school, and the lane this process writes to."""

import contextvars
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from homeroom import clock, db

STEP = 2000  # ms that the wall clock may drift against the time since the machine's start
_lane = ""
_offset = 0
_boot = ""  # tells this start of the machine from others
_at: contextvars.ContextVar[str] = contextvars.ContextVar("at_school", default="")


def _new_id(length: int = 16) -> str:
    return secrets.token_hex(length)


def get(name: str) -> str | None:
    """A stored fact, or None."""
    row = db.database.run("SELECT value FROM store WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def put(name: str, value: str) -> None:
    """Store a fact (inside a write)."""
    db.database.run("INSERT OR REPLACE INTO store VALUES (?, ?)", (name, value))


def remove(name: str) -> None:
    """Forget a fact (inside a write); harmless when it is not known."""
    db.database.run("DELETE FROM store WHERE name = ?", (name,))


def ensure() -> None:
    """Give a fresh store its box, school and store ids, and start the clock above its newest entry.

    A store that began as a copy (a snapshot, a backup) gets a new store id: it has not what the other one wrote
    after the copy, and sync must not believe that it has.
    """
    forget_lane()
    db.write(_ensure)
    clock.clock.floor(newest())


def _ensure() -> None:
    if get("is_copy"):
        remove("is_copy")
        put("store", _new_id(10))
    for name in ("box", "school", "store"):
        if get(name) is None:
            put(name, _new_id(10))


def newest() -> int:
    """The hybrid time of the newest entry that this box wrote, 0 when there is none."""
    row = db.database.run(
        "SELECT max(e.at) FROM lane l JOIN entry e ON e.lane_no = l.lane_no AND e.seq = l.last_seq WHERE l.box = ?",
        (box_id(),),
    ).fetchone()
    return int(row[0] or 0)


def box_id() -> str:
    """The random id of this box."""
    return get("box") or ""


def school_id() -> str:
    """The random id of this box's school."""
    return get("school") or ""


def is_hub() -> bool:
    """Whether this store is a hub of many schools."""
    return get("hub") == "1"


def at_school() -> str:
    """At a hub: the school for which the caller acts now, or "". A box is always at its own school."""
    return _at.get()


@contextmanager
def acting_at(school: str) -> Iterator[None]:
    """At a hub: write what follows for this school, in a lane that goes to its boxes; see only its people."""
    token = _at.set(school)
    try:
        yield
    finally:
        _at.reset(token)


def next_seq(urgency: int = 1) -> tuple[int, str, int, str, bool]:
    """Take the next number of one of this process's lanes: (lane_no, lane, seq, school, hub). Inside a write.

    The lane is a random id minted when this process first writes, when the wall clock was set meanwhile, and when
    somebody else turned out to write under the same numbers (`close_lane`): whatever is restored, cloned or cut
    off, (lane, seq) is never used twice. The order within a lane is fixed,
    so each `urgency` has a lane of its own: who is here does not wait behind what was answered.
    At a hub, each school has one.
    """
    global _lane, _offset
    offset = clock.clock.offset()
    if abs(offset - _offset) > STEP:
        _lane = ""  # one lane, one clock: what comes after a step is of another one
    if not _lane:
        _lane, _offset = _new_id(), offset
    lane = _lane_for(at_school() or urgency)
    row = _take(lane)
    if row is None and box_of(lane):  # closed
        _lane = _new_id()
        lane = _lane_for(at_school() or urgency)
    if row is None:
        open_lane(lane, box_id(), at_school() or school_id(), hub=is_hub())
        db.database.run("UPDATE lane SET boot = ?, clock_offset = ? WHERE lane = ?", (_boot, offset, lane))
        row = _take(lane)
    assert row is not None
    return int(row[0]), lane, int(row[1]), str(row[2]), bool(row[3])


def _lane_for(what: str | int) -> str:
    return _lane if what == 1 else hashlib.sha256(f"{_lane}/{what}".encode()).hexdigest()[:32]


def forget_lane() -> None:
    """Write to new lanes from now on."""
    global _lane
    _lane = ""


def _take(lane: str) -> Any:
    found: Any = db.database.run(
        "UPDATE lane SET last_seq = last_seq + 1 WHERE lane = ? AND closed = 0"
        " RETURNING lane_no, last_seq, school, hub",
        (lane,),
    ).fetchone()
    return found


def close_lane(lane: str) -> bool:
    """Let no process of this box write to this lane of its own again; whether one still could. Inside a write."""
    found = db.database.run(
        "UPDATE lane SET closed = 1 WHERE lane = ? AND box = ? AND closed = 0 RETURNING 1", (lane, box_id())
    ).fetchone()
    return found is not None


def begin_boot(name: str) -> None:
    """Remember with each new lane in which start of the machine it began: its clock is that of the lane."""
    global _boot
    _boot = name


def clocks_of_this_boot() -> dict[str, int]:
    """This box's lanes of this start of the machine, with the ms between the start and the time as it was believed."""
    sql = "SELECT lane, clock_offset FROM lane WHERE box = ? AND boot = ? AND boot != ''"
    return {str(lane): int(offset) for lane, offset in db.database.run(sql, (box_id(), _boot))}


def same_clock(lane: str, other: str) -> None:
    """What is in the other lane was written by the clock of this one. Inside a write."""
    db.database.run(
        "UPDATE lane SET (boot, clock_offset) = (SELECT boot, clock_offset FROM lane WHERE lane = ?) WHERE lane = ?",
        (lane, other),
    )


def open_lane(lane: str, box: str, school: str, *, hub: bool = False) -> None:
    """Note a lane and whose it is. Inside a write; harmless when it is known.

    `hub` says that it is proven to be the hub's own: what is said there counts more than what a box says.
    """
    db.database.run(
        "INSERT OR IGNORE INTO lane (lane, box, school, opened, hub) VALUES (?, ?, ?, ?, ?)",
        (lane, box, school, clock.now_ms(), int(hub)),
    )


def is_hubs_lane(lane: str) -> bool:
    """Whether a lane is known and proven to be the hub's."""
    row = db.database.run("SELECT hub FROM lane WHERE lane = ?", (lane,)).fetchone()
    return bool(row and row[0])


def lane_no(lane: str) -> tuple[int, bool]:
    """This store's own small number for a lane that is known, and whether the lane is the hub's."""
    row = db.database.run("SELECT lane_no, hub FROM lane WHERE lane = ?", (lane,)).fetchone()
    return int(row[0]), bool(row[1])


def box_of(lane: str) -> str:
    """The box that writes a lane, or "" when the lane is not known."""
    row = db.database.run("SELECT box FROM lane WHERE lane = ?", (lane,)).fetchone()
    return str(row[0]) if row else ""


def reached(lane_no: int, seq: int) -> None:
    """Note the newest number known of somebody else's lane. Inside a write."""
    db.database.run("UPDATE lane SET last_seq = max(last_seq, ?) WHERE lane_no = ?", (seq, lane_no))
