"""Signed segments between neighbors: what one lacks, the other gives, byte for byte, by the same code as with a hub."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom import db, store
from homeroom.errors import HomeroomError
from homeroom.neighbors.calling import Call
from homeroom.sync import fetching, frames, identity, quarantine, segment, tables
from homeroom.sync.fetching import Wish
from homeroom.sync.rules import Head

SIZE = 500_000  # bytes of one message on a school's own network


@dataclass
class Moved:
    """Entries that came from a neighbor, entries that it took, files both ways."""

    taken: int = 0
    given: int = 0
    files: int = 0


def fetch(call: Call, theirs: dict[str, Head], moved: Moved, *, own: bool) -> None:
    """Fetch what this box lacks of its own lanes (`own`), above all after a restore, or of the others'."""
    here = tables.heads(store.school_id())
    wishes = {}
    for lane, (last, _name) in theirs.items():
        mine = here.get(lane, (0, ""))
        if identity.wrote(lane) != own or _is_revoked(lane):
            continue
        if last > mine[0]:
            wishes[lane] = Wish(mine[0], last)
    _fetch(call, wishes, moved)


def _is_revoked(lane: str) -> bool:
    known = tables.known_box(store.box_of(lane))
    return bool(known and known.revoked and known.id != store.box_id())


def _fetch(call: Call, wishes: dict[str, Wish], moved: Moved) -> None:
    while wishes:
        asked = {lane: wish.after for lane, wish in wishes.items()}
        _head, message = call.ask("feed", {"lanes": asked, "max": SIZE})
        parts = list(frames.unpack(message))
        if not [_take(call, raw, wishes, moved) for raw in parts].count(True):
            return
        for lane in [lane for lane, wish in wishes.items() if wish.after >= wish.last]:
            del wishes[lane]


def _take(call: Call, raw: bytes, wishes: dict[str, Wish], moved: Moved) -> bool:
    try:
        part = segment.parse(raw)
        wish = wishes[part.lane]
    except (HomeroomError, KeyError):
        return False
    if part.first > wish.after + 1:
        return False
    taken = fetching.believe(part, adopt=wish.adopt, road=f"box {call.peer}", vouched=False)
    if taken is not None:
        wish.after = max(wish.after, part.last)
        moved.taken += taken.new
        return True
    if wish.adopt:
        del wishes[part.lane]  # kept aside, with the reason; the hub or whoever wrote it settles it
        return False
    wish.after, wish.adopt = 0, True  # it does not fit to the end here: look at all of it
    return True


def push(call: Call, theirs: dict[str, Head], moved: Moved) -> None:
    """Hand over what the neighbor lacks."""
    stuck: set[str] = set()
    names = (
        (lane, first) for lane, last in _lacking(theirs) for first, _last, _size in tables.segment_names(lane, last)
    )
    for batch in _batches(names):
        raws = [raw for lane, raw in batch if lane not in stuck]
        if not raws:
            continue
        head, _body = call.ask("segments", {}, frames.pack(raws))
        for one in head.get("results", []):
            if "reason" in one:
                stuck.add(str(one.get("lane", "")))
            if one.get("reason") == "fork":
                _note_fork(call, str(one.get("lane", "")))
            moved.given += int(one.get("new", 0))


@db.writes
def _note_fork(call: Call, lane: str) -> None:
    # The neighbor has another story under numbers of this box. It is told once, and this box goes on under new ones.
    if store.close_lane(lane):
        quarantine.put("fork", f"box {call.peer}", quarantine.About(store.school_id(), store.box_id(), lane))


def _lacking(theirs: dict[str, Head]) -> list[tuple[str, int]]:
    here = tables.heads(store.school_id())
    told = {lane: theirs.get(lane, (0, ""))[0] for lane in here if not _is_revoked(lane)}
    return [(lane, last) for lane, last in told.items() if here[lane][0] > last]


def _batches(names: Iterable[tuple[str, int]]) -> Iterable[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    size = 0
    for lane, first in names:
        row = tables.segment_at(lane, first)
        if row is None:
            continue
        raw = bytes(row.content)
        if batch and size + len(raw) > SIZE:
            yield batch
            batch, size = [], 0
        batch.append((lane, raw))
        size += len(raw)
    if batch:
        yield batch
