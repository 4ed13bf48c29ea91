"""What a neighbor is: addresses that may be called, what an announcement says, digests of numbers. Pure functions."""

import hashlib
import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

from homeroom.sync import rules as sync

PROTOCOL = 1
# Services of other programs that listen in schools' networks: no announcement makes a box knock there.
NEVER = {1433, 1521, 2049, 2375, 2376, 3306, 3389, 5432, 5900, 6379, 6443, 8006, 9100, 9200, 10250, 11211, 27017}
ADDRESS = re.compile(r"(?:http://)?([0-9.]{7,15})(?::([0-9]{1,5}))?/?")
DEFAULT_PORT = 8080
Network = ipaddress.IPv4Network


def school_hash(school: str) -> str:
    """What an announcement says of the school: enough to find each other, nothing to use it for."""
    return hashlib.sha256(f"homeroom school\n{school}".encode()).hexdigest()[:16]


def read_address(text: str) -> tuple[str, int] | None:
    """The IPv4 address and port in what a person typed; None when it is none."""
    match = ADDRESS.fullmatch(text.strip())
    if match is None:
        return None
    try:
        host = str(ipaddress.IPv4Address(match[1]))
    except ValueError:
        return None
    port = int(match[2] or DEFAULT_PORT)
    return (host, port) if 0 < port < 65536 else None


def may_call(host: str, port: int, networks: Iterable[Network], *, typed: bool) -> bool:
    """Whether a box may call this address: private, and, unless a person typed it, in a network that it is itself in.

    `networks` are those of this machine's own addresses; the loopback is one of them only for a box that itself
    listens on nothing else.
    """
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        return False
    here = any(address in one for one in networks)
    if address.is_loopback:
        return here and (typed or _is_web_port(port))
    if not address.is_private or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return typed or (here and _is_web_port(port))


def _is_web_port(port: int) -> bool:
    return port == 80 or (1024 <= port < 65536 and port not in NEVER)


def digests(numbers: Mapping[str, Any]) -> list[str]:
    """One short digest for each bucket of names, of what is said of them; "" for an empty bucket."""
    lines: list[list[str]] = [[] for _number in range(sync.BUCKETS)]
    for name, value in numbers.items():
        lines[sync.bucket(name)].append(f"{name}:{value}")
    return [hashlib.sha256("\n".join(sorted(some)).encode()).hexdigest()[:16] if some else "" for some in lines]


def differing(numbers: Mapping[str, Any], theirs: object) -> dict[str, Any]:
    """What is told to the other side: the `buckets` in which its digests differ, and what is said there (`said`)."""
    own = digests(numbers)
    known = theirs if isinstance(theirs, list) and len(theirs) == sync.BUCKETS else [None] * sync.BUCKETS
    wrong = [number for number in range(sync.BUCKETS) if own[number] != known[number]]
    return {"buckets": wrong, "said": {name: value for name, value in numbers.items() if sync.bucket(name) in wrong}}


def theirs(mine: Mapping[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What the other side has: the same as `mine` was, but for the buckets in which it told something else."""
    wrong = {int(one) for one in told["buckets"]}
    same = {name: value for name, value in mine.items() if sync.bucket(name) not in wrong}
    return same | dict(told["said"])
