"""Receipts: what a reader has, signed, on the way back. Only they (or the hub itself) make entries acknowledged."""

from typing import Any

from homeroom import blobs, clock, store
from homeroom.errors import HomeroomError
from homeroom.hub.tables import Box, boxes_of
from homeroom.hub.tables import school as hub_school
from homeroom.i18n import _
from homeroom.stick import actions, letters, rules, tables
from homeroom.stick.downward import DOWN
from homeroom.stick.files import Stick, Watch
from homeroom.stick.outgoing import HUB, SCHOOL
from homeroom.stick.rules import Damaged, Letter
from homeroom.stick.telling import Found, Word
from homeroom.sync import age, carried, locked, signing
from homeroom.sync import tables as sync

PREFIX = "receipt-"


def write(stick: Stick, found: list[Found], watch: Watch) -> list[Word]:
    """Leave a receipt for everybody whose bundle was read. A stick that can't be written to loses only the receipt."""
    words = []
    for contents in {one.contents["from"]: one.contents for one in found if one.contents["from"]}.values():
        if contents["purpose"] == HUB:
            actions.heard_of(contents)
        try:
            _write(stick, contents, watch)
        except HomeroomError as error:
            words.append(Word("warn", _("All is in, but the receipt could not be written. %(why)s", why=error.message)))
    return words


def _write(stick: Stick, contents: dict[str, Any], watch: Watch) -> None:
    to = contents["from"]
    at_hub = contents["purpose"] == HUB
    content = {
        "purpose": contents["purpose"],
        "to": to,
        "from": store.box_id(),
        "n": max((one.n for one in tables.read_here(to)), default=0),
        "time": clock.now_ms(),
        "have": locked.heads(contents["school"]) if at_hub else tables.readable(),  # only what can be read here
        "carry": carried.recipient(),
        "files": [one for one in _named(contents) if blobs.has(one)] if at_hub else sorted(blobs.everything()),
    }
    recipient = _key_of(contents)
    raw = letters.signed("receipt", content)
    name = f"{PREFIX}{to}-{store.box_id()}.age"
    stick.write(name, letters.sealed(raw, [age.recipient(recipient)]), watch)


def _key_of(contents: dict[str, Any]) -> str:
    if contents["purpose"] == DOWN:
        up = sync.upstream()
        return up.age if up else ""
    to = contents["from"]
    return str(Box.get_by_id(to).age) if contents["purpose"] == HUB else tables.siblings()[to].age


def of_hub(stick: Stick, school: str, watch: Watch) -> None:
    """At a hub: leave each box of a school a receipt of what has come so far, by any road."""
    for box in boxes_of(school):
        if box.age and not box.revoked:
            _write(stick, {"purpose": HUB, "from": box.id, "school": school, "files": []}, watch)


def _named(contents: dict[str, Any]) -> list[str]:
    return [one for one in contents.get("files", []) if isinstance(one, str)]


def read(stick: Stick) -> list[Word]:
    """Believe the receipts for this box that are on the stick, and take them off it."""
    words = []
    for name in stick.names():
        if not name.startswith(f"{PREFIX}{store.box_id()}-") or not name.endswith(".age"):
            continue
        try:
            letter = letters.read_sealed(stick, name, "receipt")
            words += _believe(letter)
        except Damaged:
            words.append(Word("warn", _("A receipt on this stick is damaged. What it was for is carried again.")))
    return words


def _believe(letter: Letter) -> list[Word]:
    content = letter.content
    n, at = rules.number(content, "n"), rules.number(content, "time")
    peer = rules.text(content, "from")
    if content.get("to") != store.box_id():
        raise Damaged("another's receipt")
    if content.get("purpose") == HUB:
        return _from_hub(letter, n, at)
    if content.get("purpose") == DOWN:
        return _from_school(letter, peer, n, at)
    known = tables.siblings().get(peer)
    if known is None or content.get("purpose") != SCHOOL or not letters.is_by(letter, signing.from_text(known.key)):
        raise Damaged("a stranger's receipt")
    have, files = rules.numbers(content, "have"), rules.texts(content, "files")
    fresh = actions.acknowledged_by_box(peer, n, at, have, files)
    return [Word("good", _("Another box of the school has confirmed what it has."))] if fresh else []


def _from_school(letter: Letter, peer: str, n: int, at: int) -> list[Word]:
    box = Box.get_or_none(Box.id == peer)
    if box is None or box.revoked or not any(letters.is_by(letter, key) for key in sync.keys_of(peer)):
        raise Damaged("a stranger's receipt")
    fresh = actions.acknowledged_by_box(peer, n, at, rules.numbers(letter.content, "have"), [])
    name = hub_school(box.school).name
    return [Word("good", _("%(name)s has confirmed what it has.", name=name))] if fresh else []


def _from_hub(letter: Letter, n: int, at: int) -> list[Word]:
    hub = sync.upstream()
    if hub is None or not letters.is_by(letter, signing.from_text(hub.hub_key)):
        raise Damaged("a stranger's receipt")
    carry = str(letter.content.get("carry", ""))
    fresh = actions.acknowledged_by_hub(n, at, _heads(letter.content), rules.texts(letter.content, "files"), carry)
    return [Word("good", _("The hub has confirmed what it has."))] if fresh else []


def _heads(content: dict[str, Any]) -> dict[str, tuple[int, str]]:
    found = content.get("have")
    if not isinstance(found, dict):
        raise Damaged("have")
    for one in found.values():
        if not isinstance(one, list) or len(one) != 2 or type(one[0]) is not int or not isinstance(one[1], str):
            raise Damaged("have")
    return {str(lane): (last, name) for lane, (last, name) in found.items()}
