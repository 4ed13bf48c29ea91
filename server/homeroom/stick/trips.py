"""A whole trip: stick in, stick out. The same for the command line and the pages."""

from pathlib import Path

from homeroom.errors import Refused
from homeroom.i18n import _, ngettext
from homeroom.stick import actions, asking, downward, incoming, outgoing, receipts
from homeroom.stick.files import Stick, Watch
from homeroom.stick.outgoing import HUB, Load
from homeroom.stick.telling import Word
from homeroom.sync import age
from homeroom.sync import tables as sync


def size_out(loads: list[Load]) -> int:
    """Bytes that pass by while these are written and read back."""
    return sum(2 * one.size for one in loads)


def size_in(stick: Stick) -> int:
    """Bytes that pass by while the stick is read."""
    return incoming.size(stick)


def down(root: Path, school: str, watch: Watch) -> list[Word]:
    """At a hub: read the receipts on the stick, then write for a school (by id or name) what its boxes lack.

    Raises NotFound, Refused while no box of it told its key, Unavailable, Stopped.
    """
    found, stick = downward.school_named(school), Stick(root)
    downward.recipients(found.id)
    words = receipts.read(stick)
    words.append(_carry(stick, outgoing.for_school_of_hub(found.id), watch))
    receipts.of_hub(stick, found.id, watch)
    return words


def out(root: Path, watch: Watch, *, join: bool = False) -> list[Word]:
    """Read the receipts on the stick, then write what is not acknowledged; or ask to be let in.

    With `join`, ask another box of the school to let this one in. Raises Refused at a hub, Unavailable, Stopped.
    """
    if actions.is_hub():
        raise Refused(_("Say for which school the hub writes: --school NAME, or the button on the school's page."))
    stick = Stick(root)
    words = receipts.read(stick)
    if join:
        asking.check_alone()
        return [*words, _asked(asking.ask(stick, outgoing.SCHOOL, watch))]
    actions.tell_what_keys_are_sealed_to()
    for load in outgoing.loads():
        words.append(_carry(stick, load, watch))
    if sync.upstream() is None and age.school() is None:
        words.append(_asked(asking.ask(stick, HUB, watch)))
    elif not words:
        words.append(Word("warn", _("The hub's key for sticks is not known yet. Sync by wire once, or ask by stick.")))
    return words


def _asked(mark: str) -> Word:
    return Word(
        "good", _("The stick asks to let this box in. Tell the other side this box's mark: %(mark)s", mark=mark)
    )


def _carry(stick: Stick, load: Load, watch: Watch) -> Word:
    ways = {HUB: _("the hub"), outgoing.SCHOOL: _("the school's other boxes")}
    where = ways.get(load.purpose) or downward.school_named(load.school).name
    if load.empty:
        outgoing.tidy(stick, load.about)
        return Word("good", _("Nothing to carry to %(where)s: it has everything.", where=where))
    written = outgoing.write(stick, load, watch)
    entries = ngettext("%(num)s entry", "%(num)s entries", load.entries, num=load.entries)
    return Word(
        "good",
        _(
            "On the stick for %(where)s: %(entries)s, %(kb)s kB, written and read back.",
            where=where,
            entries=entries,
            kb=written // 1000 + 1,
        ),
    )


def come_in(root: Path, watch: Watch) -> list[Word]:
    """Read everything on the stick that is for this store, and leave receipts. Raises Unavailable, Stopped."""
    stick = Stick(root)
    if not stick.folder.is_dir():
        raise Refused(_("There is nothing of Homeroom on this stick."))
    words = receipts.read(stick)
    told, found = incoming.read(stick, watch)
    words += told + receipts.write(stick, found, watch)
    # The marks are not shown: who says yes types the one that the other side reads out.
    for one in asking.requests(stick):
        words.append(Word("ask", _("“%(name)s” asks to be let in.", name=one.name)))
    for one in [] if actions.is_hub() else asking.answers(stick):
        words.append(Word("answer", _("“%(name)s” let this box in.", name=one.name)))
    return words or [Word("", _("There is nothing for this box on the stick."))]
