"""Pairs in which each has what the other needs. Plain Python: no clock, no database.

A pair is worth the harmonic mean of what each can gain from the other, so that one who only gives makes no
pair. Published kin: reciprocal peer recommendation (Potts et al., LAK 2018).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

HELPS, LEARNS = 0.80, 0.60  # the helper's least and the learner's most chance on the skill
BOTH_WAYS, MOST_WAYS = 0.05, 3  # bonus for each way, for at most so many
MET = 0.1  # off for each meeting in the last two weeks
EXACT = 12  # children up to which the best pairs are found for certain

Chances = Mapping[str, Mapping[str, float]]
Weights = Mapping[frozenset[str], float]
Pair = tuple[str, ...]


@dataclass(frozen=True)
class Exchange:
    """What two children can give each other: skill and gain each way; empty where there is nothing."""

    first: str
    second: str
    first_helps: str = ""
    second_helps: str = ""
    weight: float = 0.0


def exchange(first: str, second: str, chances: Chances, met: int = 0) -> Exchange:
    """What two children can give each other, from their chances on each skill."""
    give, ways = _best(chances.get(first, {}), chances.get(second, {}))
    take, more = _best(chances.get(second, {}), chances.get(first, {}))
    if not give or not take:
        return Exchange(first, second, give[0] if give else "", take[0] if take else "")
    mean = 2 * give[1] * take[1] / (give[1] + take[1])
    weight = mean + BOTH_WAYS * min(ways, more, MOST_WAYS) - MET * met
    return Exchange(first, second, give[0], take[0], max(0.0, weight))


def _best(helper: Mapping[str, float], learner: Mapping[str, float]) -> tuple[tuple[str, float] | None, int]:
    gains = {
        skill: helper[skill] - chance
        for skill, chance in learner.items()
        if chance < LEARNS and helper.get(skill, 0.0) >= HELPS
    }
    if not gains:
        return None, 0
    skill = max(gains, key=lambda one: (gains[one], one))
    return (skill, gains[skill]), len(gains)


def weights(
    children: Iterable[str],
    chances: Chances,
    *,
    apart: Iterable[frozenset[str]] = (),
    met: Mapping[tuple[str, str], int],
) -> dict[frozenset[str], float]:
    """How good each pair would be; pairs that are to be kept apart are left out. `met` is by sorted pair."""
    order, never = sorted(children), set(apart)
    found: dict[frozenset[str], float] = {}
    for i, one in enumerate(order):
        for other in order[i + 1 :]:
            both = frozenset((one, other))
            if both not in never:
                weight = exchange(one, other, chances, met.get((one, other), 0)).weight
                if weight > 0:
                    found[both] = weight
    return found


def value(pairs: Iterable[Pair], worth: Weights) -> float:
    """The worth of all pairs; three count as their best two."""
    return sum(_of(pair, worth) for pair in pairs)


def _of(pair: Pair, worth: Weights) -> float:
    return max((worth.get(frozenset((a, b)), 0.0) for a in pair for b in pair if a < b), default=0.0)


def match(children: Iterable[str], worth: Weights, *, apart: Iterable[frozenset[str]] = ()) -> list[Pair]:
    """Everybody in a pair, as well as can be: exact up to 12 children, else greedy with 2-opt.

    With an odd number one joins the pair that suits her best. Two who are kept apart are never put together;
    who could sit only with such a one stays alone (a pair of one).
    """
    order, never = sorted(set(children)), set(apart)
    if len(order) > EXACT:
        return fast(order, worth, apart=never)

    def worth_of(one: str, other: str) -> float:
        return _worth_of(one, other, worth, never)

    return sorted(_joined(_exact(order, worth_of), worth_of))


def fast(children: Iterable[str], worth: Weights, *, apart: Iterable[frozenset[str]] = ()) -> list[Pair]:
    """As `match` for many children: greedy, then 2-opt; a few in a hundred below the exact answer."""
    never = set(apart)

    def worth_of(one: str, other: str) -> float:
        return _worth_of(one, other, worth, never)

    return sorted(_joined(_improved(_greedy(sorted(set(children)), worth_of), worth_of), worth_of))


def neighbors(worth: Weights) -> dict[str, dict[str, float]]:
    """For each child those who make a pair with her, and how good a one."""
    found: dict[str, dict[str, float]] = {}
    for both, much in worth.items():
        one, other = sorted(both)
        found.setdefault(one, {})[other] = found.setdefault(other, {})[one] = much
    return found


def quick(
    children: frozenset[str], near: Mapping[str, Mapping[str, float]], never: set[frozenset[str]]
) -> tuple[float, int]:
    """About what `match` would be worth and how many pairs count: for those who weigh thousands of plans.

    Who is alone, or with nobody but one she is kept apart from, costs one.
    """
    ranked = [
        (-much, one, other)
        for one in children & near.keys()
        for other, much in near[one].items()
        if one < other and other in children
    ]
    ranked.sort()
    free, total, many = set(children), 0.0, 0
    for much, one, other in ranked:
        if one in free and other in free:
            free -= {one, other}
            total, many = total - much, many + 1
    lonely = len(children) == 1 or (len(children) == 2 and children in never)
    return total - len(children) * lonely, many


def _worth_of(one: str, other: str, worth: Weights, never: set[frozenset[str]]) -> float:
    both = frozenset((one, other))
    return -9.0 if both in never else worth.get(both, 0.0)


Worth = Callable[[str, str], float]


def _exact(order: Sequence[str], worth_of: Worth) -> list[Pair]:
    """Dynamic programming over sets of children; one may stay alone when the number is odd."""
    many = len(order)
    best: dict[int, tuple[float, tuple[Pair, ...]]] = {0: (0.0, ())}
    for taken in range(1, 1 << many):
        first = (taken & -taken).bit_length() - 1
        rest = taken & ~(1 << first)
        choices = []
        if taken.bit_count() % 2:
            choices.append((best[rest][0], (*best[rest][1], (order[first],))))
        for second in range(first + 1, many):
            if rest >> second & 1 and (rest & ~(1 << second)) in best:
                gain, pairs = best[rest & ~(1 << second)]
                choices.append((gain + worth_of(order[first], order[second]), (*pairs, (order[first], order[second]))))
        best[taken] = max(choices, key=lambda one: one[0])
    return list(best[(1 << many) - 1][1])


def _greedy(order: Sequence[str], worth_of: Worth) -> list[Pair]:
    ranked = sorted(
        ((worth_of(one, other), one, other) for i, one in enumerate(order) for other in order[i + 1 :]),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    free, pairs = set(order), []
    for _gain, one, other in ranked:
        if one in free and other in free:
            free -= {one, other}
            pairs.append((one, other))
    return [*pairs, *((one,) for one in sorted(free))]


def _improved(pairs: list[Pair], worth_of: Worth) -> list[Pair]:
    """2-opt: as long as two pairs are better off when they swap partners, they do."""
    found, better = [pair if len(pair) == 2 else (pair[0], "") for pair in pairs], True

    def gain(one: str, other: str) -> float:
        return worth_of(one, other) if one and other else 0.0

    while better:
        better = False
        for i in range(len(found)):
            for j in range(i + 1, len(found)):
                (a, b), (c, d) = found[i], found[j]
                now = gain(a, b) + gain(c, d)
                for first, second in (((a, c), (b, d)), ((a, d), (b, c))):
                    if gain(*first) + gain(*second) > now + 1e-9:
                        found[i], found[j], better = first, second, True
                        break
    return [tuple(sorted(one for one in pair if one)) for pair in found]


def _joined(pairs: list[Pair], worth_of: Worth) -> list[Pair]:
    """Who is left alone joins the pair that suits her best; those who may not sit together are parted."""
    whole = [tuple(sorted(pair)) for pair in pairs if len(pair) == 2 and worth_of(*pair) >= 0]
    alone = [one for pair in pairs if len(pair) == 1 or worth_of(*pair[:2]) < 0 for one in pair]
    for one in sorted(alone):
        open_to = [pair for pair in whole if len(pair) == 2 and min(worth_of(one, other) for other in pair) >= 0]
        if open_to:
            best = max(open_to, key=lambda pair: (max(worth_of(one, other) for other in pair), pair))
            whole[whole.index(best)] = tuple(sorted((*best, one)))
        else:
            whole.append((one,))
    return [tuple(pair) for pair in whole]
