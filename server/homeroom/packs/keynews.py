"""Changes of publishers' keys that somebody else passed on, a hub for instance: believed for what is signed, only.

Whoever passes a change on is no reason to believe it: the old key's signature is, and that this box trusts the old
key. What the box can't follow yet, or never will, it keeps: an earlier change may come later. Of two that come at once
and name different keys as the next one after the same key, none is followed; once one was followed, the other is
refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from homeroom.errors import Refused
from homeroom.i18n import _

from . import keychange, keylife, keyring, trust
from .keychange import Change
from .keyring import Heard, Ring
from .minisign import PublicKey

FOLLOWED, KEPT, REFUSED = "followed", "kept", "refused"
Waiting = list[tuple[Heard, Change]]


@dataclass(frozen=True)
class News:
    """What was passed on and what came of it: FOLLOWED, KEPT (it is about nobody trusted here) or REFUSED, and why.

    `change` is None where nothing in it is signed as it must be; `whose` is the publisher, "" if nobody knows.
    """

    change: Change | None
    state: str
    words: str
    whose: str = ""


def hear(proofs: Iterable[str], by: str) -> list[PublicKey]:
    """Keep these changes, and follow what may be followed now. Returns the keys that came into force."""
    with keyring.changing() as ring:
        for proof in proofs:
            ring.note(proof, by)
    return settle()


def settle() -> list[PublicKey]:
    """Follow what was kept of keys that the box trusts by now; returns the keys that came into force."""
    if all(one.settled for one in keyring.read().heard):
        return []
    taken: list[PublicKey] = []
    with keyring.changing() as ring:
        names = _names()
        while any(_follow(one, change, ring, names, taken) for one, change in _in_turn(_waiting(ring))):
            pass  # what was followed may be what another one waited for
    return taken


def _names() -> dict[bytes, str]:
    """The keys of others that are in force, and whose they are."""
    return {key.key: key.name for key in trust.trusted()[1:]}


def _waiting(ring: Ring) -> Waiting:
    return [(one, change) for one in ring.heard if not one.settled and (change := _proven(one.proof))]


def _proven(proof: str) -> Change | None:
    """The one change that is proven; None if it is not signed as it must be."""
    try:
        changes = keychange.read(proof)
    except Refused:
        return None
    return changes[0] if len(changes) == 1 else None


def _in_turn(waiting: Waiting) -> Waiting:
    """Older changes first, without those of keys that two call themselves the next one of."""
    return sorted((one for one in waiting if not _disputed(one[1], waiting)), key=lambda one: one[1].serial)


def _disputed(change: Change, waiting: Waiting) -> bool:
    return len({other.new.key for _one, other in waiting if other.old.key == change.old.key}) > 1


def _follow(one: Heard, change: Change, ring: Ring, names: dict[bytes, str], taken: list[PublicKey]) -> bool:
    try:
        if keylife.fate(change, ring, names) == keylife.NEXT:
            keylife.carry_out(change, ring, names, taken)
    except Refused:
        return False  # it stays, and the page of keys says why
    one.settled = _is_in_line(change, ring)
    return one.settled


def _is_in_line(change: Change, ring: Ring) -> bool:
    after = ring.successor(change.old)
    return after is not None and after.key == change.new.key


def revoked_stem(key: PublicKey, but_by: str) -> PublicKey | None:
    """A revoked key that vouched for this one, itself or through others, and was not revoked by `but_by`; else None."""
    ring = keyring.read()
    proven = [change for one in ring.heard if (change := _proven(one.proof))]
    fallen = {one.public.key for one in ring.revoked if one.by != but_by}
    stems, known = [key], {key.key}
    for stem in stems:
        if stem.key in fallen:
            return stem
        more = [one.old for one in proven if one.new.key == stem.key and one.old.key not in known]
        known.update(one.key for one in more)
        stems += more
    return None


def news() -> list[News]:
    """What others passed on and what came of it, in the order in which it came."""
    ring, names = keyring.read(), _names()
    known = {**{one.public.key: one.name for one in ring.revoked}, **names}
    found = [_of(one, ring, names) for one in ring.heard if one.by]
    return [replace(one, whose=_whose(one.change, ring, known)) if one.change else one for one in found]


def _whose(change: Change, ring: Ring, known: dict[bytes, str]) -> str:
    keys = (change.old, change.new, ring.newest(change.old), ring.newest(change.new))
    return next((known[key.key] for key in keys if known.get(key.key)), "")


def _of(one: Heard, ring: Ring, names: dict[bytes, str]) -> News:
    change = _proven(one.proof)
    if change is None:
        words = _("A key change in this file is not signed by the old key and by the new one.")
        return News(None, REFUSED, words)
    if _is_in_line(change, ring):
        return News(change, FOLLOWED, _("The new key took the place of the old one."))
    if one.settled:
        return News(change, REFUSED, _("People of this box trusted a key of this publisher anew; their word counts."))
    try:
        return _waits(change, ring, names)
    except Refused as error:
        return News(change, REFUSED, error.message)


def _waits(change: Change, ring: Ring, names: dict[bytes, str]) -> News:
    keylife.check_not_revoked([change], ring)
    if keylife.fate(change, ring, names) == keylife.UNKNOWN:
        return News(change, KEPT, _("This box does not trust the old key, so nothing was changed."))
    if _disputed(change, _waiting(ring)):
        raise Refused(
            _(
                "Two keys call themselves the next one after %(id)s, so neither was believed. Ask the publisher.",
                id=change.old.id,
            )
        )
    return News(change, KEPT, _("This box trusts the new key already."))
