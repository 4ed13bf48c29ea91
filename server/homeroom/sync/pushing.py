"""Up: the segments that the hub says it lacks, several in one request where the link bears it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeroom import store
from homeroom.sync import fetching, frames, quarantine, rules, sealing, tables
from homeroom.sync import upstream as notes
from homeroom.sync.talk import Talk

Item = tuple[str, int, int]  # lane, first number, bytes
ROAD = "hub"


@dataclass
class Pushed:
    """What one pass brought: entries the hub took, and whether another pass may bring more."""

    entries: int = 0
    again: bool = False


def push(talk: Talk) -> Pushed:
    """Send whatever the hub lacks by what it said last."""
    done, plan = Pushed(), _plan(talk)
    while plan:
        talk.spend()
        some = _together(plan, talk.size)
        _hand_over(talk, some, done)
        plan = [item for item in plan[len(some) :] if item[0] not in talk.stuck]
    return done


def _plan(talk: Talk) -> list[Item]:
    has = tables.hub_heads()
    lanes = [lane.lane for lane in tables.lanes_to_send() if lane.lane not in talk.stuck]
    return [
        (lane, first, size)
        for lane in lanes
        for first, _last, size in tables.segment_names(lane, has.get(lane, (0, ""))[0])
    ]


def _together(plan: list[Item], most: int) -> list[Item]:
    some, size = [plan[0]], plan[0][2]
    for item in plan[1:]:
        size += item[2]
        if size > most:
            break
        some.append(item)
    return some


def _hand_over(talk: Talk, items: list[Item], done: Pushed) -> None:
    found = [tables.segment_at(lane, first) for lane, first, _size in items]
    message = frames.pack(bytes(one.content) for one in found if one is not None)
    before = tables.hub_heads()
    started = time.monotonic()
    answers = talk.link.send("POST", "/sync/v1/segments", message)["results"]
    rate = rules.new_rate(talk.rate, len(message), time.monotonic() - started)
    heads = notes.lanes_told(answers)
    notes.acknowledged(heads, talk.link, rate)
    done.entries += sum(max(0, last - before.get(lane, (0, ""))[0]) for lane, (last, _hash) in heads.items())
    for answer in answers:
        if "reason" in answer and str(answer.get("lane", "")) not in talk.stuck:
            _refused(talk, answer, done)


def _refused(talk: Talk, answer: Mapping[str, Any], done: Pushed) -> None:
    lane, reason = str(answer.get("lane", "")), str(answer["reason"])
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
