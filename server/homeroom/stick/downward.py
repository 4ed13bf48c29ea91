"""From a hub to a school by stick: what the hub wrote for it, what its boxes lack of each other, pinned packs."""

import json
from collections.abc import Iterator
from typing import Any

from homeroom import blobs, store
from homeroom.db import writes
from homeroom.errors import NotFound, Refused
from homeroom.hub import actions as hub
from homeroom.hub import lessons
from homeroom.hub import tables as hub_tables
from homeroom.hub.tables import Box, School
from homeroom.i18n import _
from homeroom.packs import piecewise
from homeroom.packs.on_this_box import PackFile
from homeroom.pins import actions as pins
from homeroom.stick import tables
from homeroom.stick.rules import Part
from homeroom.sync import age, sealing
from homeroom.sync import tables as sync
from homeroom.sync import upstream as notes
from homeroom.sync.tables import KnownBox

DOWN = "down"
PACK = "stick_pack/"  # facts of the store: heads of packs whose files may still be on their way
MOST_PIECE = 1 << 20


def school_named(text: str) -> School:
    """A school of this hub by its id or name. Raises NotFound when there is none, or two of that name."""
    found = [one for one in hub_tables.schools() if text == one.id or text.casefold() == one.name.casefold()]
    if len(found) != 1:
        raise NotFound(_("There is no such school at this hub."))
    return found[0]


def recipients(school: str) -> list[Any]:
    """The keys of the school's boxes. Raises Refused while none is known."""
    found = [age.recipient(one.age) for one in _boxes(school) if one.age]
    if not found:
        raise Refused(_("The box of this school has not told its key for sticks yet. It does when it syncs."))
    return found


def keys_sealed_to(school: str) -> list[str]:
    """What keys of children that go to the school's boxes are sealed to."""
    return [one.carry for one in _boxes(school) if one.carry]


def _boxes(school: str) -> list[Box]:
    return [one for one in hub_tables.boxes_of(school) if not one.revoked]


# --- at the hub: what goes onto the stick ---------------------------------------------------------------


def segments(school: str) -> dict[str, list[tuple[int, int]]]:
    """For each lane of the school the segments (first number, bytes) that some box has not acknowledged."""
    sealing.seal_for(school)
    found = {}
    for lane in sorted(sync.heads(school)):
        has = _acknowledged(lane, school)
        found[lane] = [(first, size) for first, _last, size in sync.segment_names(lane, has)]
    return {lane: some for lane, some in found.items() if some}


def _acknowledged(lane: str, school: str) -> int:
    lasts = []
    for one in _boxes(school):
        row = tables.Has.one(peer=one.id, lane=lane)
        wrote = store.box_of(lane) == one.id and tables.Receipt.one(peer=one.id) is None
        lasts.append(sync.head(lane)[0] if wrote else row.last if row else 0)
    return min(lasts, default=0)


def entries(school: str, named: dict[str, list[tuple[int, int]]]) -> int:
    """How many entries these segments hold."""
    return sum(max(0, sync.head(lane)[0] - some[0][0] + 1) for lane, some in named.items())


def packs(school: str) -> list[str]:
    """The manifests of what is pinned for the school, is not in use there, and is here."""
    found = [one for one in lessons.of_school(hub_tables.school(school)) if one.state != "installed"]
    return sorted({one.pin.manifest for one in found if _files_of(one.pin.manifest)})


def files(school: str) -> dict[str, int]:
    """The files of those packs and their bytes, without those of pinned packs that are in use there."""
    there = [one.pin.manifest for one in lessons.of_school(hub_tables.school(school)) if one.state == "installed"]
    has = {sha for manifest in there for sha in _files_of(manifest)}
    wanted = {sha for manifest in packs(school) for sha in _files_of(manifest)}
    return {sha: blobs.path(sha).stat().st_size for sha in sorted(wanted - has) if blobs.has(sha)}


def _files_of(manifest: str) -> set[str]:
    return {row.sha256 for row in PackFile.select().where(PackFile.manifest == manifest)}


def pack_heads(school: str) -> Iterator[Part]:
    """For each pack its manifest and signatures, by name: the files come on their own."""
    for manifest in packs(school):
        yield Part(f"p/{manifest}", json.dumps(piecewise.leaves(manifest)).encode())


def boxes(school: str) -> list[dict[str, Any]]:
    """The boxes of the school with the hub's certificates, so that they believe each other."""
    return [
        {"box": one.id, "key": one.public_key, "revoked": one.revoked, "certificate": hub.certificate(one)}
        for one in KnownBox.select().where(KnownBox.school == school).order_by(KnownBox.id)
    ]


# --- at the box: what comes off the stick ---------------------------------------------------------------


@writes
def meet(told: object) -> None:
    """Believe the boxes that the hub's contents name. Inside nothing: a write of its own."""
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict) and {"box", "key", "revoked", "certificate"} <= one.keys():
            notes.know(one)


@writes
def keep_head(part: Part) -> None:
    """Remember what a pack is made of until its files are here."""
    head = json.loads(part.content)
    if not isinstance(head, dict) or not all(isinstance(one, list) and len(one) == 2 for one in head.values()):
        raise Refused(_("The list of a pack's files was damaged on the way."))
    store.put(PACK + part.name.partition("/")[2], json.dumps(head))


def install_packs() -> tuple[int, list[str]]:
    """Install the pinned packs of which everything is here; returns how many, and why others are not."""
    heads = {one.manifest: store.get(PACK + one.manifest) for one in pins.due()}
    here = [one for one in pins.due() if heads.get(one.manifest)]
    done, reasons = 0, []
    for one, why in pins.each(here, lambda pin: pins.take(_FromFiles(json.loads(heads[pin.manifest] or "{}")), pin)):
        if why is not None:
            reasons.append(f"{one.title or one.pack}: {why.message}")
            continue
        _forget(one.manifest)
        done += 1
    return done, reasons


@writes
def _forget(manifest: str) -> None:
    store.remove(PACK + manifest)


class _FromFiles:
    """The files that came by stick as a giver of packs."""

    def __init__(self, head: dict[str, list[Any]]) -> None:
        self._head = head

    def head(self, _manifest: str) -> piecewise.Head:
        return {str(path): (str(sha), int(size)) for path, (sha, size) in self._head.items()}

    def piece(self, _manifest: str, sha: str, offset: int) -> bytes:
        try:
            with blobs.path(sha).open("rb") as file:
                file.seek(offset)
                return file.read(MOST_PIECE)
        except (NotFound, OSError) as error:
            raise Refused(_("Some of its files are on another stick. Bring it, too.")) from error
