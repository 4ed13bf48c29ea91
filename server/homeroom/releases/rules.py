"""What is said of a release on its way: offers, files and their sizes. Nothing of it is believed. Plain Python."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SHA = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"[0-9A-Za-z.+]{1,40}")
MACHINE = re.compile(r"[a-z0-9_]{1,20}")
KEYS = r"release-keys/[1-9][0-9]{0,2}(?:\.json|\.[1-9][0-9]?\.minisig)"
HEAD = re.compile(rf"SHA256SUMS(?:(?:\.[2-8])?\.minisig)?|release\.json|{KEYS}")
FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~%@-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+~%@-]*)*")
SMALL = 1 << 20  # bytes of a file that proves something
MOST_FILES = 2000
LARGEST = 1 << 30  # bytes of a release for one machine
HIGHEST = 2**40


@dataclass(frozen=True)
class Offer:
    """A release that somebody has: its bytes for each sort of machine. `digest` is the SHA-256 of its checksums."""

    digest: str
    version: str
    counter: int
    machines: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """As it travels."""
        return {**asdict(self), "machines": dict(self.machines)}


def read_offer(told: object) -> Offer | None:
    """What somebody says to have; None for nothing and for nonsense."""
    if not isinstance(told, dict):
        return None
    digest, version, counter, machines = (told.get(one) for one in ("digest", "version", "counter", "machines"))
    if not isinstance(digest, str) or not SHA.fullmatch(digest) or not _is_size(counter, HIGHEST):
        return None
    if not isinstance(version, str) or not VERSION.fullmatch(version) or not isinstance(machines, dict):
        return None
    if not all(isinstance(one, str) and MACHINE.fullmatch(one) for one in machines) or len(machines) > 20:
        return None
    if not all(_is_size(size, LARGEST) for size in machines.values()):
        return None
    return Offer(digest, version, int(counter or 0), machines)


def read_names(told: object) -> dict[str, int]:
    """The files that somebody says a release has, with their sizes; what can't be one is left out."""
    if not isinstance(told, dict) or len(told) > MOST_FILES:
        return {}
    return {
        name: size
        for name, size in told.items()
        if isinstance(name, str) and len(name) < 300 and FILE.fullmatch(name) and _is_size(size, LARGEST)
    }


def _is_size(found: object, most: int) -> bool:
    return type(found) is int and 0 <= found <= most
