"""When two copies of a box wrote under the same numbers: the story known elsewhere keeps the name, ours moves."""

import hashlib
import json

from homeroom import db, journal, store
from homeroom.entries import Entry
from homeroom.sync.tables import Sealed

MOST = 1 << 30


@db.writes
def give_way(lane: str, after: int) -> str:
    """Move this box's entries of `lane` behind the number `after` into a new lane; returns that lane.

    Nobody has taken them in under the old name. Entries of this box that are not sealed yet and replace one of
    them name it anew. Tables are folded again.
    """
    moved = journal.of_lane(lane, after + 1, MOST)
    if not moved:
        return lane
    fresh = _name(lane, after, moved[0])
    store.open_lane(fresh, store.box_id(), store.school_id())
    store.same_clock(lane, fresh)
    old_no, _by_hub = store.lane_no(lane)
    db.database.run("DELETE FROM entry WHERE lane_no = ? AND seq > ?", (old_no, after))
    db.database.run("UPDATE lane SET last_seq = ? WHERE lane_no = ?", (after, old_no))
    Sealed.delete().where(Sealed.lane == lane, Sealed.last > after).execute()
    names = {f"{lane}-{one.seq}": f"{fresh}-{one.seq - after}" for one in moved}
    for one in moved:
        one.lane, one.seq = fresh, one.seq - after
        one.replaces = [names.get(ref, ref) for ref in one.replaces]
    _rename(names)
    store.close_lane(lane)  # also for other processes of this box
    store.forget_lane()
    journal.receive(moved)
    return fresh


def _name(lane: str, after: int, first: Entry) -> str:
    # Not drawn: whoever is restored to before this and gives way again comes to the same lane, and nothing is doubled.
    told = json.dumps([store.box_id(), lane, after, *first.to_row()[2:]])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _rename(names: dict[str, str]) -> None:
    rows = db.database.run(
        "SELECT e.arrival, e.replaces FROM entry e JOIN lane l USING (lane_no) WHERE e.replaces != '[]' AND l.box = ?"
        " AND e.seq > coalesce((SELECT max(last) FROM sync_segment s WHERE s.lane = l.lane), 0)",
        (store.box_id(),),
    ).fetchall()
    for arrival, text in rows:
        refs = json.loads(text)
        renamed = [names.get(ref, ref) for ref in refs]
        if renamed != refs:
            text = json.dumps(renamed, separators=(",", ":"), ensure_ascii=False)
            db.database.run("UPDATE entry SET replaces = ? WHERE arrival = ?", (text, arrival))
