"""The ZIP of a program: which files may be in it, and reading one of them."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO

from homeroom import blobs
from homeroom.errors import Refused
from homeroom.i18n import _

from ..safezip import SafeZip

MOST_FILES = 5000
LARGEST = 512 << 20  # bytes of all files of a program
LONGEST = 200
OPEN = 8  # programs that are kept open


def may(name: str) -> bool:
    """Whether a file of a program may have this name: no way out of its folder, nothing that does not print."""
    parts = name.removesuffix("/").split("/")
    return (
        len(name.encode("utf-8", "replace")) <= LONGEST
        and name.isprintable()
        and "\\" not in name
        and all(part not in ("", ".", "..") for part in parts)
    )


def check(source: Path | IO[bytes]) -> frozenset[str]:
    """The names of all files of a program. Raises Refused unless every one can be shown from a box."""
    with SafeZip(source, may) as zipped:
        names = frozenset(name for name in zipped.members if not name.endswith("/"))
        if len(names) > MOST_FILES or sum(info.file_size for info in zipped.members.values()) > LARGEST:
            raise Refused(_("The program is larger than the box takes in: %(most)s files or 512 MB.", most=MOST_FILES))
        if not any(name.lower().endswith((".html", ".htm", ".xhtml")) for name in names):
            raise Refused(_("There is no page (.html) in the program."))
        return names


class Program:
    """A program whose files are asked for one by one."""

    def __init__(self, path: Path) -> None:
        self._zip = SafeZip(path, may)
        self._names = {unicodedata.normalize("NFC", name): name for name in self._zip.members}

    def name(self, wanted: str) -> str | None:
        """The file's name in the ZIP, None if there is no such file."""
        found = self._names.get(unicodedata.normalize("NFC", wanted))
        return None if found is None or found.endswith("/") else found

    def size(self, name: str) -> int:
        """Bytes of a file."""
        return self._zip.members[name].file_size

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file piece by piece."""
        return self._zip.pieces(name)


@lru_cache(maxsize=OPEN)
def opened(sha: str) -> Program:
    """The program of that hash. Raises NotFound."""
    return Program(blobs.path(sha))
