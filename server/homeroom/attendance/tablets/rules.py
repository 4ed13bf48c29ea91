"""Who has which tablet, and who gets which. Plain Python: any order of what was said gives the same."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

WAYS = ("none", "own", "next")
HOUR = 3_600_000
UNSEEN = 24 * HOUR  # since when a tablet was not heard of: a person is warned
LOST = 30 * 24 * HOUR  # it is handed out no more until it is there again: longer than a holiday of some weeks

Order = tuple[int, str]


class Said(NamedTuple):
    """A tablet was given to a child, or is to be hers; `order` is that of the entries."""

    order: Order
    tablet: str
    student: str


def holders(given: Iterable[Said], present: Collection[str]) -> dict[str, str]:
    """Tablet → the child who has it, of all givings of a day that stand.

    Who is not at school has none. Two boxes that did not know of each other may have given one tablet to two
    children, or two tablets to one child: what was given first holds, so nobody shares and nobody has two.
    """
    found: dict[str, str] = {}
    having: set[str] = set()
    for _order, tablet, student in sorted(given):
        if student in present and tablet not in found and student not in having:
            found[tablet] = student
            having.add(student)
    return found


def owners(said: Iterable[Said]) -> dict[str, str]:
    """Child → the tablet that is hers on the fixed lists. What was said last holds; no tablet is two children's."""
    found: dict[str, str] = {}
    for _order, tablet, student in sorted(said, reverse=True):
        if student not in found and tablet not in found.values():
            found[student] = tablet
    return found


def next_free(pool: Sequence[str], seen: Mapping[str, int], taken: Collection[str], now: int) -> str:
    """The tablet for whoever comes next, or "": those first that were there within a day, else in the pool's order."""
    free = [one for one in pool if one not in taken and now - seen[one] <= LOST]
    return min(free, key=lambda one: (now - seen[one] > UNSEEN, pool.index(one)), default="")


def proposal(children: Sequence[str], tablets: Sequence[str], known: Mapping[str, str], seed: str) -> dict[str, str]:
    """A fixed list: who has a tablet of these keeps it, the others get the rest in their order, by lot if too few.

    The lot is the same for the same `seed`. Who goes without is not in the answer.
    """
    kept = {child: known[child] for child in children if known.get(child) in tablets}
    rest = [one for one in tablets if one not in kept.values()]
    waiting = [child for child in children if child not in kept]
    lucky = set(sorted(waiting, key=lambda child: hashlib.sha256(f"{seed} {child}".encode()).digest())[: len(rest)])
    return kept | dict(zip((child for child in waiting if child in lucky), rest, strict=False))
