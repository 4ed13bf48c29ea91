"""ZIM files (Kiwix): directory, clusters and checksum, read in plain Python."""

import hashlib
import lzma
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import zstandard

from . import trouble
from .trouble import Unreadable

HEADER = struct.Struct("<IHH16sIIQQQQIIQ")
MAGIC = 72173914
REDIRECT = 0xFFFF
GONE = (0xFFFE, 0xFFFD)
LARGEST_CLUSTER = 64 << 20
LARGEST_NAME = 2048
MOST_ENTRIES = 20_000_000
PIECE = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One page, picture or piece of metadata."""

    space: str
    url: str
    title: str
    mimetype: str
    cluster: int
    blob: int


class Zim:
    """An open ZIM file whose checksum was right."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self.size = file, size
        try:
            found = HEADER.unpack(self._at(0, HEADER.size))
        except struct.error as error:
            raise Unreadable(trouble.DAMAGED) from error
        self.count, self.clusters = found[4], found[5]
        self._urls, self._cluster_places, mimes, checksum = found[6], found[8], found[9], found[12]
        if found[0] != MAGIC or found[1] not in (5, 6) or self.count > MOST_ENTRIES:
            raise Unreadable(trouble.DAMAGED)
        self._check(checksum)
        self.mimetypes = self._mimetypes(mimes)
        self._kept: tuple[int, bytes, int] = (-1, b"", 4)

    def _at(self, place: int, length: int) -> bytes:
        if place < 0 or length < 0 or place + length > self.size:
            raise Unreadable(trouble.DAMAGED)
        self._file.seek(place)
        return self._file.read(length)

    def _check(self, place: int) -> None:
        wanted = self._at(place, 16)
        digest = hashlib.md5(usedforsecurity=False)
        self._file.seek(0)
        left = place
        while left and (piece := self._file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
        if digest.digest() != wanted or place + 16 != self.size:
            raise Unreadable(trouble.DAMAGED)

    def _mimetypes(self, place: int) -> list[str]:
        data = self._at(place, min(65_536, self.size - place))
        return [name.decode("utf-8", "replace") for name in data.split(b"\0\0", 1)[0].split(b"\0")]

    def entry(self, number: int) -> Entry | None:
        """The entry with that number in the order of addresses; None for redirects and deleted ones."""
        (place,) = struct.unpack("<Q", self._at(self._urls + 8 * number, 8))
        data = self._at(place, min(LARGEST_NAME, self.size - place))
        if len(data) < 16:
            raise Unreadable(trouble.DAMAGED)
        kind, _extra, space, _revision = struct.unpack("<HBcI", data[:8])
        if kind == REDIRECT or kind in GONE:
            return None
        if kind >= len(self.mimetypes):
            raise Unreadable(trouble.DAMAGED)
        cluster, blob = struct.unpack("<II", data[8:16])
        url, _, rest = data[16:].partition(b"\0")
        title = rest.partition(b"\0")[0]
        name = url.decode("utf-8", "replace")
        return Entry(
            space.decode("latin-1"), name, title.decode("utf-8", "replace") or name, self.mimetypes[kind], cluster, blob
        )

    def find(self, space: str, url: str) -> Entry | None:
        """An entry by its address."""
        low, high = 0, self.count
        wanted = (space.encode("latin-1", "replace"), url.encode())
        while low < high:
            middle = (low + high) // 2
            key = self._key(middle)
            if key == wanted:
                return self.entry(middle)
            low, high = (middle + 1, high) if key < wanted else (low, middle)
        return None

    def _key(self, number: int) -> tuple[bytes, bytes]:
        (place,) = struct.unpack("<Q", self._at(self._urls + 8 * number, 8))
        data = self._at(place, min(LARGEST_NAME, self.size - place))
        start = 12 if data[:2] == b"\xff\xff" else 16
        return data[3:4], data[start:].partition(b"\0")[0]

    def data(self, entry: Entry) -> bytes:
        """The bytes of an entry."""
        data, width = self._cluster(entry.cluster)
        form = "<Q" if width == 8 else "<I"
        try:
            (start,) = struct.unpack_from(form, data, entry.blob * width)
            (end,) = struct.unpack_from(form, data, (entry.blob + 1) * width)
            (first,) = struct.unpack_from(form, data, 0)
        except struct.error as error:
            raise Unreadable(trouble.DAMAGED) from error
        if not (entry.blob + 1) * width < first <= start <= end <= len(data):
            raise Unreadable(trouble.DAMAGED)
        return data[start:end]

    def _cluster(self, number: int) -> tuple[bytes, int]:
        """A cluster unpacked, and the width of its offsets; the last one is kept."""
        if self._kept[0] == number:
            return self._kept[1], self._kept[2]
        if number >= self.clusters:
            raise Unreadable(trouble.DAMAGED)
        (place,) = struct.unpack("<Q", self._at(self._cluster_places + 8 * number, 8))
        info = self._at(place, 1)[0]
        raw = self._at(place + 1, min(LARGEST_CLUSTER, self.size - place - 1))
        data, width = _unpacked(info & 0x0F, raw), 8 if info & 0x10 else 4
        self._kept = (number, data, width)
        return data, width


def _unpacked(kind: int, raw: bytes) -> bytes:
    try:
        if kind in (0, 1):
            return raw
        if kind == 4:
            return lzma.LZMADecompressor(memlimit=256 << 20).decompress(raw, LARGEST_CLUSTER)
        if kind == 5:
            with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw) as stream:
                return stream.read(LARGEST_CLUSTER)
    except (lzma.LZMAError, zstandard.ZstdError, EOFError) as error:
        raise Unreadable(trouble.DAMAGED) from error
    raise Unreadable(trouble.PACKED, name=f"cluster {kind}")


@contextmanager
def opened(path: Path) -> Iterator[Zim]:
    """A ZIM file, checked. Raises Unreadable."""
    with path.open("rb") as file:
        yield Zim(file, path.stat().st_size)
