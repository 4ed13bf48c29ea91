"""Down: what the hub has of this school and this box lacks, above all its own entries after a restore."""

import json
from dataclasses import dataclass

from homeroom import store
from homeroom.errors import HomeroomError, Unavailable
from homeroom.sync import fork, frames, identity, intake, segment, tables
from homeroom.sync import upstream as notes
from homeroom.sync.talk import Talk

ROAD = "hub"


@dataclass
class Wish:
    """Fetch a lane behind `after` up to `last`. With `adopt` every segment is compared and the hub's cut taken over."""

    after: int
    last: int
    adopt: bool = False


def behind(talk: Talk, *, own: bool) -> None:
    """Fetch what is missing here of this box's own lanes (`own`) or of the school's other boxes."""
    here = tables.heads(store.school_id())
    wishes = {}
    for lane, (last, name) in tables.hub_heads().items():
        mine = here.get(lane, (0, ""))
        if identity.wrote(lane) != own or lane in talk.stuck:
            continue
        if last > mine[0]:
            wishes[lane] = Wish(mine[0], last)
        elif last == mine[0] and name != mine[1]:
            wishes[lane] = Wish(0, last, adopt=True)
    _fetch(talk, wishes)


def compare(talk: Talk, lane: str) -> None:
    """The hub says that this lane tells another story there: fetch it, and let this box's story give way."""
    last = tables.hub_heads().get(lane, (0, ""))[0]
    _fetch(talk, {lane: Wish(0, last, adopt=True)} if last else {})


def _fetch(talk: Talk, wishes: dict[str, Wish]) -> None:
    while wishes:
        talk.spend()
        asked = {"lanes": {lane: wish.after for lane, wish in wishes.items()}, "max": talk.size}
        parts = list(frames.unpack(talk.link.fetch("POST", "/sync/v1/feed", json.dumps(asked).encode())))
        taken = [_take(talk, raw, wishes) for raw in parts]
        notes.fetched(sum(one.new for one in taken if one), sum(one.bare for one in taken if one), talk.link)
        talk.progress += sum(one.new for one in taken if one)
        if not any(taken):
            return
        for lane in [lane for lane, wish in wishes.items() if wish.after >= wish.last or lane in talk.stuck]:
            del wishes[lane]


def _take(talk: Talk, raw: bytes, wishes: dict[str, Wish]) -> intake.Taken | None:
    try:
        part = segment.parse(raw)
        wish = wishes[part.lane]
    except (HomeroomError, KeyError):
        return None
    if part.lane in talk.stuck or part.first > wish.after + 1:
        return None
    taken = believe(part, adopt=wish.adopt)
    if taken is None and wish.adopt:
        talk.stuck.add(part.lane)
    elif taken is None:
        wish.after, wish.adopt = 0, True  # it does not fit to the end here: look at all of it
        taken = intake.Taken(part.lane, 0, "")
    else:
        wish.after = max(wish.after, part.last)
    return taken


def believe(part: segment.Segment, *, adopt: bool, road: str = ROAD, vouched: bool = True) -> intake.Taken | None:
    """Take in a segment of another store's; None when it is not believed. See `intake.take_in`.

    With `adopt`, this box's own story gives way where the hub's (`vouched`) differs. To nobody else: two givers
    could have two stories, and what gave way twice would be there twice.
    """
    for _try in range(2):
        try:
            return intake.take_in(part.raw, road=road, adopt=adopt, vouched=vouched)
        except Unavailable:
            raise
        except HomeroomError as error:
            differs = int(error.extra.get("differs", 0))
            if not (differs and adopt and vouched and identity.wrote(part.lane)):
                return None
            fork.give_way(part.lane, differs - 1)
    return None
