"""Whose bundles are believed: at a hub its enrolled boxes, on a box the other boxes of its school."""

from homeroom import store
from homeroom.stick import actions, tables
from homeroom.stick.downward import DOWN
from homeroom.stick.outgoing import HUB, SCHOOL
from homeroom.stick.tables import Waiting
from homeroom.sync import locked, quarantine, signing
from homeroom.sync import tables as sync


def keys(box: str, purpose: str) -> list[bytes]:
    """The keys that may sign for this box for this purpose; none when it is unknown here."""
    if purpose == HUB and actions.is_hub():
        return sync.keys_of(box) if sync.known_box(box) else []
    up = sync.upstream()
    if purpose == DOWN and up is not None and not actions.is_hub():
        return [signing.from_text(up.hub_key)]
    peer = tables.siblings().get(box)
    if purpose == SCHOOL and peer is not None:
        return [signing.from_text(peer.key)]
    return []


def is_revoked(box: str) -> bool:
    """Whether this box may send no more."""
    known = sync.known_box(box)
    return known is not None and bool(known.revoked) and box != store.box_id()


def school_of(box: str) -> str:
    """The school of a sender that is believed."""
    known = sync.known_box(box)
    return known.school if known is not None and actions.is_hub() else store.school_id()


def waiting(box: str) -> int:
    """Parts that this sender brought before those in front of them."""
    return _waiting(box, shut=0) + gaps(box)


def shut(box: str) -> int:
    """Parts that this sender brought, and segments of it, that wait for a key."""
    return _waiting(box, shut=1) + sum(store.box_of(lane) == box for lane, _first in locked.waiting())


def _waiting(box: str, *, shut: int) -> int:
    return int(Waiting.select().where(Waiting.sender == box, Waiting.locked == shut).count())


def gaps(box: str) -> int:
    """Segments of this box that came before the ones in front of them."""
    return sum(row.box == box for row in quarantine.waiting("gap"))
