"""A pack that comes piece by piece from somebody who has it: whose it is first, then only the files that lack here.

What came is kept when the road is cut, and goes on from that very byte the next time.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from homeroom import blobs
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _

from . import actions, on_the_way, packwriter, requirements
from . import format as packfile
from .manifest import SHA
from .on_this_box import Pack, PackFile
from .safezip import SafeZip
from .shelve import MANIFEST

LARGEST = 2 << 30
Head = Mapping[str, tuple[str, int]]  # path → SHA-256 and bytes


class Giver(Protocol):
    """Whoever has the pack."""

    def head(self, manifest: str) -> Head:
        """The manifest and the signatures of a version."""
        ...

    def piece(self, manifest: str, sha: str, offset: int) -> bytes:
        """Some bytes of a file from there on, or none behind its end."""
        ...


def leaves(manifest: str) -> dict[str, list[Any]]:
    """The manifest and the signatures of a version that is here: path → SHA-256 and size. Raises NotFound."""
    rows = [row for row in PackFile.select().where(PackFile.manifest == manifest) if _is_head(row.path)]
    if not rows:
        raise NotFound(_("This pack is not on the box (any more)."))
    return {row.path: [row.sha256, blobs.path(row.sha256).stat().st_size] for row in rows}


def cut(manifest: str, sha: str, offset: int, most: int) -> bytes:
    """Some bytes of a file of a version that is here. Raises NotFound for any other file."""
    row = PackFile.get_or_none((PackFile.manifest == manifest) & (PackFile.sha256 == sha))
    if row is None:
        raise NotFound(_("This file is not of that pack."))
    with blobs.path(sha).open("rb") as file:
        file.seek(offset)
        return file.read(most)


def _is_head(path: str) -> bool:
    return path == MANIFEST or packfile.SIGNATURE.fullmatch(path) is not None


def install(giver: Giver, manifest: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Pack:
    """Fetch and install a version. `tell` hears how many bytes of files have come and how many there will be.

    Raises Refused, Conflict or NoRoom with a sentence, and what the giver raises; the box then has what it had.
    """
    with on_the_way.arriving(manifest) as folder:
        pack = _install(giver, manifest, folder, tell)
        shutil.rmtree(folder)
    return pack


def _install(giver: Giver, manifest: str, folder: Path, tell: Callable[[int, int], None]) -> Pack:
    head = {path: told for path, told in giver.head(manifest).items() if _is_head(path)}
    if MANIFEST not in head or head[MANIFEST][0] != manifest:
        raise Refused(_("This is another pack than the one that was announced."))
    for path, (sha, size) in head.items():
        most = packfile.LARGEST_JSON if path == MANIFEST else packfile.LARGEST_SIGNATURE
        _bring(giver, manifest, folder, sha, min(size, most))
    first = {path: sha for path, (sha, _size) in head.items()}
    update = folder.with_suffix(".pack")
    try:
        lacking = _lacking(update, first, folder)
        done, whole = 0, sum(lacking.values())
        for sha, size in sorted(lacking.items()):
            _bring(giver, manifest, folder, sha, size)
            done += size
            tell(done, whole)
        _write(update, first, folder, sorted(lacking))
        return actions.install(update)
    finally:
        update.unlink(missing_ok=True)


def _lacking(update: Path, first: dict[str, str], folder: Path) -> dict[str, int]:
    _write(update, first, folder, [])
    with SafeZip(update, packfile.may) as zipped:
        found = packfile.head(zipped)  # whose it is, before anything large comes
    requirements.check(found.manifest)
    lacking = {one.sha256: one.size for one in found.files if not blobs.has(one.sha256)}
    if sum(lacking.values()) > LARGEST:
        raise Refused(_("This pack is too large to come this way. Bring it by stick."))
    blobs.make_room(2 * sum(lacking.values()))
    return lacking


def _bring(giver: Giver, manifest: str, folder: Path, sha: str, size: int) -> None:
    if not SHA.fullmatch(sha):
        raise Refused(_("This is not the name of a file."))
    part = folder / sha
    with part.open("ab") as file:
        while (here := file.tell()) < size:
            data = giver.piece(manifest, sha, here)
            if not data:
                break
            file.write(data[: size - here])
            file.flush()
    with part.open("rb") as file:
        whole = hashlib.file_digest(file, "sha256").hexdigest() == sha
    if not whole:
        part.unlink()
        raise Refused(_("A file of the pack was damaged on the way. It is fetched again later."))


def _write(update: Path, first: dict[str, str], folder: Path, lacking: list[str]) -> None:
    with packwriter.replacing(update) as out:
        packwriter.add(out, "mimetype", packfile.MIMETYPE, packed=False)
        for path, sha in sorted(first.items(), key=lambda one: (one[0] != MANIFEST, one[0])):
            packwriter.add(out, path, (folder / sha).read_bytes())
        for sha in lacking:
            packwriter.add_file(out, packfile.blob_name(sha), folder / sha)
