"""The entry that somebody wants to take back: an own one that still stands."""

from homeroom import journal, whose
from homeroom.entries import Entry, Event
from homeroom.errors import Refused
from homeroom.i18n import _


def own(register: str, ref: str, *kinds: type[Event]) -> Entry:
    """The standing entry `ref` of a register: of one of these kinds, and by whoever acts now. Raises Refused."""
    me, wanted = _id(whose.now().actor), {one.kind for one in kinds}
    for entry in journal.standing(journal.of_register(register)):
        if entry.ref == ref and entry.kind in wanted and _id(entry.actor) == me:
            return entry
    raise Refused(_("There is nothing to take back here."))


def _id(actor: str) -> str:
    return actor.partition(":")[2]
