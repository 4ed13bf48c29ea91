"""How far each lane is here with all that it ever said, and giving a neighbor what came to it without its content.

What leaves the school may be bare: names and texts stay at home. Between the boxes of a school everything goes, as on
a stick: whole entries that the box which hands them over vouches for. They only fill what a segment has brought:
whatever a box of the school knows, it can bring to the hub, too, also when whoever wrote it is gone.
"""

from collections.abc import Iterator

from homeroom import clock, erasing, journal, store
from homeroom.entries import Entry
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.neighbors import tables
from homeroom.neighbors.tables import Whole
from homeroom.stick import incoming, outgoing
from homeroom.stick.tables import Lane
from homeroom.sync import frames, policy, segment
from homeroom.sync import tables as sync

AT_ONCE = 20_000  # entries looked at in one conversation; the rest in the next ones
STEP = 500
MOST_BYTES = 4 << 20  # of one answer


def known() -> dict[str, int]:
    """How far each lane of this school is whole here, as far as it is sealed. Nothing is looked at twice."""
    before = {row.lane: row.last for row in Whole.select()}
    found, left = {}, AT_ONCE
    for lane in _lanes():
        start = min(before.get(lane.lane, 0), lane.last)
        found[lane.lane] = end = _look(lane, start, left)
        left -= min(left, end - start)
    changed = {name: last for name, last in found.items() if last != before.get(name, 0)}
    if changed:
        tables.reached(changed)
    heads = tables.heads()
    sealed = {name: min(last, heads.get(name, (0, ""))[0]) for name, last in found.items()}
    return {name: last for name, last in sealed.items() if last}


def _lanes() -> list[Lane]:
    # What the hub wrote comes whole, in its own signed segments; nobody else speaks for it.
    return [one for one in tables.lanes() if not store.is_hubs_lane(one.lane)]


def _look(lane: Lane, last: int, most: int) -> int:
    until = min(lane.last, last + most)
    while last < until:
        for entry in journal.of_lane(lane.lane, last + 1, STEP):
            if entry.seq != last + 1 or not is_whole(entry):
                return last
            last = entry.seq
            if last >= until:
                return last
    return last


def is_whole(entry: Entry) -> bool:
    """Whether an entry says all that it ever said, apart from what was erased for ever."""
    return not policy.is_bare(entry) or (bool(entry.subject) and erasing.is_erased(entry.subject))


def give(after: dict[str, int], most: int) -> bytes:
    """Whole entries behind these numbers, framed, as far as they are whole here: at least one part if there is any."""
    found: list[bytes] = []
    size = 0
    for part in _parts(after):
        size += len(part)
        if found and size > min(most, MOST_BYTES):
            break
        found.append(part)
    return frames.pack(found)


def _parts(after: dict[str, int]) -> Iterator[bytes]:
    here = known()
    lanes = {one.lane: one for one in _lanes()}
    for name, number in after.items():
        lane, last = lanes.get(name), here.get(name, 0)
        if lane is not None and last > number:
            span = Lane(lane.lane, lane.box, lane.school, last)
            yield from (one.raw for one in outgoing.whole(span, number + 1))


def take(message: bytes, sender: str) -> int:
    """Take in whole entries that a neighbor vouches for; returns how many were new or are whole only now.

    What is wrong with one part does not stop the others.
    """
    return sum(_take(raw, sender) for raw in frames.unpack(message))


def _take(raw: bytes, sender: str) -> int:
    try:
        part = segment.parse(raw)
        if part.header["school"] != store.school_id():
            raise Refused(_("This is a box of another school. It was left alone."))
        if part.last > sync.head(part.lane)[0]:
            return 0  # no segment has brought it yet: next time
        before = _bare(part)
        new = incoming.take_whole(raw, sender)
    except HomeroomError:
        return 0
    if part.header["box"] == store.box_id():
        clock.clock.floor(max((one.at for one in segment.content_of(part)), default=0))
    return new + max(0, before - _bare(part))


def _bare(part: segment.Segment) -> int:
    there = journal.of_lane(part.lane, part.first, part.last - part.first + 1)
    return sum(not is_whole(one) for one in there)


def behind(message: bytes, after: dict[str, int]) -> dict[str, int]:
    """Where it goes on behind this message; without the lanes that are through."""
    there = dict(after)
    for raw in frames.unpack(message):
        part = segment.parse(raw)
        there[part.lane] = max(there[part.lane], part.last)
    here = known()
    return {lane: last for lane, last in there.items() if here.get(lane, 0) > last}
