"""What the box remembers of publishers' keys: which key followed which, the proofs of it, and which were revoked.

One file, written whole or not at all, so that no power cut leaves an old key in force beside its successor.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from homeroom import config

from . import keychange
from .minisign import PublicKey

MOST_HEARD = 1000  # changes that are kept: no hub fills the disk, or makes each look at the keys slow


@dataclass
class Line:
    """The keys of one publisher, the one in force last; `serial` is the highest change that the box has taken."""

    keys: list[str]
    serial: int = 0

    @property
    def public(self) -> list[PublicKey]:
        """The keys."""
        return [keychange.unpacked(one) for one in self.keys]


@dataclass
class Revoked:
    """A key that is never to be trusted again, unless an administrator says so."""

    key: str
    name: str
    date: str
    by: str = ""

    @property
    def public(self) -> PublicKey:
        """The key."""
        return keychange.unpacked(self.key, self.name)


@dataclass
class Heard:
    """A change of keys as it is signed, who passed it on ("" = a person gave the file), and whether that is settled.

    What is settled was followed, or a person of this box decided otherwise: it is never followed by itself again.
    """

    proof: str
    by: str = ""
    settled: bool = False


@dataclass
class Ring:
    """All lines and all revoked keys. Keys are told apart by what they sign with, not by what they call themselves."""

    lines: list[Line] = field(default_factory=list)
    revoked: list[Revoked] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)

    def line(self, key: PublicKey) -> Line | None:
        """The line in which a key stands, in force or replaced."""
        return next((one for one in self.lines if self.holds(one, key)), None)

    def serial(self, key: PublicKey) -> int:
        """The highest change that led to this key, as far as the box knows; 0 if it was trusted as it is."""
        return max((one.serial for one in self.lines if self.holds(one, key)), default=0)

    def newest(self, key: PublicKey) -> PublicKey:
        """The key that stands for this one today: itself, or the last that followed it."""
        while follower := self.successor(key):
            key = PublicKey(follower.number, follower.key, key.name)
        return key

    def successor(self, key: PublicKey) -> PublicKey | None:
        """The key that replaced this one, directly; None if none did."""
        for line in self.lines:
            for known, after in zip(line.keys, line.keys[1:], strict=False):
                if _same(known, key):
                    return keychange.unpacked(after)
        return None

    def holds(self, line: Line, key: PublicKey) -> bool:
        """Whether the key stands in this line, in force or replaced."""
        return any(_same(known, key) for known in line.keys)

    def note(self, proof: str, by: str = "", *, settled: bool = False) -> bool:
        """Keep a proof of a change; False if it is known (once settled, it stays so) or there are too many."""
        known = next((one for one in self.heard if one.proof == proof), None)
        if known is not None:
            known.settled |= settled
            return False
        if len(self.heard) >= MOST_HEARD:
            return False
        self.heard.append(Heard(proof, by, settled))
        return True

    def is_revoked(self, key: PublicKey) -> bool:
        """Whether an administrator of this box revoked the key."""
        return any(_same(one.key, key) for one in self.revoked)


def _same(line: str, key: PublicKey) -> bool:
    return keychange.unpacked(line).key == key.key


def read() -> Ring:
    """The ring as it is kept."""
    try:
        found: dict[str, Any] = json.loads(_file().read_text("utf-8"))
    except FileNotFoundError:
        return Ring()
    heard = [Heard(**row) for row in found.get("heard", [])]  # older files have none
    return Ring([Line(**row) for row in found["lines"]], [Revoked(**row) for row in found["revoked"]], heard)


@contextmanager
def changing() -> Iterator[Ring]:
    """The ring to be changed by one at a time; written at the end, unless an error comes out."""
    _file().parent.mkdir(parents=True, exist_ok=True)
    with (config.current().data / "trusted.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ring = read()
        yield ring
        _write(json.dumps(asdict(ring), indent=1, ensure_ascii=False))


def _write(text: str) -> None:
    part = _file().with_suffix(f".{os.getpid()}")
    with part.open("w", encoding="utf-8") as writing:
        writing.write(text)
        writing.flush()
        os.fsync(writing.fileno())
    part.replace(_file())


def _file() -> Path:
    return config.current().data / "trusted" / "keys.json"
