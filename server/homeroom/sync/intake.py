"""Taking in a segment, whatever road it came by: checked, stored byte for byte, its entries folded. Once.

The same code runs on a box and on a hub. What is wrong with a segment stops only that segment (and what
would follow it in its lane): it is kept aside with the reason, and the sender is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from homeroom import clock, db, journal, store
from homeroom.entries import Entry
from homeroom.errors import Conflict, Forbidden, HomeroomError, Refused, Unavailable
from homeroom.i18n import _
from homeroom.sync import files, locked, policy, quarantine, rules, segment, tables
from homeroom.sync.segment import Segment, Unreadable
from homeroom.sync.tables import Sealed


@dataclass(frozen=True)
class Taken:
    """What came of a segment: how far its lane is here now, and the entries that were new."""

    lane: str
    have: int
    hash: str
    new: int = 0
    bare: int = 0  # of the new ones, those whose content (or part of it) stayed at another store


Check = Callable[[Sequence[Entry]], None]


def take_in(
    raw: bytes,
    *,
    road: str,
    keep_gaps: bool = False,
    adopt: bool = False,
    vouched: bool = False,
    check: Check | None = None,
) -> Taken:
    """Store a segment of a known box and fold its entries; harmless when it is here already.

    `road` says for people where it came from. With `keep_gaps` a segment that came too early waits in the
    quarantine (for roads that can't ask for what is missing). With `adopt` the sender's way to cut the same
    story into segments is taken over. `vouched` says that the hub itself gave it: it took nothing from a box
    after it revoked it, so what it has of such a box is true. `check` may refuse entries by raising.

    Raises Refused, Forbidden or Conflict with `reason`, `have` and `hash` where they make sense; then nothing
    was changed, and what is suspicious is kept aside.
    """
    taken = _take(raw, road, keep_gaps=keep_gaps, adopt=adopt, vouched=vouched, check=check)
    return _release(taken, check)


def _take(
    raw: bytes, road: str, *, keep_gaps: bool, adopt: bool = False, vouched: bool = False, check: Check | None = None
) -> Taken:
    part: Segment | None = None
    try:
        part = segment.parse(raw)
        return db.write(_take_in, part, road, adopt, vouched, check)
    except HomeroomError as error:
        _aside(error, road, part, raw, keep_gaps=keep_gaps)
        raise


def _aside(error: HomeroomError, road: str, part: Segment | None, raw: bytes, *, keep_gaps: bool) -> None:
    reason = str(error.extra.get("reason", ""))
    if reason in quarantine.REASONS and (reason != "gap" or keep_gaps):
        quarantine.put(reason, road, quarantine.about(part) if part else quarantine.About(), raw)
    if part and reason == "fork":
        db.write(store.close_lane, part.lane)  # what is written here from now on is under numbers of its own


def _release(taken: Taken, check: Check | None) -> Taken:
    quarantine.settle_passed(taken.lane, taken.have)
    # What came too early may fit now. One after the other, and each waits until it is safe: hundreds may have come.
    for row in quarantine.waiting("gap", taken.lane):
        if row.first > taken.have + 1:
            break
        try:
            more = _take(bytes(row.content), row.road, keep_gaps=True, check=check)
        except Unavailable:
            break  # the disk: it goes on waiting
        except HomeroomError:
            quarantine.settle(row)  # kept aside again, under what is wrong with it now
            continue
        quarantine.settle(row)
        quarantine.settle_passed(more.lane, more.have)
        taken = Taken(more.lane, more.have, more.hash, taken.new + more.new, taken.bare + more.bare)
    return taken


def meet_again(road: str) -> None:
    """Take in what came by a road of this name from a box that nobody knew here then, and is known now."""
    for row in quarantine.waiting("stranger"):
        known = tables.known_box(row.box)
        whose = store.box_of(row.lane) in ("", row.box)
        if row.content and row.road.startswith(road) and whose and known is not None and known.school == row.school:
            try:
                take_in(bytes(row.content), road=row.road, keep_gaps=True)
            except Unavailable:
                return  # the disk: it goes on waiting
            except HomeroomError as error:
                if error.extra.get("reason") == "stranger":
                    continue
            quarantine.settle(row)  # here now, or kept aside again under what is wrong with it


def _take_in(part: Segment, road: str, adopt: bool, vouched: bool, check: Check | None) -> Taken:
    known = _sender(part, vouched)
    if part.hash in tables.ends_at(part.lane, part.last):
        return Taken(part.lane, *tables.head(part.lane))
    _check_lane(part)
    have, name = tables.head(part.lane)
    if part.first > have + 1:
        raise Conflict(
            _("Entries are missing before this segment."), reason="gap", lane=part.lane, have=have, hash=name
        )
    before = {"have": have, "hash": name, "lane": part.lane}
    entries, shut = _readable(part, road)
    if entries is None:
        if part.first <= have:
            raise Refused(_("The body of this segment can't be read."), reason="unreadable", **before)
    else:
        _check_voice(entries, known)
        if check:
            check(entries)
        differs = first_difference(entries)
        if differs:
            raise _fork(before, differs)
    if not _follows(part):
        words = _("This segment does not follow the one before it.")
        raise Conflict(words, reason="chain", fork=True, **before)
    opens = not shut and locked.within(part.lane, part.first, part.last)  # what is here can't be opened, and this can
    if part.last <= have and not (adopt or opens):
        journal.receive(entries or ())  # a fuller copy: what had come bare is filled in
        files.note(entries or (), known.school)
        return Taken(part.lane, have, name)
    store.open_lane(part.lane, part.header["box"], known.school, hub=tables.is_hub(known))
    _store(part, adopt)
    locked.note(part.lane, part.first, part.last, shut)
    new = journal.receive(entries or ())
    if part.header["box"] == store.box_id():
        clock.clock.floor(max((one.at for one in entries or ()), default=0))
    files.note(entries or (), known.school)
    return Taken(part.lane, *tables.head(part.lane), new, sum(map(policy.is_bare, entries or ())) if new else 0)


def _fork(before: dict[str, object], differs: int) -> Conflict:
    words = _("This part of the journal is here already, and it is different.")
    return Conflict(words, reason="fork", fork=True, differs=differs, **before)


def _sender(part: Segment, vouched: bool) -> tables.KnownBox:
    box, school = part.header["box"], part.header["school"]
    known = tables.sender(box)
    if box == store.box_id():
        # A hub writes for all its schools; what it lost comes back from their boxes, under its own signature.
        own = school if store.is_hub() else store.school_id()
        known = tables.KnownBox(id=box, school=own, public_key="", revoked=0)
    signed = any(segment.is_signed(part, key, tables.erasers(school)) for key in tables.keys_of(box))
    unheard_of = box != store.box_id() and tables.known_box(box) is None
    if known is None or known.school != school or (unheard_of and not signed):
        raise Forbidden(_("This segment is of another box."), reason="stranger", lane=part.lane)
    if not signed:
        raise Refused(_("The signature of this segment is wrong."), reason="forged", lane=part.lane)
    if known.revoked and not vouched and part.last > tables.head(part.lane)[0]:
        raise Forbidden(_("This box was revoked."), reason="revoked", lane=part.lane)
    return known


def _check_voice(entries: Sequence[Entry], known: tables.KnownBox) -> None:
    # The rank of the hub comes from its signature. A box that speaks in its name is not believed at all.
    if any(one.role == "hub" for one in entries) and not tables.is_hub(known):
        words = _("This box speaks in the name of the hub, but the hub has not signed it.")
        raise Refused(words, reason="forged", lane=entries[0].lane)


def _check_lane(part: Segment) -> None:
    owner = store.box_of(part.lane)
    if owner and owner != part.header["box"]:
        raise Forbidden(_("This segment is of another box."), reason="stranger", lane=part.lane)


def _readable(part: Segment, road: str) -> tuple[Sequence[Entry] | None, set[str]]:
    # Signed and whole, but this program can't read it: it is stored and passed on, so that it stops nobody.
    try:
        return segment.opened(part)
    except Unreadable:
        quarantine.put("unreadable", road, quarantine.about(part))
        return None, set()


def first_difference(entries: Sequence[Entry]) -> int:
    """The first number under which these entries of one lane tell something else than what is here; 0 = none."""
    known = {one.seq: one for one in journal.of_lane(entries[0].lane, entries[0].seq, len(entries))}
    differing = (one.seq for one in entries if one.seq in known and not rules.same_fact(known[one.seq], one))
    return next(differing, 0)


def _follows(part: Segment) -> bool:
    names = tables.ends_at(part.lane, part.first - 1) if part.first > 1 else {""}
    return not names or part.header["prev"] in names


def _store(part: Segment, adopt: bool) -> None:
    if adopt:
        # The sender's cut is taken over, and what was sealed here behind it is sealed anew on top of it.
        behind = (Sealed.first > part.last) & (Sealed.received == 0)
        which = ((Sealed.first <= part.last) & (Sealed.last >= part.first)) | behind
    else:
        which = (Sealed.first >= part.first) & (Sealed.last <= part.last)  # the same story in smaller pieces
    Sealed.delete().where((Sealed.lane == part.lane) & which).execute()
    Sealed.replace(
        lane=part.lane,
        first=part.first,
        last=part.last,
        hash=part.hash,
        content=part.raw,
        received=clock.now_ms(),
    ).execute()
