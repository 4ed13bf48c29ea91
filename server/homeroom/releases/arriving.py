"""A release that comes piece by piece: first what proves it, then the files, each compared with its signed checksum.

What came is kept when the road is cut, and goes on from that very byte. What is forged, older or for another sort of
machine is refused as soon as its first few kilobytes are here, and nothing of it is kept.
"""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from homeroom import db, disk
from homeroom.config import Config
from homeroom.i18n import N_
from homeroom.releases import places, rules, trusted
from homeroom.updater import files, kits
from homeroom.updater.kits import Kit, Source
from homeroom.updater.refusal import Failed, Refused

NAMES = "names.json"
Tell = Callable[[int, int], None]


class Enough(Exception):
    """Not now any more; `soon` when the next conversation may go on. What came is kept."""

    def __init__(self, *, soon: bool) -> None:
        super().__init__()
        self.soon = soon


class Damaged(Failed):
    """A file is not what was signed; those that are stay."""


class Full(Failed):
    """There is no room for it now."""


class Giver(Protocol):
    """Whoever has the release."""

    def names(self, digest: str) -> object:
        """Its files with their sizes, as `rules.read_names` reads them."""
        ...

    def piece(self, digest: str, name: str, offset: int) -> bytes:
        """Some bytes of a file from there on, or none behind its end."""
        ...


def bring(settings: Config, giver: Giver, digest: str, road: str, tell: Tell) -> None:
    """Fetch a release and lay it into the updater's inbox. `tell` hears bytes here and in all.

    Raises Refused for what is not to be believed (nothing is kept), Full before anything large comes, Damaged: each
    with a sentence that is translated when somebody reads it. And whatever the giver raises (what came is kept).
    """
    place = places.arriving(settings, road, digest)
    with _alone(settings):
        try:
            sizes = _sizes(giver, digest, place)
            kit = _proven(settings, giver, digest, place / places.KIT, sizes)
            _fetch(settings, giver, kit, sizes, tell)
        except Refused:
            shutil.rmtree(place, ignore_errors=True)
            raise
        except Damaged:
            (place / NAMES).unlink(missing_ok=True)  # the sizes that were told may be as wrong
            raise
        _land(settings, place, f"{road}-{digest[:16]}")


@contextmanager
def _alone(settings: Config) -> Iterator[None]:
    with (places.folder(settings) / "arriving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Enough(soon=False) from None  # it comes by the other road just now
        yield


def _sizes(giver: Giver, digest: str, place: Path) -> dict[str, int]:
    known = rules.read_names(files.read(place / NAMES))
    if known:
        return known
    found = rules.read_names(giver.names(digest))
    place.mkdir(parents=True, exist_ok=True)
    files.write(place / NAMES, dict(found))
    return found


def _proven(settings: Config, giver: Giver, digest: str, folder: Path, sizes: dict[str, int]) -> Kit:
    """The kit, once what proves it is here. Raises Refused."""
    head = {name: size for name, size in sizes.items() if rules.HEAD.fullmatch(name)}
    if sum(head.values()) > 4 * rules.SMALL:
        raise Refused(N_("What is offered is not a release."))
    for name, size in head.items():
        _bring(giver, digest, name, size, folder / name)
    kit = trusted.look(settings, Source(folder))
    known = trusted.known(settings)
    if kit.digest != digest:
        raise Refused(N_("This is another release than the one that was announced."))
    kits.wanted(kit, known.counter if known else 0)
    return kit


def _fetch(settings: Config, giver: Giver, kit: Kit, sizes: dict[str, int], tell: Tell) -> None:
    lacking = [name for name in kit.needed() if name not in sizes or name not in kit.sums]
    if lacking:
        raise Refused(N_("The release is not whole there: %(name)s is missing."), name=lacking[0])
    whole = sum(sizes[name] for name in kit.needed())
    done = sum(_here(kit.source.path / name) for name in kit.needed())
    _room(settings, whole - done)
    for name in kit.needed():
        path = kit.source.path / name
        done -= _here(path)

        def so_far(here: int, before: int = done) -> None:
            tell(before + here, whole)

        if not _is_right(path, kit, name) and not _lend(settings, kit, name):
            path.unlink(missing_ok=True)
            _bring(giver, kit.digest, name, sizes[name], path, so_far)
            if not _is_right(path, kit, name):
                path.unlink()
                raise Damaged(N_("%(name)s is not what was signed."), name=name)
        done += _here(path)
        tell(done, whole)


def _is_right(path: Path, kit: Kit, name: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == kit.sums[name]
    except OSError:
        return False


def _lend(settings: Config, kit: Kit, name: str) -> bool:
    """Take a file from what runs, or from what came by another road: most libraries stay the same."""
    for folder in places.here(settings):
        if folder != kit.source.path and _is_right(folder / name, kit, name):
            path = kit.source.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"{path.name}.part")
            shutil.copyfile(folder / name, part)
            part.replace(path)
            return True
    return False


def _room(settings: Config, size: int) -> None:
    # The updater needs some, too; and no old copy of the database should have to go for a newer version.
    need, free = size + settings.disk_short_mb * disk.MB, disk.free(settings.data)
    if size > rules.LARGEST or free < need:
        told = {"need": need // disk.MB, "free": free // disk.MB}
        raise Full(N_("There is no room for it: %(need)s MB are needed, %(free)s MB are free."), **told)


def _here(path: Path) -> int:
    part = path.with_name(f"{path.name}.part")
    return next((one.stat().st_size for one in (path, part) if one.exists()), 0)


def _bring(
    giver: Giver, digest: str, name: str, size: int, path: Path, tell: Callable[[int], None] = lambda _here: None
) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("ab") as file:
        try:
            while (here := file.tell()) < size:
                data = giver.piece(digest, name, here)
                if not data:
                    break
                file.write(data[: size - here])
                tell(file.tell())
        finally:
            file.flush()
            db.sync(file.fileno())
    part.replace(path)


def _land(settings: Config, place: Path, name: str) -> None:
    """Into the inbox in one move: the updater never sees half of it."""
    inbox = places.inbox(settings)
    inbox.mkdir(parents=True, exist_ok=True)
    (place / NAMES).unlink(missing_ok=True)
    for found in [place, *(one for one in place.rglob("*") if one.is_dir())]:
        db.sync_folder(found)
    shutil.rmtree(inbox / name, ignore_errors=True)
    place.rename(inbox / name)
    db.sync_folder(inbox)


def remains(settings: Config, digest: str) -> None:
    """Remove what is here of a release that shall not come, also from the inbox."""
    landed = places.landed(settings, digest)
    for one in [places.arriving(settings, road, digest) for road in places.ROADS] + ([landed] if landed else []):
        shutil.rmtree(one, ignore_errors=True)


def tidy(settings: Config, wanted: Iterable[Path]) -> None:
    """Remove what is on its way and not wanted any more, and from the inbox what is not newer than what runs."""
    kept, known = set(wanted), trusted.known(settings)
    for one in places.on_their_way(settings):
        if one not in kept:
            shutil.rmtree(one, ignore_errors=True)
    for one in places.in_inbox(settings):
        try:
            told = json.loads(files.small(one / places.KIT / "release.json"))
            old = known is not None and int(told["counter"]) <= known.counter
        except (OSError, ValueError, KeyError, TypeError):
            old = True
        if old:
            shutil.rmtree(one, ignore_errors=True)
