"""Keys of children between a box and its hub: each gets what the other has, sealed to it, part by part.

A message is a line of JSON and a letter (see carried.py). The box asks with {"part", "parts", "ids", "carry"}; the hub
answers with {"lacks", "digest"} and what the box lacks; the box gives what the hub lacks with {"give": true}.
"""

import json
from collections.abc import Iterable
from typing import Any

from homeroom import keyring, store
from homeroom.errors import Refused, Unavailable
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.sync import carried, locked, tables
from homeroom.sync import upstream as notes
from homeroom.sync.talk import Talk

PATH = "/sync/v1/keys"
PART = 300  # keys in a message: bad links bear 20 kB
MOST = 20_000


def state(school: str) -> str:
    """Which keys of a school are here, and how many: the same on two stores that agree."""
    return f"{keyring.digest(school)}:{len(keyring.ids(school))}"


def agree(talk: Talk) -> None:
    """Give the hub the keys it lacks, and fetch those that are lacking here. Nothing is sent when both agree."""
    school = store.school_id()
    hub = tables.upstream()
    if hub is None or not hub.carry or hub.keys == state(school):
        return
    count = max(len(keyring.ids(school)), int(hub.keys.partition(":")[2] or 0))
    parts, told = 1 + count // PART, ""
    for part in range(parts):
        told = _part(talk, school, part, parts)
    notes.agreed(told, talk.link)


def _part(talk: Talk, school: str, part: int, parts: int) -> str:
    mine = [one for one in keyring.every(school) if _in(one, part, parts)]
    asked = {"part": part, "parts": parts, "ids": [one.id for one in mine], "carry": carried.recipient()}
    head, letter = _ask(talk, pack(asked))
    if letter:
        locked.take_keys(carried.unwrap(letter))
    lacks = set(head["lacks"])
    if lacks:
        given = carried.wrap([one for one in mine if one.id in lacks], [str(head["carry"])])
        head, _nothing = _ask(talk, pack({"give": True}, given))
    return str(head["state"])


def _ask(talk: Talk, message: bytes) -> tuple[dict[str, Any], bytes]:
    talk.spend()
    try:
        return unpack(talk.link.fetch("POST", PATH, message))
    except Refused as error:
        raise Unavailable(_("The hub answered in a way that this box does not understand.")) from error


def answer(school: str, message: bytes) -> bytes:
    """At a hub: what a box of this school gets for its message. Raises Refused when it makes no sense."""
    head, letter = unpack(message)
    if head.get("give"):
        locked.take_keys(of_school(carried.unwrap(letter), school))
        return pack({"state": state(school)})
    ids, part, parts = head.get("ids"), head.get("part"), head.get("parts")
    if not isinstance(ids, list) or len(ids) > MOST or not all(isinstance(one, str) for one in ids):
        raise Refused(_("This is not a question for keys."))
    if type(part) is not int or type(parts) is not int or not 0 <= part < parts <= MOST:
        raise Refused(_("This is not a question for keys."))
    here = [one for one in keyring.every(school) if _in(one, part, parts)]
    given = [one for one in here if one.id not in ids]
    told = {
        "lacks": sorted(set(ids) - {one.id for one in here}),
        "carry": carried.recipient(),
        "state": state(school),
    }
    return pack(told, carried.wrap(given, [str(head.get("carry"))]) if given else b"")


def _in(key: Key, part: int, parts: int) -> bool:
    return int(key.id[:8], 16) % parts == part


def pack(head: dict[str, Any], letter: bytes = b"") -> bytes:
    """A message: one line of JSON, then a letter."""
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + letter


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The line and the letter of a message. Raises Refused."""
    line, _end, letter = message.partition(b"\n")
    try:
        head = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is not a question for keys.")) from error
    if not isinstance(head, dict):
        raise Refused(_("This is not a question for keys."))
    return head, letter


def of_school(keys: Iterable[Key], school: str) -> list[Key]:
    """Keys that another store gave, as those of this school."""
    return [Key(one.subject, school, one.secret) for one in keys]
