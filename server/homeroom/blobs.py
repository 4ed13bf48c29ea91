"""Files by their content: one copy each, named by SHA-256, durable before anybody is told."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from homeroom import config, db, disk
from homeroom.errors import NoRoom, NotFound, Refused, Unavailable
from homeroom.i18n import _

SHA = re.compile(r"[0-9a-f]{64}")
PIECE = 1 << 16


def folder() -> Path:
    """Where the files are."""
    return config.current().data / "blobs"


def path(sha: str) -> Path:
    """The file of that name. Raises NotFound when it is not here."""
    found = _place(sha)
    if not found.is_file():
        raise NotFound(_("This file is not on the box."))
    return found


def has(sha: str) -> bool:
    """Whether the file is here."""
    return SHA.fullmatch(sha) is not None and _place(sha).is_file()


def put(stream: BinaryIO, *, most: int) -> str:
    """Store what the stream gives and return its SHA-256 (hex).

    Raises Refused when it is longer than `most` bytes, NoRoom when the disk is nearly full and
    Unavailable when it fails; then nothing is left behind.
    """
    make_room(most)
    incoming = folder() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    part = incoming / secrets.token_hex(8)
    try:
        with part.open("xb") as file:
            sha = _copy(stream, file, most)
        _keep(part, sha)
    except OSError as error:
        raise Unavailable(
            _("The file could not be saved (%(why)s). Nothing was changed.", why=error.strerror)
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return sha


def make_room(size: int) -> None:
    """Raise NoRoom unless `size` bytes fit beside what the journal needs."""
    settings = config.current()
    if disk.free(folder()) < size + disk.reserve(settings):
        raise NoRoom(_("The disk of the box is nearly full. Nothing was saved; tell whoever looks after the box."))


def _copy(stream: BinaryIO, file: BinaryIO, most: int) -> str:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > most:
            raise Refused(_("The file is larger than %(most)s MB.", most=most // 1_000_000))
        digest.update(piece)
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest()


def _keep(part: Path, sha: str) -> None:
    place = _place(sha)
    if not place.exists():
        place.parent.mkdir(exist_ok=True)
        part.chmod(0o440)
        part.rename(place)
        db.sync_folder(place.parent)
        db.sync_folder(folder())


def _place(sha: str) -> Path:
    if not SHA.fullmatch(sha):
        raise NotFound(_("This is not the name of a file."))
    return folder() / sha[:2] / sha


def everything() -> Iterator[str]:
    """The names of all files here."""
    for found in folder().glob("??/*"):
        if SHA.fullmatch(found.name):
            yield found.name


def remove(sha: str) -> None:
    """Delete a file that nothing refers to any more."""
    _place(sha).unlink(missing_ok=True)
