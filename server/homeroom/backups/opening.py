"""Take content out of a backup again, and find out whether it is what was put in."""

import hashlib
import io
import zlib
from collections.abc import Callable
from typing import IO, cast

from homeroom.backups.lists import Part
from homeroom.backups.places import Place
from homeroom.backups.vault import Vault
from homeroom.errors import Refused
from homeroom.i18n import _

GZIP = 16 + zlib.MAX_WBITS


class _Unpacking:
    """What opened content is written into: unpacks, hashes, hands on."""

    def __init__(self, part: Part, give: Callable[[bytes], object]) -> None:
        self._part, self._give = part, give
        self._unpack = zlib.decompressobj(GZIP) if part.packed else None
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, content: bytes) -> int:
        """Take some of what was sealed."""
        plain = self._unpack.decompress(content, self._part.size + 1) if self._unpack else content
        self._size += len(plain)
        if self._size > self._part.size:
            raise ValueError("longer than it was")
        self._digest.update(plain)
        self._give(plain)
        return len(content)

    def flush(self) -> None:
        """Nothing waits."""

    def whole(self) -> bool:
        """Whether all that was put in came out."""
        return self._digest.hexdigest() == self._part.sha256


def take(place: Place, lock: Vault, part: Part, give: Callable[[bytes], object]) -> None:
    """Hand the content of a piece to `give`, bit by bit. Raises Refused when it is missing or damaged."""
    sink = _Unpacking(part, give)
    try:
        with place.piece(lock.name(part.sha256)).open("rb") as file:
            lock.open(file, cast("IO[bytes]", sink))
    except (OSError, zlib.error) as error:
        raise Refused(_("A part of the backup can't be read: %(why)s.", why=error)) from error
    if not sink.whole():
        raise Refused(_("A part of the backup is damaged."))


def keys(place: Place, lock: Vault) -> bytes:
    """The keys of children as they were put there; nothing when there are none or they can't be read."""
    opened = io.BytesIO()
    try:
        with place.keys.open("rb") as file:
            lock.open(file, opened)
    except (OSError, Refused):
        return b""
    return opened.getvalue()


def check(place: Place, lock: Vault, part: Part) -> None:
    """Read a piece to its end. Raises Refused when it is missing or damaged."""
    take(place, lock, part, lambda _plain: None)
