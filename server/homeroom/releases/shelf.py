"""Giving a release away, file by file: what a hub offers, and on a box what waits or runs."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from homeroom import config, store
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.releases import places
from homeroom.releases.rules import Offer
from homeroom.updater import kits, refusal
from homeroom.updater.kits import Kit, Source

MOST_PIECE = 1 << 20


def best() -> Offer | None:
    """The newest release that is whole here."""
    found = [offer for folder in _folders() if (offer := _offer(folder))]
    return max(found, key=lambda one: one.counter, default=None)


def names(digest: str) -> dict[str, int]:
    """The files of a release with their sizes. Raises NotFound when it is not here (any more)."""
    folder = _folder(digest)
    return dict(_names(folder, _stamp(folder)))


def piece(digest: str, name: str, start: int, most: int) -> bytes:
    """Some bytes of a file; none behind its end. Raises NotFound for what is no file of this release."""
    folder = _folder(digest)
    if name not in _names(folder, _stamp(folder)):
        raise NotFound(_("This file is not of that release."))
    try:
        with Source(folder).open(name) as file:
            file.seek(max(0, start))
            return file.read(min(max(1, most), MOST_PIECE))
    except OSError as error:
        raise NotFound(_("This release is not here (any more).")) from error


def _folders() -> Iterator[Path]:
    settings = config.current()
    if store.is_hub():
        yield from (one for one in sorted(places.offered(settings).glob("*")) if one.suffix != ".new")
        return
    yield from (one / places.KIT for one in places.in_inbox(settings))
    running = places.running(settings)
    if running is not None:
        yield running


def _folder(digest: str) -> Path:
    for folder in _folders():
        offer = _offer(folder)
        if offer and offer.digest == digest:
            return folder
    raise NotFound(_("This release is not here (any more)."))


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        told = (folder / "SHA256SUMS").stat()
    except OSError:
        return 0, 0
    return told.st_ino, told.st_mtime_ns


def _offer(folder: Path) -> Offer | None:
    stamp = _stamp(folder)
    return _read_offer(folder, stamp) if any(stamp) else None


@lru_cache(maxsize=8)
def _read_offer(folder: Path, _as_of: tuple[int, int]) -> Offer | None:
    try:
        kit = kits.unproven(Source(folder))
    except refusal.Refused:
        return None
    sizes = {machine: _size(kit, machine) for machine in kit.machines or kits.MACHINES}
    return Offer(kit.digest, kit.version, kit.counter, {name: size for name, size in sizes.items() if size})


def _size(kit: Kit, machine: str) -> int:
    try:
        return kit.size(machine)
    except refusal.Refused:
        return 0  # a box keeps what its own sort of machine needs


@lru_cache(maxsize=8)
def _names(folder: Path, _as_of: tuple[int, int]) -> dict[str, int]:
    source = Source(folder)
    found = {name: len(data) for name, data in kits.head(source).items()}
    offer = _offer(folder)
    kit = kits.unproven(source)
    for name in {name for machine in (offer.machines if offer else ()) for name in kit.needed(machine)}:
        found[name] = source.size(name)
    return found
