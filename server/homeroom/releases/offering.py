"""A hub's people put a release on the hub: looked at first, checked to the last byte, then offered to every box."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from homeroom import config, db, disk
from homeroom.errors import Conflict, NoRoom, NotFound, Refused
from homeroom.fleet import updates
from homeroom.i18n import _
from homeroom.releases import places, shelf, trusted
from homeroom.releases.rules import Offer
from homeroom.updater import kits, refusal
from homeroom.updater.kits import Kit, Source


@dataclass(frozen=True)
class Look:
    """What a kit is. `keys`: the release keys it names, while this hub knows none; somebody must vouch for them."""

    path: Path
    version: str
    counter: int
    size: int
    machines: tuple[str, ...]
    keys: tuple[str, ...]


@contextmanager
def _in_words() -> Iterator[None]:
    """What the updater's rules or the disk refuse is refused here in the language in use."""
    try:
        yield
    except refusal.Refused as refused:
        raise Refused(updates.said(refused.why)) from refused
    except OSError as error:
        raise Refused(updates.said(refusal.of(error))) from error


def found(settings: config.Config) -> list[Path]:
    """Kits on the sticks that are in this machine."""
    tops = [Path(one) for one in settings.stick_folders.split(":") if one]
    return [source.path for source in kits.found(tops)]


@_in_words()
def look(path: Path) -> Look:
    """What a kit (its folder or its zip) is. Raises Refused with a sentence when its signatures don't hold."""
    settings, source = config.current(), _source(path)
    believed = trusted.known(settings)
    keys = () if believed else trusted.named_by(source).keys
    kit = trusted.look(settings, source) if believed else kits.unproven(source)
    machines = tuple(kit.machines or kits.MACHINES)
    return Look(path, kit.version, kit.counter, _size(kit), machines, keys)


def _source(path: Path) -> Source:
    inside = path / places.KIT
    return Source(inside if inside.is_dir() else path)


def _names(kit: Kit) -> list[str]:
    """All that boxes of any sort need; no Debian packages: those come with provision.sh only."""
    return sorted({name for machine in kit.machines or kits.MACHINES for name in kit.needed(machine)})


def _size(kit: Kit) -> int:
    return sum(kit.source.size(name) for name in _names(kit))


@_in_words()
def offer(path: Path, *, believe: bool = False) -> Offer:
    """Check a kit whole and offer it. With `believe` the release keys that it names are believed from now on.

    Raises Refused when it is not signed by enough of the known keys or is damaged, Conflict for one that is not newer
    than what is offered, NoRoom.
    """
    settings, source = config.current(), _source(path)
    if believe and trusted.known(settings) is None:
        trusted.believe(settings, trusted.named_by(source))
    kit = trusted.look(settings, source)
    now = shelf.best()
    if now is not None and now.digest != kit.digest and kit.counter <= now.counter:
        words = _("Version %(old)s is offered, and this one is not newer. Take that one back first.", old=now.version)
        raise Conflict(words)
    if now is None or now.digest != kit.digest:
        _copy(settings, kit)
    if not settings.updater:
        trusted.believe(settings, kit.keys)  # a newer list of keys counts from now on, here as at every box
    found = shelf.best()
    assert found is not None, "it has just been checked and copied"
    return found


def _copy(settings: config.Config, kit: Kit) -> None:
    size = _size(kit)
    if disk.free(settings.data) < size + disk.reserve(settings):
        need, free = (size + disk.reserve(settings)) // disk.MB, disk.free(settings.data) // disk.MB
        raise NoRoom(_("%(need)s MB are needed, %(free)s MB are free.", need=need, free=free))
    target = places.offered(settings) / kit.digest[:16]
    fresh = target.with_name(f"{target.name}.new")
    fresh.parent.mkdir(parents=True, exist_ok=True)
    try:
        kits.bring(kit, fresh, _names(kit))
        for folder in [fresh, *(one for one in fresh.rglob("*") if one.is_dir())]:
            db.sync_folder(folder)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    db.sync_folder(target.parent)
    _remove(one for one in _all(settings) if one != target)


def withdraw() -> None:
    """Offer nothing any more: boxes that have not put it in yet forget it at their next contact. Raises NotFound."""
    if shelf.best() is None:
        raise NotFound(_("No version is offered."))
    _remove(_all(config.current()))


def _all(settings: config.Config) -> Iterator[Path]:
    return places.offered(settings).glob("*")


def _remove(folders: Iterable[Path]) -> None:
    for folder in list(folders):
        shutil.rmtree(folder, ignore_errors=True)
