"""Archives of strangers: every name, size and kind is measured before a byte is unpacked, and nothing is written."""

import builtins
import json
import re
import stat
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from homeroom.errors import Refused

from .. import safezip
from . import trouble, xmltree
from .trouble import Unreadable

MOST_FILES = 20_000
LARGEST_FILE = 1 << 30
LARGEST_WHOLE = 2 << 30
LARGEST_TEXT = 16 << 20
LARGEST_MEDIA = 256 << 20
DEEPEST, LONGEST_PATH = 12, 180
DEEPEST_JSON = 100
ODD = re.compile(r'[\x00-\x1f\x7f<>"|?*\\:]')
DEVICES = frozenset(["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3", "lpt4"])


class Archive(safezip.SafeZip):
    """A ZIP file. Reading a member never gives more than it says it holds."""

    def __init__(self, path: Path) -> None:
        try:
            super().__init__(path, lambda name: True)
        except Refused as error:
            raise Unreadable(trouble.DAMAGED) from error

    def _plan(self, may: object, whole: int) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > MOST_FILES:
            raise Unreadable(trouble.MANY_FILES, most=MOST_FILES)
        members: dict[str, zipfile.ZipInfo] = {}
        seen: set[str] = set()
        for info in infos:
            _check(info)
            folded = unicodedata.normalize("NFC", info.filename).casefold()
            if folded in seen:
                raise Unreadable(trouble.TWICE, name=info.filename[:80])
            seen.add(folded)
            if not info.is_dir():
                members[info.filename] = info
        if sum(info.file_size for info in infos) > LARGEST_WHOLE:
            raise Unreadable(trouble.WHOLE_TOO_LARGE, most=LARGEST_WHOLE >> 20)
        try:
            safezip.check_places(infos, whole)
        except Refused as error:
            raise Unreadable(trouble.OVERLAP) from error
        return members

    def bytes(self, name: str, most: int = LARGEST_TEXT) -> builtins.bytes:
        """A member as a whole; raises Unreadable if it is missing, damaged or larger than `most` bytes."""
        info = self.members.get(name)
        if info is None:
            raise Unreadable(trouble.NO_FILE, name=name[:80])
        if info.file_size > most:
            raise Unreadable(trouble.TOO_LARGE, name=name[:80], most=most >> 20)
        try:
            return b"".join(self.pieces(name))
        except Refused as error:
            raise Unreadable(trouble.DAMAGED) from error

    def text(self, name: str) -> str:
        """A member that is text in UTF-8."""
        return text_of(self.bytes(name), name)

    def xml(self, name: str) -> Element:
        """A member that is XML."""
        return xmltree.parse(self.bytes(name), name)

    def json(self, name: str) -> Any:
        """A member that is JSON."""
        return json_of(self.bytes(name), name)


class Beside:
    """The files of a folder, by names that can't lead out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def bytes(self, name: str, most: int = LARGEST_TEXT) -> builtins.bytes:
        """A file as a whole. Raises Unreadable."""
        file = self.folder / name
        if not is_safe(name) or not file.is_file() or file.resolve() != file:
            raise Unreadable(trouble.NO_FILE, name=name[:80])
        return read(file, most)


class Files(Protocol):
    """Where the pictures of a page may come from."""

    def bytes(self, name: str, most: int = ...) -> builtins.bytes:
        """A file by its path; raises Unreadable."""


def find(files: Files, base: str, name: str) -> bytes | None:
    """A file that a page or item at `base` refers to, None if it is not there."""
    target = inside(base, name)
    if not target:
        return None
    for one in (target, name.lstrip("/")):
        try:
            return files.bytes(one, LARGEST_MEDIA)
        except Unreadable:
            continue
    return None


def inside(base: str, name: str) -> str:
    """The path a reference means, "" if it leads outside: inside("a/b.html", "../c.png") is "c.png"."""
    path = unquote(name.partition("#")[0].partition("?")[0])
    if not path or "://" in path or path.startswith(("/", "data:", "\\")):
        return ""
    parts: list[str] = []
    for part in (*PurePosixPath(base).parts[:-1], *PurePosixPath(path).parts):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part != ".":
            parts.append(part)
    found = "/".join(parts)
    return found if is_safe(found) else ""


def text_of(data: bytes, name: str) -> str:
    """Text in UTF-8, with or without a mark at its start."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(trouble.NOT_TEXT, name=name[:80]) from error


def json_of(data: bytes, name: str) -> Any:
    """JSON that is not nested without end."""
    text = text_of(data, name)
    depth = 0
    for sign in re.findall(r'[\[\]{}]|"(?:[^"\\]|\\.)*"', text):
        depth += 1 if sign in "[{" else -1 if sign in "]}" else 0
        if depth > DEEPEST_JSON:
            raise Unreadable(trouble.DEEP, name=name[:80])
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(trouble.NOT_JSON, name=name[:80]) from error


def read(path: Path, most: int = LARGEST_TEXT) -> bytes:
    """A file as a whole, not more than `most` bytes."""
    if path.stat().st_size > most:
        raise Unreadable(trouble.TOO_LARGE, name=path.name, most=most >> 20)
    return path.read_bytes()


def is_zip(path: Path) -> bool:
    """Does the file begin like a ZIP?"""
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _check(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if not is_safe(name.removesuffix("/")) or info.orig_filename != name:
        raise Unreadable(trouble.BAD_NAME, name=info.orig_filename[:80])
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) and not (kind == stat.S_IFDIR and info.is_dir()):
        raise Unreadable(trouble.NOT_FILE, name=name[:80])
    if info.flag_bits & 0x41:
        raise Unreadable(trouble.ENCRYPTED)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(trouble.PACKED, name=name[:80])
    if info.file_size > LARGEST_FILE:
        raise Unreadable(trouble.TOO_LARGE, name=name[:80], most=LARGEST_FILE >> 20)
    if info.file_size > 1_000_000 and info.file_size > safezip.WORST_RATIO * max(info.compress_size, 1):
        raise Unreadable(trouble.BOMB, name=name[:80])


def is_safe(name: str) -> bool:
    """May a member have this name? No way out of its folder, nothing that some system can't store."""
    parts = name.split("/")
    return (
        bool(name)
        and not ODD.search(name)
        and len(name.encode("utf-8", "replace")) <= LONGEST_PATH
        and len(parts) <= DEEPEST
        and all(_is_plain(part) for part in parts)
    )


def _is_plain(part: str) -> bool:
    return part not in ("", ".", "..") and part[-1] not in ". " and part.partition(".")[0].lower() not in DEVICES
