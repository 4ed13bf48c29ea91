"""Lanes that end at the same number on both boxes under different names: two cuts of one story, or two stories?

A fork is noted here and told on the page; neither story gives way. Only a hub can say which keeps the name, since what
gave way to the word of two neighbors would be there twice. Everything else is exchanged meanwhile.
"""

from collections.abc import Mapping

from homeroom import store
from homeroom.errors import HomeroomError
from homeroom.neighbors.calling import Call
from homeroom.neighbors.segments import SIZE
from homeroom.sync import fetching, frames, identity, intake, segment, tables
from homeroom.sync.rules import Head
from homeroom.sync.segment import Segment

MOST = 2000  # pairs that are remembered
_compared: dict[tuple[str, str, str, str], bool] = {}  # in memory: once after each start is often enough


def compare(call: Call, theirs: Mapping[str, Head]) -> list[str]:
    """Look at what the neighbor tells under the same numbers; returns the lanes in which it is another story."""
    here, found = tables.heads(store.school_id()), []
    for lane, (last, name) in theirs.items():
        mine = here.get(lane, (0, ""))
        about = (identity.store_id(), lane, name, mine[1])
        if last != mine[0] or name == mine[1] or about in _compared:
            continue
        if _is_other_story(call, lane, last):
            found.append(lane)
        while len(_compared) >= MOST:
            del _compared[next(iter(_compared))]
        _compared[about] = True
    return found


def _is_other_story(call: Call, lane: str, last: int) -> bool:
    after = 0
    while after < last:
        _head, message = call.ask("feed", {"lanes": {lane: after}, "max": SIZE})
        parts = [segment.parse(raw) for raw in frames.unpack(message)]
        parts = [part for part in parts if part.lane == lane and part.last > after]
        if not parts:
            break
        for part in parts:
            if _differs(part):
                fetching.believe(part, adopt=False, road=f"box {call.peer}", vouched=False)  # notes why it is not
                return True
        after = parts[-1].last
    return False


def _differs(part: Segment) -> bool:
    try:
        entries, _shut = segment.opened(part)
    except HomeroomError:
        return False  # this program can't read it: the night tries again
    return bool(entries and intake.first_difference(entries))
