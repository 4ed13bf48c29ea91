"""A hub's word on publishers' keys: what it revokes is revoked at the boxes of all its schools, too."""

from __future__ import annotations

from collections.abc import Sequence

from homeroom import db, journal, store
from homeroom.errors import Refused
from homeroom.journal import Entry
from homeroom.packs import keychange, keylife, keyring, minisign
from homeroom.packs.minisign import PublicKey
from homeroom.pins.events import KeyAllowed, KeyRevoked
from homeroom.sync.tables import KnownBox

HUB = "hub"

# --- at the hub ----------------------------------------------------------------------------------------


@keylife.on_change
def tell_all() -> None:
    """Tell every school what this hub revoked, and what it trusts again, since it was told the last time."""
    if store.is_hub():
        for school in {box.school for box in KnownBox.select()}:
            tell(school)


@db.writes
def tell(school: str) -> None:
    """Tell one school: at its next contact, or by the next stick, its boxes do the same."""
    ring = keyring.read()
    fallen = {one.key: one.name for one in ring.revoked}
    heard = {key for key in fallen if _is_revoked(school, key)}
    again = [key for key in _ever_told(school) if key not in fallen and _is_revoked(school, key)]
    with store.acting_at(school):
        for key in sorted(fallen.keys() - heard):
            _write(KeyRevoked(school=school, key=key, name=fallen[key]))
        for key in again:
            _write(KeyAllowed(school=school, key=key))


def _write(event: KeyRevoked | KeyAllowed) -> None:
    journal.write(event, replaces=journal.standing(journal.of_register(event.register)))


def _ever_told(school: str) -> list[str]:
    told = journal.of_kinds(KeyRevoked.kind)
    return sorted({one.event.key for one in told if one.event and one.school == school})


def _is_revoked(school: str, key: str) -> bool:
    best = _last_word(f"pin-key/{school}/{key}")
    return best is not None and best.kind == KeyRevoked.kind


def _last_word(register: str) -> Entry | None:
    """What the hub says of a key; nobody else's word counts."""
    return journal.winner(journal.standing(one for one in journal.of_register(register) if one.by_hub))


# --- at the box ----------------------------------------------------------------------------------------


@journal.on_arrival(KeyRevoked, KeyAllowed)
def obey(entries: Sequence[Entry]) -> None:
    """Do what the hub says, once: people of the box may decide otherwise afterwards."""
    if store.is_hub():
        return
    for register in {one.register for one in entries if one.school == store.school_id()}:
        best = _last_word(register)
        if best is not None and best.event is not None:
            _obey(best)


def _obey(word: Entry) -> None:
    try:
        key = keychange.unpacked(word.event.key)
    except minisign.BadKey:
        return  # nothing that could ever have signed a pack
    if word.kind == KeyRevoked.kind:
        _revoke(key)
    else:
        keylife.take_back(key, by=HUB)


def _revoke(key: PublicKey) -> None:
    try:
        keylife.revoke(key.text(), by=HUB)
    except Refused:
        return  # this box's own key: its people replace it
