"""What replication means: the same story or another, how long to wait, how much to send. Pure functions."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Protocol

BUCKETS = 16
FIRST_WAIT = 30  # seconds
LONGEST_WAIT = 6 * 3600
SMALLEST, LARGEST = 8_000, 64_000  # bytes of a request: a bad link bears small ones, round trips want large ones
SECONDS_EACH = 2  # what one request may take on the link as it was measured: two on their way fill a round trip of 2 s
SLOW = 32_000  # bytes a second
AHEAD = 1.25  # times the measured rate: so fast a slow link is filled
ENTRY_BYTES = 100  # of an entry in a compressed segment, about
Head = tuple[int, str]  # the last number of a lane without a hole, and the hash of the segment that ends there


class Fact(Protocol):
    """What is compared of an entry."""

    at: int
    clock: int
    kind: str
    version: int
    actor: str
    device: str | None
    n: int | None
    subject: str
    register: str
    replaces: list[str]
    body: dict[str, object] | None


def same_fact(one: Fact, other: Fact) -> bool:
    """Whether two entries with the same number tell the same.

    What stayed at school is no contradiction: one body may lack fields, or all of it.
    """
    names = ("at", "clock", "kind", "version", "actor", "device", "n", "subject", "register", "replaces")
    if any(getattr(one, name) != getattr(other, name) for name in names):
        return False
    if one.body is None or other.body is None:
        return True
    common = one.body.keys() & other.body.keys()
    fewer = min(len(one.body), len(other.body))
    return len(common) == fewer and all(one.body[name] == other.body[name] for name in common)


def bucket(lane: str) -> int:
    """Which of the digests a lane is part of."""
    return hashlib.sha256(lane.encode()).digest()[0] % BUCKETS


def digests(heads: Mapping[str, Head]) -> list[str]:
    """One short digest for each bucket of lanes, of how far each goes and what it says there."""
    lines: list[list[str]] = [[] for _number in range(BUCKETS)]
    for lane, (last, name) in heads.items():
        if last:
            lines[bucket(lane)].append(f"{lane}:{last}:{name}")
    return [hashlib.sha256("\n".join(sorted(some)).encode()).hexdigest()[:16] if some else "" for some in lines]


def head(segments: Iterable[tuple[int, int, str]]) -> Head:
    """The head of a lane whose segments (first, last, hash) are given by `first`: as far as there is no hole."""
    last, name = 0, ""
    for first, end, one in segments:
        if first > last + 1:
            break
        if end > last:
            last, name = end, one
    return last, name


def wait(fails: int, chance: float) -> float:
    """Seconds until the next try after so many failures in a row; `chance` (0 to 1) spreads boxes apart.

    Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    """
    return chance * min(LONGEST_WAIT, FIRST_WAIT << min(fails, 20))


def request_size(rate: int) -> int:
    """Bytes of one request on a link that brought `rate` bytes a second the last time (0 = not known)."""
    if not rate:
        return LARGEST // 4
    return max(SMALLEST, min(LARGEST, rate * SECONDS_EACH))


def pace(rate: int) -> int:
    """Bytes a second that go onto a link of that rate at most; 0 = as many as it takes.

    On a slow one a burst would overflow the queues on its way, and a cut throw away what waits in them. A little faster
    than measured, or a link that got better would never be found out.
    """
    return int(rate * AHEAD) if rate < SLOW else 0


def new_rate(rate: int, size: int, seconds: float, *, alone: bool = False) -> int:
    """The rate after a request of `size` bytes took so long: better than thought counts for half, worse for a quarter.

    `alone`: no other was before it on the link, so that a round trip is in its time, too; then it counts only when the
    link became less than half as good.
    """
    measured = int(size / max(seconds, 0.001))
    if not rate:
        return measured
    if measured > rate:
        return (rate + measured) // 2
    return rate if alone and 2 * measured > rate else (3 * rate + measured) // 4
