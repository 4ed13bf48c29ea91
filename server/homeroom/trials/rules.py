"""Who gets which of two cards, and when a comparison stops. Plain Python.

The rule is fixed before it begins (group-sequential, four looks at a quarter, half, three quarters and all of
the children): Jennison & Turnbull, Group Sequential Methods (2000), tables 2.1 and 2.3.
  better: O'Brien & Fleming (1979), 2.024 x sqrt(4 / look): in 2.5 of 100 comparisons of equals by chance;
  harm:   Pocock (1977), 2.067 at every look: in 5 of 100. It stops sooner than it praises.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, sqrt

ARMS = ("usual", "new")
OUTCOMES = ("next", "lasting", "time")
SIZES = (40, 80, 120, 200, 400)
LOOKS = 4
BETTER, HARM = 2.024, 2.067
FALSE_BETTER, FALSE_HARM = 0.025, 0.05
ANY_LOOK = 2.361
"""Half width, in standard errors, of an interval that holds at every look in 95 of 100 (Pocock, both sides)."""
POWER = 0.842  # standard errors between what is there and what is found four times in five
USUAL = 0.70  # share right where nothing is known


def lot(seed: str, stratum: str, children: Iterable[str], so_far: Sequence[str] = ()) -> dict[str, str]:
    """Give each child one of the two ways by lot, in blocks of two within a stratum (permuted blocks).

    Follows from seed, stratum, children and who is there already (`so_far`: their arms), on every box the same.
    """
    counts = {arm: list(so_far).count(arm) for arm in ARMS}
    found = {}
    for child in sorted(set(children), key=lambda one: _digest(seed, one)):
        usual, new = (counts[arm] for arm in ARMS)
        if usual == new:
            arm = ARMS[int(_digest(seed, stratum, str(usual)), 16) % 2]
        else:
            arm = ARMS[usual > new]
        counts[arm] += 1
        found[child] = arm
    return found


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def stratum(school_class: str, starter: str) -> str:
    """Within which group lots are drawn and counts compared."""
    return f"{school_class}/{starter}"


def starter(chance: float, cut: float) -> str:
    """Slow or fast at the start, as seen from the middle of her class."""
    return "fast" if chance > cut else "slow"


def middle(chances: Sequence[float]) -> float:
    """The lower middle of several chances; .5 of none."""
    return sorted(chances)[(len(chances) - 1) // 2] if chances else 0.5


def wanted(most: int, look: int) -> int:
    """How many children a look (1 to LOOKS) waits for."""
    return ceil(most * look / LOOKS)


def verdict(z: float, look: int) -> str:
    """What a look says: "harm", "better" or "" (go on; at the last look: no difference was shown)."""
    if z <= -HARM:
        return "harm"
    return "better" if z >= BETTER * sqrt(LOOKS / look) else ""


def shows(most: int, share: float = USUAL) -> float:
    """The smallest difference (0..1) that so many children show four times in five."""
    return min(1.0, (BETTER + POWER) * sqrt(4 * share * (1 - share) / most))


def reached(most: int, measured: int, done: Iterable[int]) -> list[int]:
    """The looks that may be taken now and were not yet."""
    over = set(done)
    return [look for look in range(1, LOOKS + 1) if look not in over and measured >= wanted(most, look)]


Counts = Mapping[str, Sequence[int]]
"""For each stratum: right with the usual, all with the usual, right with the new, all with the new."""


def count(results: Iterable[tuple[str, str, bool]]) -> dict[str, list[int]]:
    """Counts by stratum from (stratum, arm, right)."""
    found: dict[str, list[int]] = {}
    for group, arm, right in results:
        row = found.setdefault(group, [0, 0, 0, 0])
        at = 2 * ARMS.index(arm)
        row[at] += right
        row[at + 1] += 1
    return {group: found[group] for group in sorted(found)}
