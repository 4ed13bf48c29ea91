"""One conversation with the hub: greet, fetch what was lost here, send what is missing there, small things first."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from homeroom import __version__, clock, config, store, timekeeping
from homeroom.sync import (
    age,
    carried,
    fetching,
    fetching_files,
    heartbeat,
    identity,
    keys,
    policy,
    pushing,
    rules,
    sealing,
    sending_files,
    tables,
)
from homeroom.sync import upstream as notes
from homeroom.sync.link import Rejected
from homeroom.sync.tables import KnownBox
from homeroom.sync.talk import Talk

ROUNDS = 4  # plans that end in trouble in one conversation: what the hub tells meanwhile changes the next one


_afterwards: list[Callable[[Talk], bool]] = []
_heard: list[Callable[[Mapping[str, Any]], None]] = []
_unfinished = False


def afterwards(step: Callable[[Talk], bool]) -> Callable[[Talk], bool]:
    """Decorator: take this step at the end of each conversation; it says whether it has more for the next one."""
    _afterwards.append(step)
    return step


def heard(listener: Callable[[Mapping[str, Any]], None]) -> Callable[[Mapping[str, Any]], None]:
    """Decorator: hear the hub's answer to each greeting. Raises nothing that the hub could cause."""
    _heard.append(listener)
    return listener


def unfinished() -> bool:
    """Whether the last conversation ended before all was done, so that the next need not wait."""
    return _unfinished


def have(talk: Talk) -> int:
    """Have the whole conversation; returns the number of entries that the hub took."""
    talk.spend()
    wanted = greet(talk)
    keys.agree(talk)  # before anything is fetched: what comes back can be opened
    fetching.behind(talk, own=True)
    _send(talk)
    fetching.behind(talk, own=False)
    if (talk.sent or wanted) and config.current().policy_work == "full":
        sending_files.send(talk)
    if config.current().policy_work == "full":
        fetching_files.fetch(talk)
    _finish(talk)
    return talk.sent


def _finish(talk: Talk) -> None:
    global _unfinished
    left = [step(talk) for step in _afterwards]
    _unfinished = any(left)


def _send(talk: Talk) -> None:
    sealing.seal_all()
    troubles = 0
    while troubles < ROUNDS:
        pushed = pushing.push(talk)
        troubles += pushed.again
        if not (pushed.again or pushed.more):
            break
        sealing.seal_urgent()  # children come and go while a backlog is on its way


def greet(talk: Talk) -> int:
    """Say who is here and what this box believes the hub has; returns how many files the hub misses."""
    settings = config.current()
    message = {
        "proto": 1,
        "version": __version__,
        "store": identity.store_id(),
        "boot": identity.boot(),
        "school": store.school_id(),
        "name": settings.school_name,
        "timezone": settings.timezone,
        "policy": policy.describe(settings.policy_names, settings.policy_work),
        "wall": clock.now_ms(),
        "age": age.recipient_of(age.own()),
        "carry": carried.recipient(),
        "waiting": tables.progress().waiting,
        "down": tables.of_hub(),
        "known": rules.digests(tables.hub_heads()),
        "health": heartbeat.now(),
    }
    asked = json.dumps(message).encode()
    try:
        answer = talk.link.send("POST", "/sync/v1/hello", asked)
    except Rejected as error:
        if not (error.answer.get("unknown") and _introduce(talk, set())):
            raise
        answer = talk.link.send("POST", "/sync/v1/hello", asked)
    _introduce(talk, {str(one["box"]) for one in answer.get("boxes", [])})
    notes.met(answer, talk.link)
    timekeeping.hub_says(int(answer.get("time", 0)), int(answer.get("clock", 0)))
    for listener in _heard:
        listener(answer)
    return int(answer.get("wanted", 0))


def _introduce(talk: Talk, known: set[str]) -> bool:
    # A hub restored from an old copy may have forgotten boxes; it knows its own signature again.
    unknown = [one for one in KnownBox.select().where(KnownBox.certificate != "") if one.id not in known]
    if not unknown:
        return False
    message = {
        "name": config.current().school_name,
        "school": store.school_id(),
        "boxes": [
            {"box": one.id, "key": one.public_key, "revoked": one.revoked, "certificate": one.certificate}
            for one in unknown
        ],
    }
    talk.link.send("POST", "/sync/v1/boxes", json.dumps(message).encode())
    return True
