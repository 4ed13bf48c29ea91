"""Writes ZIP files that are the same every time, and take the place of the old one when they are complete."""

import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homeroom.errors import Refused
from homeroom.i18n import _

from .safezip import PIECE, SafeZip

UNPACKED_AT = (1980, 1, 1, 0, 0, 0)


@contextmanager
def replacing(target: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP that takes the place of `target` when it is complete, and not before."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            with zipfile.ZipFile(file, "w") as out:
                yield out
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise Refused(
            _(
                "%(name)s could not be written: %(strerror)s. Nothing was changed.",
                name=target.name,
                strerror=error.strerror,
            )
        ) from error
    finally:
        part.unlink(missing_ok=True)


def add(out: zipfile.ZipFile, name: str, data: bytes, *, packed: bool = True) -> None:
    """Add a small member."""
    info = zipfile.ZipInfo(name, UNPACKED_AT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr = 0o100644 << 16
    out.writestr(info, data)


def copy(out: zipfile.ZipFile, zipped: SafeZip, old: zipfile.ZipInfo) -> None:
    """Add a member of another ZIP, piece by piece."""
    info = zipfile.ZipInfo(old.filename, UNPACKED_AT)
    info.compress_type, info.external_attr, info.file_size = old.compress_type, 0o100644 << 16, old.file_size
    with out.open(info, "w") as member:
        for piece in zipped.pieces(old.filename):
            member.write(piece)


def add_file(out: zipfile.ZipFile, name: str, path: Path, *, packed: bool = False) -> None:
    """Add a file from the disk."""
    info = zipfile.ZipInfo(name, UNPACKED_AT)
    info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    info.external_attr, info.file_size = 0o100644 << 16, path.stat().st_size
    with path.open("rb") as file, out.open(info, "w") as member:
        while piece := file.read(PIECE):
            member.write(piece)
