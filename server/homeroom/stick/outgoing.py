"""What goes onto a stick: what the hub and the school's other boxes have not acknowledged, and nothing else.

What is personal is sealed with the children's keys, which go along in a letter that an erasure makes unreadable.
"""

import base64
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

from homeroom import __version__, blobs, clock, config, db, journal, keyring, store
from homeroom.entries import Entry
from homeroom.errors import NotFound, Unavailable
from homeroom.evidence.rows import Upload
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.people.tables import Student
from homeroom.stick import child_files, downward, letters, rules, tables
from homeroom.stick.downward import DOWN
from homeroom.stick.files import Stick, Watch
from homeroom.stick.rules import Part
from homeroom.sync import age, carried, policy, sealing, segment, signing
from homeroom.sync import tables as sync
from homeroom.sync.files import OutgoingFile

HUB, SCHOOL = "hub", "school"
CONTENTS = "contents.age"
KEYS = "keys.age"
SHRINKS = 4  # sealed entries are smaller than their text by about this factor
OVERHEAD = 40  # bytes of an entry beside its text


@dataclass(frozen=True)
class Load:
    """What is to be carried to the hub or to the school's other boxes; `size` in bytes (about, for the school)."""

    purpose: str
    entries: int
    files: int
    size: int
    school: str = ""  # at a hub, whom it is for

    @property
    def about(self) -> str:
        """Which bundles it replaces: those to the same reader."""
        return f"{self.purpose} {self.school}".strip()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to carry."""
        return not (self.entries or self.files)


def loads() -> list[Load]:
    """What a stick would have to carry now; seals what is new."""
    found = []
    hub = sync.upstream()
    if hub is not None and hub.age:
        found.append(_for_hub())
    if tables.siblings() and age.school() is not None:
        found.append(_for_school())
    return found


def for_school_of_hub(school: str) -> Load:
    """At a hub: what the boxes of a school lack."""
    named, files = downward.segments(school), downward.files(school)
    size = sum(one for some in named.values() for _first, one in some)
    return Load(DOWN, downward.entries(school, named), len(files), size + sum(files.values()), school)


def _for_hub() -> Load:
    sealing.seal_all()
    sizes = [size for lane in sync.lanes_to_send() for _first, _last, size in sync.segment_names(lane.lane, lane.has)]
    files = _files_for_hub()
    entries = max(0, sync.progress().waiting) if sizes else 0
    return Load(HUB, entries, len(files), sum(sizes) + sum(files.values()))


def _for_school() -> Load:
    entries, size = tables.unwritten(tables.all_siblings_have())
    files = _files()
    return Load(SCHOOL, entries, len(files), (size + OVERHEAD * entries) // SHRINKS + sum(files.values()))


def _files_for_hub() -> dict[str, int]:
    has = tables.files_of_peer(HUB)
    let_out = {row.sha256 for row in OutgoingFile.select()} - has
    return {sha: blobs.path(sha).stat().st_size for sha in sorted(let_out) if blobs.has(sha)}


def named() -> set[str]:
    """Portraits, pictures and recordings that what is known here names: what boxes of a school have of each other."""
    found = {row.portrait for row in Student.select(Student.portrait) if row.portrait}
    found |= {row.sha256 for row in Upload.select(Upload.sha256)}
    # By name: a hub has this table, but not the feature.
    return found | {str(row[0]) for row in db.database.execute_sql("SELECT sha256 FROM workshop_file")}


def _files() -> dict[str, int]:
    missing = named() - tables.files_all_siblings_have()
    return {sha: blobs.path(sha).stat().st_size for sha in sorted(missing) if blobs.has(sha)}


def write(stick: Stick, load: Load, watch: Watch) -> int:
    """Write one load as a bundle and take away what it replaces; returns the bytes written.

    The contents are written last: without them a bundle is not whole, whatever lies there. Raises
    Unavailable when there is too little room (before anything is written) or the stick fails, and Stopped.
    """
    if stick.free() < load.size + load.size // 16:
        raise Unavailable(
            _("There is too little room on the stick: about %(mb)s MB are needed.", mb=load.size // 1_000_000 + 1)
        )
    bundle = journal.new_id()
    name = f"bundle-{bundle}"
    recipients = _recipients(load)
    db.write(_note, bundle, load.about)  # so that what a cut leaves on the stick is known to be ours
    stick.begin(name)
    try:
        listed, count = _volumes(stick, name, load, recipients, watch)
        _keys(stick, name, load, recipients, watch)
        contents = _contents(bundle, load, listed, count)
        raw = letters.signed("contents", contents)
        written = stick.write(f"{name}/{CONTENTS}", letters.sealed(raw, recipients), watch)
    except BaseException:
        stick.remove(name)
        raise
    # It holds all that is not acknowledged, so what this box wrote here before it is of no use any more.
    db.write(_finish, bundle, load.entries)
    tidy(stick, load.about, but=bundle)
    return written.size + sum(int(one["size"]) for one in listed)


def _recipients(load: Load) -> list[Any]:
    if load.purpose == DOWN:
        return downward.recipients(load.school)
    if load.purpose == HUB:
        hub = sync.upstream()
        return [age.recipient(hub.age)] if hub else []
    shared = age.school()
    return [age.recipient(age.recipient_of(shared))] if shared else []


def _keys(stick: Stick, name: str, load: Load, recipients: list[Any], watch: Watch) -> None:
    to = carried.fit(_keys_sealed_to(load))
    keys = keyring.every(load.school or store.school_id())
    if not to or not keys:
        return  # they come with the next bundle: what they open is not acknowledged before
    letter = base64.b64encode(carried.wrap(keys, to)).decode()
    raw = letters.signed("keys", {"from": store.box_id(), "purpose": load.purpose, "keys": letter})
    stick.write(f"{name}/{KEYS}", letters.sealed(raw, recipients), watch)


def _keys_sealed_to(load: Load) -> list[str]:
    if load.purpose == DOWN:
        return downward.keys_sealed_to(load.school)
    hub = sync.upstream()
    if load.purpose == HUB:
        return [hub.carry] if hub else []
    return [one.carry for one in tables.siblings().values()]


def _volumes(
    stick: Stick, name: str, load: Load, recipients: list[Any], watch: Watch
) -> tuple[list[dict[str, Any]], int]:
    listed: list[dict[str, Any]] = []
    count = 0
    ways: dict[str, Callable[[], Iterator[Part]]] = {
        HUB: _parts_for_hub,
        SCHOOL: _parts_for_school,
        DOWN: partial(_parts_down, load.school),
    }
    parts = ways[load.purpose]()
    for group in rules.by_volume(parts, rules.VOLUME):
        with tempfile.TemporaryFile(dir=config.current().data) as plain:
            rules.pack(group, plain)
            count += len(group)
            del group[:]  # the next volume must not find this one still in memory
            plain.seek(0)

            def produce(target: BinaryIO, source: Any = plain) -> None:
                age.seal(source, target, recipients)

            listed.append(vars(stick.write(f"{name}/{len(listed) + 1:04}.age", produce, watch)).copy())
    return listed, count


def _parts_for_hub() -> Iterator[Part]:
    for lane in sync.lanes_to_send():
        yield from _segments(lane.lane, lane.has)
    yield from _contents_of(_files_for_hub())


def _parts_down(school: str) -> Iterator[Part]:
    for lane, some in downward.segments(school).items():
        for first, _size in some:
            one = sync.segment_at(lane, first)
            if one is not None:
                yield Part(f"s/{lane}/{first}", bytes(one.content))
    yield from downward.pack_heads(school)
    yield from _contents_of(downward.files(school))


def _segments(lane: str, after: int) -> Iterator[Part]:
    for first, _last, _size in sync.segment_names(lane, after):
        one = sync.segment_at(lane, first)
        if one is not None:
            yield Part(f"s/{lane}/{first}", bytes(one.content))


def _parts_for_school() -> Iterator[Part]:
    """Whole entries, vouched for by this box; the segments as the hub wants them; pictures and recordings."""
    sealing.seal_all()
    have = tables.all_siblings_have()
    for lane in tables.lanes():
        sealed = whole(lane, have.get(lane.lane, 0) + 1, sealing.keys_for)
        yield from (Part(f"f/{lane.lane}/{one.first}", one.raw) for one in sealed)
        yield from _segments(lane.lane, have.get(lane.lane, 0))
    yield from _contents_of(_files())


def _contents_of(files: Iterable[str]) -> Iterator[Part]:
    owners = child_files.owners()
    for sha in files:
        try:
            yield child_files.part(sha, blobs.path(sha).read_bytes(), owners.get(sha, set()))
        except (NotFound, OSError):
            continue  # erased meanwhile


def _no_keys(_entries: Sequence[Entry]) -> dict[str, Key]:
    return {}


def whole(
    lane: tables.Lane, first: int, keys_for: Callable[[Sequence[Entry]], dict[str, Key]] = _no_keys
) -> Iterator[segment.Segment]:
    """The entries of a lane from `first` on in full, vouched for by this box; `keys_for` = under which keys."""
    key = signing.own_key(config.current().data)
    rule, prev = policy.describe("full", "full"), ""
    while first <= lane.last:
        entries = segment.cut(journal.of_lane(lane.lane, first, segment.MOST_ENTRIES))
        if not entries or entries[0].seq != first:
            return
        one = segment.seal(entries, box=lane.box, prev=prev, policy=rule, key=key, keys=keys_for(entries))
        yield one
        prev, first = one.hash, one.last + 1


def _contents(bundle: str, load: Load, listed: list[dict[str, Any]], count: int) -> dict[str, Any]:
    settings = config.current()
    return {
        "v": 1,
        "bundle": bundle,
        "n": max(one.n for one in tables.written_here(load.about)),
        "purpose": load.purpose,
        "from": store.box_id(),
        "school": load.school or store.school_id(),
        "name": settings.school_name,
        "timezone": settings.timezone,
        "policy": policy.describe(settings.policy_names, settings.policy_work),
        "version": __version__,
        "age": age.recipient_of(age.own()),
        "carry": carried.recipient(),
        "entries": load.entries,
        "written": clock.now_ms(),
        "parts": count,
        "files": sorted(_files_for_hub()) if load.purpose == HUB else [],
        "boxes": downward.boxes(load.school) if load.purpose == DOWN else [],
        "volumes": listed,
    }


def tidy(stick: Stick, purpose: str, *, but: str = "") -> None:
    """Take this box's old bundles off the stick: everybody has what is in them, or the newest has it, too."""
    for old in tables.written_here(purpose):
        if old.bundle != but:
            stick.remove(f"bundle-{old.bundle}")


def _note(bundle: str, purpose: str) -> None:
    n = max((one.n for one in tables.written_here(purpose)), default=0) + 1
    tables.Bundle.put(bundle=bundle, sender=store.box_id(), n=n, purpose=purpose, entries=0, at=clock.now_ms(), whole=0)


def _finish(bundle: str, entries: int) -> None:
    tables.Bundle.update(entries=entries, whole=1).where(tables.Bundle.bundle == bundle).execute()
