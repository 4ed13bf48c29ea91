"""Packs from a web server: verified first, then only the files that this box lacks, going on where it was cut off."""

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from homeroom import blobs
from homeroom.errors import Unavailable
from homeroom.i18n import _

from . import actions, on_the_way, packwriter
from . import format as packfile
from .manifest import File
from .on_this_box import Pack
from .remote import RemoteFile
from .safezip import LOCAL_HEADER, SafeZip

NAMES = 400  # bytes that a member's name and extra fields may take in the file


@dataclass(frozen=True)
class Fetched:
    """A pack that came from the web: how many bytes came over the wire, and how many the whole file has."""

    pack: Pack
    received: int
    whole: int


def install(url: str, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Fetched:
    """Install the pack at `url`. The signature is checked before anything large is fetched.

    `tell` hears how many bytes of files have come and how many there will be. Cut off, it goes on from there next
    time. Raises Refused, Conflict or Unavailable with a sentence; the box then has what it had.
    """
    remote = RemoteFile(url)
    with SafeZip(io.BufferedReader(remote), packfile.may) as zipped:
        head = packfile.head(zipped)
        with on_the_way.arriving(head.sha256) as folder:
            lacking = {one.sha256: one for one in head.files if not blobs.has(one.sha256)}
            blobs.make_room(2 * sum(one.size for one in lacking.values()))
            _fetch_all(remote, zipped, lacking, folder, tell)
            update = _update(zipped, head, lacking, folder)
            try:
                pack = actions.install(update)
            finally:
                update.unlink(missing_ok=True)
            shutil.rmtree(folder)
    return Fetched(pack, remote.received, remote.size)


def _fetch_all(
    remote: RemoteFile, zipped: SafeZip, lacking: dict[str, File], folder: Path, tell: Callable[[int, int], None]
) -> None:
    done, whole = 0, sum(one.size for one in lacking.values())
    for sha, one in sorted(lacking.items()):
        info = zipped.members.get(packfile.blob_name(sha))
        if info is not None and not (folder / sha).exists():
            end = info.header_offset + LOCAL_HEADER + NAMES + info.compress_size
            remote.expect(info.header_offset, min(end, remote.size))
            _fetch(zipped, info, folder / sha)
        done += one.size
        tell(done, whole)


def _fetch(zipped: SafeZip, info: zipfile.ZipInfo, target: Path) -> None:
    part, digest = target.with_suffix(".part"), hashlib.sha256()
    with part.open("wb") as file:
        for piece in zipped.pieces(info.filename):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != target.name:
        part.unlink()
        raise Unavailable(_("A file of the pack was damaged on the way. What came so far is kept; try again."))
    part.rename(target)


def _update(zipped: SafeZip, head: packfile.Head, lacking: dict[str, File], folder: Path) -> Path:
    """A pack file with all that this box lacks, installed like any other."""
    target = folder.with_suffix(".pack")
    with packwriter.replacing(target) as out:
        packwriter.add(out, "mimetype", packfile.MIMETYPE, packed=False)
        packwriter.add(out, "pack.json", head.data)
        for name, text in packfile.signatures(zipped).items():
            packwriter.add(out, name, text)
        for sha in sorted(lacking):
            if (folder / sha).exists():
                packwriter.add_file(out, packfile.blob_name(sha), folder / sha)
    return target
