"""A hub's word on publishers' keys: what it revokes is revoked at the boxes of all its schools, too.

Changes of keys that it knows of go down with their proof; a box believes that, and not the hub.
"""

from __future__ import annotations

from collections.abc import Sequence

from homeroom import db, journal, store
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.packs import keychange, keylife, keynews, keyring, minisign, trust
from homeroom.packs.keyring import Ring
from homeroom.packs.minisign import PublicKey
from homeroom.pins.events import KeyAllowed, KeyFollowed, KeyRevoked
from homeroom.sync.tables import KnownBox

HUB = "hub"

# --- at the hub ----------------------------------------------------------------------------------------


@keylife.on_change
def tell_all() -> None:
    """Tell every school what this hub revoked, trusts again and heard of new keys since it was told the last time."""
    if store.is_hub():
        for school in {box.school for box in KnownBox.select()}:
            tell(school)


@db.writes
def tell(school: str) -> None:
    """Tell one school: at its next contact, or by the next stick, its boxes do the same."""
    ring = keyring.read()
    told = {one.event.proof for one in journal.of_kinds(KeyFollowed.kind) if one.event and one.school == school}
    fallen = {one.key: one.name for one in ring.revoked}
    heard = {key for key in fallen if _is_revoked(school, key)}
    again = {key for key in _ever_told(school) if key not in fallen and _is_revoked(school, key)}
    compared = {key for key in _outlived(ring) if not _is_allowed(school, key)}
    with store.acting_at(school):
        for proof in dict.fromkeys(one.proof for one in ring.heard if one.proof not in told):
            _write(KeyFollowed(school=school, proof=proof))
        for key in sorted(fallen.keys() - heard):
            _write(KeyRevoked(school=school, key=key, name=fallen[key]))
        for key in sorted(again | compared):
            _write(KeyAllowed(school=school, key=key))


def _outlived(ring: Ring) -> set[str]:
    """Keys that a revoked one vouched for and that stand: somebody compared them with their publisher."""
    found = set()
    for one in ring.revoked:
        after = ring.successor(one.public)
        while after is not None and not ring.is_revoked(after):
            found.add(keychange.packed(after))
            after = ring.successor(after)
    return found


def _write(event: KeyRevoked | KeyAllowed | KeyFollowed) -> None:
    journal.write(event, replaces=journal.standing(journal.of_register(event.register)))


def _ever_told(school: str) -> list[str]:
    told = journal.of_kinds(KeyRevoked.kind)
    return sorted({one.event.key for one in told if one.event and one.school == school})


def _is_revoked(school: str, key: str) -> bool:
    best = _last_word(f"pin-key/{school}/{key}")
    return best is not None and best.kind == KeyRevoked.kind


def _is_allowed(school: str, key: str) -> bool:
    best = _last_word(f"pin-key/{school}/{key}")
    return best is not None and best.kind == KeyAllowed.kind


def _last_word(register: str) -> Entry | None:
    """What the hub says of a key; nobody else's word counts."""
    return journal.winner(journal.standing(one for one in journal.of_register(register) if one.by_hub))


# --- at the box ----------------------------------------------------------------------------------------


@journal.on_arrival(KeyRevoked, KeyAllowed, KeyFollowed)
def obey(entries: Sequence[Entry]) -> None:
    """Do what the hub says, once: people of the box may decide otherwise afterwards. Changes before what it revoked."""
    if store.is_hub():
        return
    mine = [one for one in entries if one.school == store.school_id() and one.by_hub and one.event is not None]
    proofs = [one.event.proof for one in mine if one.kind == KeyFollowed.kind]
    if proofs:
        keynews.hear(proofs, by=HUB)
    for register in dict.fromkeys(one.register for one in mine if one.kind != KeyFollowed.kind):
        best = _last_word(register)
        if best is not None and best.event is not None:
            _obey(best)


def _obey(word: Entry) -> None:
    try:
        key = keychange.unpacked(word.event.key)
    except minisign.BadKey:
        return  # nothing that could ever have signed a pack
    if word.kind == KeyRevoked.kind:
        _revoke(key, word.school)
    else:
        keylife.take_back(key, by=HUB)


def _revoke(key: PublicKey, school: str) -> None:
    ring, compared, after = keyring.read(), set(), key
    while (found := ring.successor(after)) is not None:
        after = found
        if _is_allowed(school, keychange.packed(after)):
            compared.add(after.key)
    try:
        keylife.revoke(key.text(), by=HUB, compared=compared)
    except Refused:
        return  # this box's own key: its people replace it


def vouch(text: str) -> None:
    """Trust a key because the hub pins packs signed with it, unless this box's people revoked who vouched for it.

    A key that was replaced here stays so: whether a pack has a signature of the new one, it shows itself.
    """
    try:
        key = minisign.read_public(text)
    except minisign.BadKey:
        key = None
    if key is not None and any(one.key == key.key for one in trust.trusted()):
        return
    if key is not None and (stem := keynews.revoked_stem(key, HUB)) is not None and stem.key != key.key:
        raise Refused(
            _(
                "The hub vouches for the key %(id)s, but it follows the key %(old)s, which was revoked on this box."
                " Compare it with the publisher, then add it on the page Packs.",
                id=key.id,
                old=stem.id,
            )
        )
    if key is None or keyring.read().successor(key) is None:
        trust.trust(text, HUB)
