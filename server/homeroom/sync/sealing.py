"""Sealing: what this box wrote becomes signed segments, under the school's policy of the day."""

from collections.abc import Sequence

from homeroom import config, db, journal, keyring, store
from homeroom.entries import FIRST, Entry
from homeroom.keyring import Key
from homeroom.sync import apart, files, locked, policy, quarantine, rules, segment, signing, tables
from homeroom.sync.tables import Sealed


def seal_all() -> None:
    """Seal whatever this box wrote since the last time. Segments get the size that the link to the hub bears."""
    _seal_anew_after_a_loss()
    for lane in tables.own_lanes():
        if lane.sealed < lane.last:
            _seal(lane.lane, lane.sealed + 1, lane.last)


def seal_for(school: str) -> None:
    """At a hub: seal what it wrote for one of its schools since the last time."""
    for lane in tables.own_lanes(school):
        if lane.sealed < lane.last:
            _seal(lane.lane, lane.sealed + 1, lane.last)


def seal_urgent() -> None:
    """Seal what should not wait until a backlog is sent: who came and left, who was erased."""
    for lane in tables.own_lanes():
        if lane.sealed < lane.last and tables.urgency(lane.lane) == FIRST:
            _seal(lane.lane, lane.sealed + 1, lane.last)


def _seal(lane: str, first: int, last: int) -> None:
    settings = policy.for_lane(lane)
    key = signing.own_key(settings.data)
    rule = policy.describe(settings.policy_names, settings.policy_work)
    hub = tables.upstream()
    most = max(20, rules.request_size(hub.rate if hub else 0) // rules.ENTRY_BYTES)
    prev = tables.last_hash(lane)
    while first <= last:
        entries = segment.cut(_entries(lane, first, min(most, segment.MOST_ENTRIES), settings))
        if not entries or entries[0].seq != first:
            return  # a hole in this lane; the nightly scrub says so
        sealed = segment.seal(entries, box=store.box_id(), prev=prev, policy=rule, key=key, keys=keys_for(entries))
        if not _keep(sealed, entries):
            return  # another process sealed this lane meanwhile
        prev, first = sealed.hash, sealed.last + 1


def keys_for(entries: Sequence[Entry]) -> dict[str, Key]:
    """The keys for what is personal in these entries."""
    subjects = apart.subjects_of(entries)
    return keyring.ensure(entries[0].school, subjects) if subjects else {}


def _seal_anew_after_a_loss() -> None:
    ring = keyring.name()
    if store.get("ring") != ring:
        db.write(_forget_sealed, ring)


def _forget_sealed(ring: str) -> None:
    # The keys were lost (a damaged file, a box brought back without them). What the hub has not confirmed is sealed
    # again with new ones: the journal has all of it in plain words.
    if store.get("ring"):
        for lane in tables.own_lanes():
            Sealed.delete().where(Sealed.lane == lane.lane, Sealed.received == 0, Sealed.last > lane.has).execute()
    store.put("ring", ring)


@db.writes
def _keep(sealed: segment.Segment, entries: Sequence[Entry]) -> bool:
    if tables.last_hash(sealed.lane) != sealed.header["prev"]:
        return False
    Sealed.insert(
        lane=sealed.lane, first=sealed.first, last=sealed.last, hash=sealed.hash, content=sealed.raw
    ).execute()
    locked.note(sealed.lane, sealed.first, sealed.last, ())
    files.note_sealed(entries)
    quarantine.settle_passed(sealed.lane, sealed.last)
    return True


def _entries(lane: str, first: int, most: int, settings: config.Config) -> list[Entry]:
    found = []
    for seq, entry in enumerate(journal.of_lane(lane, first, most), first):
        if entry.seq != seq:
            break
        found.append(policy.apply(entry, names=settings.policy_names, work=settings.policy_work))
    return found
