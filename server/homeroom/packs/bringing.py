"""Bringing a pack onto the box from a page: what it is and how large before anything, then a bar that moves.

One pack at a time, in a thread of its own. A pack comes from a stick, from an address, or in pieces from a browser;
cut off, each goes on where it was.
"""

from __future__ import annotations

import contextvars
import logging
import re
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from homeroom import blobs, config
from homeroom.errors import Conflict, HomeroomError, NotFound, Refused, where
from homeroom.i18n import _
from homeroom.lazy import lazy

from . import actions, on_the_way, tables
from .safezip import SafeZip

if TYPE_CHECKING:
    import io

    from . import fetching, remote
    from . import format as packfile
else:
    io, packfile = lazy("io"), lazy("homeroom.packs.format")
    fetching, remote = lazy("homeroom.packs.fetching"), lazy("homeroom.packs.remote")

log = logging.getLogger(__name__)
UPLOAD = re.compile(r"upload:([0-9a-f]{32})")
DEEPEST = 3  # folders below the top of a stick that are looked through
MOST_FOUND = 100
LARGEST_UPLOAD = 2 << 30  # bytes
LARGEST_PIECE = 8 << 20

_places: list[Callable[[], Iterable[Path]]] = []


def found_in(places: Callable[[], Iterable[Path]]) -> Callable[[], Iterable[Path]]:
    """Decorator: look for packs in these folders too (sticks that are plugged in)."""
    if places not in _places:
        _places.append(places)
    return places


@dataclass(frozen=True)
class Offer:
    """A pack that may be brought: what it says it is, its bytes, and those that would have to come."""

    source: str
    id: str
    name: str
    publisher: str
    version: str
    here: str
    """the version on the box, "" for none"""
    size: int
    lacking: int
    free: int
    """bytes free on the disk of the box"""


@dataclass(frozen=True)
class Coming:
    """The pack that is on its way: `state` is running, done or failed."""

    source: str
    name: str
    done: int
    whole: int
    state: str
    pack: str = ""
    problem: str = ""


_lock, _pieces = threading.Lock(), threading.Lock()
_coming: Coming | None = None


def files() -> list[Path]:
    """The .pack files on all sticks that are in, a hundred at most."""
    found = [path for folders in _places for folder in folders() for path in _packs_below(folder, DEEPEST)]
    return sorted(dict.fromkeys(found))[:MOST_FOUND]


def _packs_below(folder: Path, deep: int) -> Iterable[Path]:
    try:
        inside = [one for one in folder.iterdir() if not one.name.startswith(".") and not one.is_symlink()]
    except OSError:
        return
    for one in inside:
        if one.suffix == ".pack" and one.is_file():
            yield one
        elif deep > 1 and one.is_dir():
            yield from _packs_below(one, deep - 1)


def look(source: str) -> Offer:
    """What a source holds: nothing is installed, and of an address only the list of contents is fetched.

    Raises Refused, NotFound or Unavailable with a sentence.
    """
    with SafeZip(_opened(source), packfile.may) as zipped:
        head = packfile.head(zipped)
    known = {pack.id: pack.version for pack in tables.packs()}
    found = head.manifest
    titles = found["title"]
    return Offer(
        source=source,
        id=found["id"],
        name=str(titles.get(found["default_language"]) or next(iter(titles.values()), found["id"])),
        publisher=str(found["publisher"].get("name", "")),
        version=found["version"],
        here=known.get(found["id"], ""),
        size=sum(one.size for one in head.files),
        lacking=sum({one.sha256: one.size for one in head.files if not blobs.has(one.sha256)}.values()),
        free=shutil.disk_usage(config.current().data).free,
    )


def begin(source: str, name: str) -> None:
    """Begin to bring a pack. Raises Conflict while another one is under way."""
    global _coming
    with _lock:
        if _coming and _coming.state == "running":
            raise Conflict(_("Another pack is on its way. Wait until it is here."))
        _coming = Coming(source, name, 0, 0, "running")
    context = contextvars.copy_context()  # who acts, and in which language she reads
    threading.Thread(target=context.run, args=(_bring, source), name="bring a pack", daemon=True).start()


def now() -> Coming | None:
    """The pack that is on its way, or the last one that was."""
    return _coming


def _bring(source: str) -> None:
    try:
        pack = _install(source)
        _change(state="done", pack=pack)
    except HomeroomError as error:
        _change(state="failed", problem=error.message)
    except Exception as error:
        log.error("a pack could not be brought: %s", where(error))
        _change(state="failed", problem=_("Something went wrong on the box. Nothing was changed; please try again."))


def _install(source: str) -> str:
    if "://" in source:
        return fetching.install(source, _tell).pack.id
    path = cast(Path, _opened(source))
    pack = actions.install(path, _tell)
    if UPLOAD.fullmatch(source):
        path.unlink(missing_ok=True)
    return pack.id


def _tell(done: int, whole: int) -> None:
    _change(done=done, whole=whole)


def _change(**values: object) -> None:
    global _coming
    with _lock:
        if _coming:
            _coming = replace(_coming, **values)  # type: ignore[arg-type]


def _opened(source: str) -> Path | BinaryIO:
    if "://" in source:
        return io.BufferedReader(remote.RemoteFile(source))
    if match := UPLOAD.fullmatch(source):
        return upload(match[1])
    path = Path(source)
    if path not in files():  # only what lies on a stick: a page must not read the box's own files
        raise NotFound(_("This pack is not on a stick any more. Put the stick in again."))
    return path


# --- from a browser, piece by piece ----------------------------------------------------------------


def upload(ident: str) -> Path:
    """The file that a browser sent piece by piece. Raises NotFound."""
    path = on_the_way.folder() / f"{ident}.upload"
    if not path.is_file():
        raise NotFound(_("This file has not arrived. Choose it again."))
    return path


def received(ident: str) -> int:
    """How many bytes of an upload are here; 0 for one that was never begun. Raises Refused for an odd name."""
    path = on_the_way.folder() / f"{_checked(ident)}.upload"
    return path.stat().st_size if path.is_file() else 0


def add(ident: str, start: int, piece: bytes) -> int:
    """Add a piece that begins at byte `start`; returns how many bytes are here then.

    A piece that does not fit on what is here changes nothing, so that the sender asks and goes on from there.
    """
    with _pieces:  # who gave up waiting sends the same piece again
        have = received(ident)
        if start != have:
            return have
        if have + len(piece) > LARGEST_UPLOAD or len(piece) > LARGEST_PIECE:
            raise Refused(_("This file is too large for the box. Bring it by stick."))
        blobs.make_room(len(piece))
        with (on_the_way.folder() / f"{ident}.upload").open("ab") as file:
            file.write(piece)
        return have + len(piece)


def _checked(ident: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{32}", ident):
        raise Refused(_("This is not the name of an upload."))
    return ident
