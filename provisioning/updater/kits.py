"""Kits on sticks and in the inbox: found, checked, and copied file by file with checksums. Never run there."""

import hashlib
import json
import os
import platform
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import files, trust
from .refusal import Refused, Unreadable
from .trust import KeyList

PIECE = 1 << 20
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_][A-Za-z0-9._+~%@-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+~%@-]*)*)")
SIGNATURES = ("SHA256SUMS.minisig", *(f"SHA256SUMS.{n}.minisig" for n in range(2, 9)))
WHERE = ("", "*/", "*/*/", "*/*/*/")  # /media/stick, /run/media/user/stick
MACHINES = ("x86_64", "aarch64")


class Source:
    """The files of a kit, in a folder or in a zip."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zip = not path.is_dir()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the kit; raises OSError when it is none, or a link."""
        if self._zip:
            try:
                with zipfile.ZipFile(self.path) as archive, archive.open(f"homeroom-kit/{name}") as file:
                    yield file
            except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
                raise Unreadable("The kit is not whole: %(name)s is missing or damaged.", name=name) from error
            return
        try:
            handle = os.open(self.path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise Unreadable("The kit is not whole: %(name)s is missing or damaged.", name=name) from error
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Unreadable("The kit is damaged: %(name)s is not a file.", name=name)
            yield file

    def small(self, name: str) -> bytes | None:
        """The bytes of a small file, or None."""
        try:
            with self.open(name) as file:
                data = file.read(files.SMALL + 1)
        except OSError:
            return None
        return data if len(data) <= files.SMALL else None

    def size(self, name: str) -> int:
        """How large a file says it is, in bytes."""
        try:
            if self._zip:
                with zipfile.ZipFile(self.path) as archive:
                    return archive.getinfo(f"homeroom-kit/{name}").file_size
            return (self.path / name).lstat().st_size
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise Refused("The kit is not whole: %(name)s is missing or damaged.", name=name) from error


@dataclass(frozen=True)
class Kit:
    """A kit whose signatures hold: what it is, and the checksums of the files that an update needs."""

    source: Source
    version: str
    counter: int
    digest: str
    sums: dict[str, str]
    keys: KeyList

    @property
    def release(self) -> str:
        """The name of its folder below releases/, as provision.sh calls it."""
        return f"{self.version}-{self.sums['requirements.txt'][:12]}"

    @property
    def wheels(self) -> list[str]:
        """The programs and libraries in it, for all machines."""
        return sorted(name for name in self.sums if name.startswith("wheels/"))

    @property
    def machines(self) -> list[str]:
        """The sorts of machines it is for."""
        return [one for one in MACHINES if any(one in name for name in self.wheels)]

    def needed(self, machine: str = "") -> list[str]:
        """The files to copy: not those for another sort of machine, and no Debian packages."""
        other = [one for one in MACHINES if one != (machine or platform.machine())]
        wheels = [name for name in self.wheels if not any(one in name for one in other)]
        return ["requirements.txt", "VERSION", "release.json", *wheels]

    def size(self, machine: str = "") -> int:
        """Bytes of all that is copied."""
        return sum(self.source.size(name) for name in self.needed(machine))


def found(places: list[Path]) -> list[Source]:
    """Everything that looks like a kit where sticks and the inbox are."""
    names = [f"{below}{name}" for below in WHERE for name in ("homeroom-kit/SHA256SUMS", "homeroom-kit*.zip")]
    paths = [path for place in places for name in names for path in _glob(place, name)]
    kits = [path.parent if path.name == "SHA256SUMS" else path for path in paths]
    return [Source(path) for path in dict.fromkeys(kits)]


def _glob(place: Path, name: str) -> list[Path]:
    try:
        return sorted(place.glob(name))
    except OSError:
        return []  # a stick that is pulled out


def look(source: Source, known: KeyList) -> Kit:
    """Check lists of keys, signatures and what the kit says it is. Raises Refused."""
    keys = trust.climb(known, _lists(source))
    sums = _list_of_sums(source)
    signatures = [one for one in map(source.small, SIGNATURES) if one is not None]
    trust.enough(keys, sums, signatures)
    return _said(source, sums, keys)


def unproven(source: Source) -> Kit:
    """What a kit says it is, for one that was looked at before, or by somebody else later. Raises Refused."""
    return _said(source, _list_of_sums(source), KeyList(0, 0, ()))


def _list_of_sums(source: Source) -> bytes:
    sums = source.small("SHA256SUMS")
    if sums is None:
        raise Refused("The kit has no readable list of checksums.")
    return sums


def _said(source: Source, sums: bytes, keys: KeyList) -> Kit:
    named = _sums(sums.decode("utf-8", "replace"))
    data = source.small("release.json")
    if data is None or hashlib.sha256(data).hexdigest() != named.get("release.json"):
        raise Refused("The kit is damaged: release.json is not what was signed.")
    try:
        told = json.loads(data)
        version, counter = str(told["version"]), int(told["counter"])
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("The kit is damaged: release.json can't be read.") from error
    if not re.fullmatch(r"[0-9A-Za-z.+]{1,40}", version) or "requirements.txt" not in named:
        raise Refused("The kit is damaged: it names no program.")
    return Kit(source, version, counter, hashlib.sha256(sums).hexdigest(), named, keys)


def wanted(kit: Kit, known: int) -> None:
    """Raise Refused unless a kit is newer than number `known`, which was here, and for this machine."""
    if kit.counter == known:
        raise Refused(
            "It is the version that is here already (%(version)s, number %(number)s).",
            version=kit.version,
            number=known,
        )
    if kit.counter < known:
        raise Refused(
            "It is older than what is here: number %(number)s, and %(known)s was here.",
            number=kit.counter,
            known=known,
        )
    if kit.machines and platform.machine() not in kit.machines:
        raise Refused(
            "It is for another sort of machine: %(there)s, and this is %(here)s.",
            there=", ".join(kit.machines),
            here=platform.machine(),
        )


def head(source: Source) -> dict[str, bytes]:
    """The small files that prove a kit: its checksums, who signed them, the lists of keys, what it says it is."""
    names = ["SHA256SUMS", *SIGNATURES, "release.json"]
    for number in range(1, 1 + len(_lists(source))):
        names += [f"release-keys/{number}.json", *(f"release-keys/{number}.{n}.minisig" for n in range(1, 17))]
    found = {name: source.small(name) for name in names}
    return {name: data for name, data in found.items() if data is not None}


def _lists(source: Source) -> dict[int, tuple[bytes, list[bytes]]]:
    lists = {}
    for number in range(1, trust.LONGEST + 1):
        data = source.small(f"release-keys/{number}.json")
        if data is None:
            break
        names = (f"release-keys/{number}.{n}.minisig" for n in range(1, 17))
        lists[number] = (data, [one for one in map(source.small, names) if one is not None])
    return lists


def first_list(source: Source) -> KeyList:
    """The keys a new box shall believe: the newest list of the kit it was made with. Raises Refused."""
    lists = _lists(source)
    if 1 not in lists:
        raise Refused("This kit names no release keys.")
    try:
        return trust.climb(trust.read(json.loads(lists[1][0])), lists)
    except ValueError as error:
        raise Refused("The list of release keys is damaged.") from error


def _sums(text: str) -> dict[str, str]:
    matches = [LINE.fullmatch(line) for line in text.splitlines()]
    if not all(matches):
        raise Refused("The list of checksums is damaged.")
    return {one[2]: one[1] for one in matches if one}


def bring(kit: Kit, target: Path, names: Iterable[str] = ()) -> None:
    """Copy what an update needs, each file compared with its signed checksum on the way, and what proves it.

    `names`: other files than those for this machine. Raises Refused, OSError.
    """
    files.clear(target)
    for name, data in head(kit.source).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    for name in names or kit.needed():
        if name not in kit.sums:
            raise Refused("The kit is damaged: %(name)s was not signed.", name=name)
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with kit.source.open(name) as file, (target / name).open("wb") as copy:
            while piece := file.read(PIECE):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            os.fsync(copy.fileno())
        if digest.hexdigest() != kit.sums[name]:
            raise Refused("The kit is damaged: %(name)s is not what was signed. Copy it again.", name=name)
