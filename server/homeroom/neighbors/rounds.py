"""One conversation with a neighbor: greet, fetch what was lost here, seal, then both ways whatever one side lacks."""

import threading
from typing import Any

from homeroom import journal
from homeroom.neighbors import (
    comparing,
    keys,
    lessons,
    meeting,
    members,
    pictures,
    releases,
    rules,
    segments,
    sign_in,
    tables,
    wholeness,
)
from homeroom.neighbors.calling import Call
from homeroom.neighbors.segments import Moved
from homeroom.sync import frames, sealing, segment

MOST = 500_000  # bytes of one message
_round = threading.Lock()  # one conversation at a time that this process began
_port = 0


def listening(port: int) -> None:
    """This box listens there: a neighbor that was called may call back."""
    global _port
    _port = port


def port() -> int:
    """Where this process listens; 0 when it does not."""
    return _port


def have(call: Call, address: str) -> Moved:
    """Have the whole conversation with the box at `address`. Raises Unproven, Answered, Unavailable."""
    with _round:
        return _have(call, address)


def _have(call: Call, address: str) -> Moved:
    proof = call.begin()
    heads, whole, people = tables.heads(), wholeness.known(), sign_in.stamps()
    digests = {name: rules.digests(one) for name, one in (("heads", heads), ("whole", whole), ("people", people))}
    told, _body = call.ask("greet", {**members.letter(), **digests, "proof": proof, "port": _port})
    members.hear(call.peer, told)
    members.take_key(told)
    meeting.met(address, call.peer, told)
    moved = Moved()
    theirs = {lane: (int(last), str(name)) for lane, (last, name) in rules.theirs(heads, told["have"]).items()}
    segments.fetch(call, theirs, moved, own=True)
    sealing.seal_all()
    keys.agree(call)  # what is handed over can be read there
    segments.push(call, theirs, moved)
    segments.fetch(call, theirs, moved, own=False)
    comparing.compare(call, theirs)
    whole_there = {lane: int(last) for lane, last in rules.theirs(whole, told["whole"]).items()}
    _fill(call, whole_there, moved)
    _give(call, whole_there, moved)
    _people(call, rules.theirs(people, told["people"]))
    packs, why = lessons.fetch(call, told.get("packs"))
    moved.files = pictures.fetch(call) + pictures.push(call) + packs
    releases.fetch(call, told.get("release"))
    news = journal.version()  # what is written from here on goes next time
    call.ask("end", {})
    counts = {"taken": moved.taken, "given": moved.given, "files": moved.files}
    meeting.agreed(call.peer, news, **counts, packs=" ".join(why)[:400])
    meeting.went_well(address)
    return moved


def _fill(call: Call, theirs: dict[str, int], moved: Moved) -> None:
    # What came bare, or is in no segment yet, comes whole.
    here = wholeness.known()
    asked = {lane: here.get(lane, 0) for lane, last in theirs.items() if last > here.get(lane, 0)}
    while asked:
        _head, message = call.ask("whole", {"lanes": asked, "max": MOST})
        told = {segment.parse(raw).lane for raw in frames.unpack(message)}
        if not told & asked.keys():
            break
        moved.taken += wholeness.take(message, call.peer)
        here = wholeness.known()
        stuck = {lane for lane in told if here.get(lane, 0) <= asked.get(lane, 0)}
        asked = {lane: here.get(lane, 0) for lane in asked.keys() - stuck if theirs[lane] > here.get(lane, 0)}


def _give(call: Call, theirs: dict[str, int], moved: Moved) -> None:
    here = wholeness.known()
    given = {lane: theirs.get(lane, 0) for lane, last in here.items() if last > theirs.get(lane, 0)}
    while given:
        message = wholeness.give(given, MOST)
        if len(message) <= len(frames.MAGIC):
            break
        head, _body = call.ask("take-whole", {}, message)
        moved.given += int(head["new"])
        given = wholeness.behind(message, given)


def _people(call: Call, theirs: dict[str, Any]) -> None:
    mine = sign_in.stamps()
    wanted = sign_in.newer(mine, theirs)
    if wanted:
        head, _body = call.ask("people", {"names": wanted})
        sign_in.take(dict(head["items"]))
    newer_here = sign_in.newer(theirs, mine)
    if newer_here:
        call.ask("take-people", {"items": sign_in.items(newer_here)})
