"""Comparing two shares over strata: test, difference, interval. Plain Python.

Test: Cochran 1954, Mantel & Haenszel 1959, with continuity correction. Difference: Mantel & Haenszel weights,
variance of Greenland & Robins 1985 with Agresti & Caffo's 2000 two successes and two failures. Small counts are
normal at a school: both lean towards “could be chance”.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erf, sqrt
from statistics import NormalDist

from homeroom.trials.rules import ANY_LOOK, Counts

LEAST = 5  # children with each way before a group is shown by itself
SURE = 0.05  # of all groups together


@dataclass(frozen=True)
class Effect:
    """How the new way compares with the usual one. Shares and difference from 0 to 1; `low`, `high`: the interval."""

    usual: tuple[int, int]
    new: tuple[int, int]
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> str:
        """ "better" or "worse" where the interval leaves out no difference, else ""."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else ""


def z_of(counts: Counts) -> float:
    """Standard errors by which the new way is ahead (negative: behind); 0 where nothing can be compared."""
    ahead = spread = 0.0
    for r0, n0, r1, n1 in counts.values():
        n, right = n0 + n1, r0 + r1
        if n > 1 and n0 and n1:
            ahead += r1 - right * n1 / n
            spread += right * (n - right) * n0 * n1 / (n * n * (n - 1))
    if spread <= 0:
        return 0.0
    return max(0.0, abs(ahead) - 0.5) / sqrt(spread) * (1 if ahead > 0 else -1)


def chance_of(z: float) -> float:
    """How often chance alone does as much, to either side."""
    return 1 - erf(abs(z) / sqrt(2))


def effect(counts: Counts, width: float = ANY_LOOK) -> Effect | None:
    """The difference over all strata with its interval; None as long as no stratum has both ways."""
    both = [row for row in counts.values() if row[1] and row[3]]
    usual = (sum(row[0] for row in counts.values()), sum(row[1] for row in counts.values()))
    new = (sum(row[2] for row in counts.values()), sum(row[3] for row in counts.values()))
    weight = sum(n0 * n1 / (n0 + n1) for _r0, n0, _r1, n1 in both)
    if not weight:
        return None
    found = sum(n0 * n1 / (n0 + n1) * (r1 / n1 - r0 / n0) for r0, n0, r1, n1 in both) / weight
    p0, p1 = ((right + 1) / (all_ + 2) for right, all_ in (usual, new))
    error = sqrt(sum((n0 * n1 / (n0 + n1)) ** 2 * _noise(n0, n1, p0, p1) for _r0, n0, _r1, n1 in both)) / weight
    return Effect(usual, new, found, max(-1.0, found - width * error), min(1.0, found + width * error))


def _noise(n0: int, n1: int, p0: float, p1: float) -> float:
    # Of the shares over all strata, as single strata are too small to show a spread of their own.
    return p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1


def groups(counts: Mapping[str, Counts]) -> dict[str, Effect | None]:
    """The same for groups of children, each with an interval so wide that all hold together (Bonferroni)."""
    width = NormalDist().inv_cdf(1 - SURE / 2 / max(1, len(counts)))
    return {name: effect(one, width) if enough(one) else None for name, one in counts.items()}


def enough(counts: Counts) -> bool:
    """Whether a group is large enough to be shown: never a single child."""
    return all(sum(row[at] for row in counts.values()) >= LEAST for at in (1, 3))
