"""Reads ZIP files of strangers: everything is planned and measured before a single byte is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Self

from homeroom.errors import Refused
from homeroom.i18n import _

MOST_FILES = 20_000
LARGEST_FILE = 2 << 30
LARGEST_WHOLE = 4 << 30
WORST_RATIO = 200
LOCAL_HEADER = 30
PIECE = 1 << 16


class SafeZip:
    """A ZIP whose names, sizes and kinds have been checked. `may` says which names are allowed."""

    def __init__(self, source: Path | IO[bytes], may: Callable[[str], bool]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused(_("This is not a lesson pack, or it is damaged. Nothing was changed.")) from error
        try:
            whole = source.stat().st_size if isinstance(source, Path) else source.seek(0, io.SEEK_END)
            self.members = self._plan(may, whole)
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def _plan(self, may: Callable[[str], bool], whole: int) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES:
            raise Refused(_("The pack holds more than %(most)s files. Nothing was changed.", most=MOST_FILES))
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.filename in members:
                raise Refused(_("The pack holds %(filename)s twice. Nothing was changed.", filename=info.filename[:80]))
            _check(info, may)
            members[info.filename] = info
        if sum(info.file_size for info in infos) > LARGEST_WHOLE:
            raise Refused(_("The pack unpacks to more than 4 GB. Nothing was changed."))
        check_places(infos, whole)
        return members

    def read(self, name: str, most: int) -> bytes:
        """A small member as a whole."""
        if self.members[name].file_size > most:
            raise Refused(_("%(name)s in the pack is larger than it may be. Nothing was changed.", name=name[:80]))
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """A member piece by piece, never more than it says it is."""
        info = self.members[name]
        left = info.file_size
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise _damaged()
                    yield piece
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, zlib.error) as error:
            raise _damaged() from error
        if left:
            raise _damaged()

    def stream(self, name: str) -> BinaryIO:
        """A member as a file to read from."""
        return io.BufferedReader(_Stream(self.pieces(name)))


class _Stream(io.RawIOBase):
    """Pieces as a raw stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._pieces, b"")
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _check(info: zipfile.ZipInfo, may: Callable[[str], bool]) -> None:
    name = info.filename
    if not may(name) or info.orig_filename != name:
        raise Refused(
            _("The pack holds “%(name)s”, which does not belong into a pack. Nothing was changed.", name=name[:80])
        )
    kind = info.external_attr >> 16 & 0o170000
    if kind not in (0, 0o100000) and not (kind == 0o040000 and info.is_dir()):
        raise Refused(_("“%(name)s” in the pack is not an ordinary file. Nothing was changed.", name=name[:80]))
    if info.flag_bits & 0x41:
        raise Refused(_("The pack is encrypted; packs must be readable. Nothing was changed."))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(_("The pack is compressed in a way this box does not know. Nothing was changed."))
    if info.file_size > LARGEST_FILE:
        raise Refused(_("“%(name)s” in the pack is larger than 2 GB. Nothing was changed.", name=name[:80]))
    if info.file_size > 1_000_000 and info.file_size > WORST_RATIO * max(info.compress_size, 1):
        raise Refused(
            _("“%(name)s” in the pack unpacks to far more than it should. Nothing was changed.", name=name[:80])
        )


def check_places(infos: list[zipfile.ZipInfo], whole: int) -> None:
    """No two members may share bytes, and all must lie inside the file."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Refused(_("Two files of the pack overlap. Nothing was changed."))
        end = info.header_offset + LOCAL_HEADER + len(info.filename.encode()) + info.compress_size
    if end > whole:
        raise _damaged()


def _damaged() -> Refused:
    return Refused(_("The file is damaged or incomplete. Copy it again; nothing was changed."))
