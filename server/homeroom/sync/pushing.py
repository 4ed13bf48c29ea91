"""Up: the segments that the hub says it lacks, who is here first, two requests on their way where the link bears it."""

import json
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from homeroom import store
from homeroom.errors import Unavailable
from homeroom.i18n import _
from homeroom.sync import fetching, frames, keys, quarantine, rules, sealing, tables
from homeroom.sync import upstream as notes
from homeroom.sync.talk import Talk

Item = tuple[str, int, int]  # lane, first number, bytes
ROAD = "hub"
ON_THE_WAY = 2  # requests: while the answer to one comes back, the next one fills the link
SLICE = 20  # seconds after which what happened meanwhile is looked at again


@dataclass
class Pushed:
    """How a pass ended: early, since its time was up, or in trouble that asks for another one."""

    more: bool = False
    again: bool = False


@dataclass
class _Pass:
    plan: list[Item]
    done: Pushed = field(default_factory=Pushed)
    sent: deque[tuple[int, float]] = field(default_factory=deque)  # bytes and begin of each request on its way
    refused: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    answered: float = 0.0

    def next(self, most: int) -> list[Item]:
        """The next segments that fit into one request; at least one."""
        some, size = [self.plan[0]], self.plan[0][2]
        for item in self.plan[1:]:
            size += item[2]
            if size > most:
                break
            some.append(item)
        del self.plan[: len(some)]
        return some


def push(talk: Talk) -> Pushed:
    """Send whatever the hub lacks by what it said last, for some seconds (`more`: then there is more)."""
    keys.agree(talk)  # what was sealed since is acknowledged only when the hub can open it
    going, until = _Pass(_plan(talk)), time.monotonic() + SLICE
    while going.plan or going.sent:
        while going.plan and len(going.sent) < ON_THE_WAY and time.monotonic() < until:
            if going.sent and talk.used_up:
                break
            talk.spend()
            _ask(talk, going)
        if not going.sent:
            break
        _take_answer(talk, going)
        going.plan = [item for item in going.plan if item[0] not in going.refused]
    going.done.more = bool(going.plan)
    for lane, answer in going.refused.items():
        _refused(talk, lane, answer, going.done)
    return going.done


def _plan(talk: Talk) -> list[Item]:
    has = tables.hub_heads()
    lanes = [lane.lane for lane in tables.lanes_to_send() if lane.lane not in talk.stuck]
    wanted = {lane: tables.segment_names(lane, has.get(lane, (0, ""))[0]) for lane in lanes}
    newest_first = [lane for lane in reversed(lanes) if wanted[lane]]  # today before last week
    ordered = sorted(newest_first, key=tables.urgency)  # the order within a lane is fixed
    return [(lane, first, size) for lane in ordered for first, _last, size in wanted[lane]]


def _ask(talk: Talk, going: _Pass) -> None:
    found = [tables.segment_at(lane, first) for lane, first, _size in going.next(talk.size)]
    message = frames.pack(bytes(one.content) for one in found if one is not None)
    going.sent.append((len(message), time.monotonic()))
    talk.link.pace(rules.pace(talk.rate))
    talk.link.ask("POST", "/sync/v1/segments", message)


def _take_answer(talk: Talk, going: _Pass) -> None:
    answers = _results(talk.link.answer())
    size, began = going.sent.popleft()
    now = time.monotonic()
    # With another request before it on the link, this one's own time begins when that one was answered.
    rate = rules.new_rate(talk.rate, size, now - max(began, going.answered), alone=began > going.answered)
    going.answered = now
    before = tables.hub_heads()
    heads = notes.lanes_told(answers)
    notes.acknowledged(heads, talk.link, rate)
    new = sum(max(0, last - before.get(lane, (0, ""))[0]) for lane, (last, _hash) in heads.items())
    talk.sent, talk.progress = talk.sent + new, talk.progress + new
    for answer in answers:
        if "reason" in answer:
            going.refused.setdefault(str(answer.get("lane", "")), answer)


def _results(content: bytes) -> list[dict[str, Any]]:
    try:
        return list(json.loads(content)["results"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unavailable(_("Something answered in place of the hub.")) from error


def _refused(talk: Talk, lane: str, answer: Mapping[str, Any], done: Pushed) -> None:
    reason = str(answer["reason"])
    if reason == "gap":
        done.again = True  # the hub has less than it said, or a part before it was refused
    elif answer.get("fork"):
        fetching.compare(talk, lane)
        sealing.seal_all()  # what had to give way has a new name
        done.again = True
    else:
        what = quarantine.About(store.school_id(), store.box_of(lane), lane, int(answer.get("first", 0)))
        quarantine.put(reason if reason in quarantine.REASONS else "refused", ROAD, what)
    if reason != "gap":
        talk.stuck.add(lane)
