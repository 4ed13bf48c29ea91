"""Keys of children between neighbors: each gets what the other has. Nobody else can read this conversation, ever."""

from typing import Any

from homeroom import keyring, store
from homeroom.errors import Refused
from homeroom.neighbors.calling import Call
from homeroom.stick import incoming
from homeroom.sync import keys

Answer = tuple[dict[str, Any], bytes]


def agree(call: Call) -> None:
    """Give the neighbor the keys it lacks, and take those that are lacking here."""
    school = store.school_id()
    head, given = call.ask("keys", {"ids": keyring.ids(school)})
    _keep(given)
    lacks = set(head.get("lacks", []))
    if lacks:
        call.ask("take-keys", {}, keyring.to_text(one for one in keyring.every(school) if one.id in lacks))


def give(_peer: str, head: dict[str, Any], _body: bytes) -> Answer:
    """Which of these keys this box lacks, and the keys that the neighbor lacks."""
    theirs = {str(one) for one in head["ids"]}
    mine = keyring.every(store.school_id())
    given = [one for one in mine if one.id not in theirs]
    return {"lacks": sorted(theirs - {one.id for one in mine})}, keyring.to_text(given) if given else b""


def take(_peer: str, _head: dict[str, Any], body: bytes) -> Answer:
    """Keep keys that this box lacks."""
    _keep(body)
    return {}, b""


def _keep(content: bytes) -> None:
    if not content:
        return
    try:
        given = keyring.from_text(content)
    except ValueError as error:
        raise Refused("no keys") from error
    incoming.take_keys(keys.of_school(given, store.school_id()))
