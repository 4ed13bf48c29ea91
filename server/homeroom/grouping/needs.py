"""Small groups of 3 to 5 who are ready for the same next step, and rounds of talks. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from homeroom.grouping.pairs import Chances

LEAST, MOST = 3, 5
READY, LOW, HIGH = 0.80, 0.30, 0.70  # what it builds on is there; the skill itself is within reach
DAY = 86_400_000


@dataclass(frozen=True)
class Group:
    """Children who are ready for the same skill."""

    skill: str
    children: tuple[str, ...]


def need(skill: str, chances: Mapping[str, float], requires: Iterable[str]) -> float:
    """How much a small group on a skill helps a child now: 1 in the middle of her reach, 0 outside of it."""
    chance = chances.get(skill)
    if chance is None or not LOW <= chance < HIGH:
        return 0.0
    if any(chances.get(one, READY) < READY for one in requires):
        return 0.0
    middle, half = (LOW + HIGH) / 2, (HIGH - LOW) / 2
    return 1.0 - 0.5 * abs(chance - middle) / half


def needs(chances: Chances, requires: Mapping[str, Sequence[str]]) -> dict[str, dict[str, float]]:
    """For each child the skills a small group would help her with, and how much."""
    return {
        child: {skill: much for skill in mine if (much := need(skill, mine, requires.get(skill, ()))) > 0}
        for child, mine in chances.items()
    }


def small_groups(
    wanted: Mapping[str, Mapping[str, float]], *, apart: Iterable[frozenset[str]] = (), most: int = MOST
) -> list[Group]:
    """Groups of 3 to 5 by need, who has the fewest choices first; nobody is in two."""
    free, never, found = {child for child, mine in wanted.items() if mine}, set(apart), []
    while free:
        child = min(free, key=lambda one: (_choices(one, free, wanted), one))
        best = max(
            (_gathered(child, skill, free, wanted, never, most) for skill in sorted(wanted[child])),
            key=lambda group: (len(group.children) >= LEAST, _worth(group, wanted), group.skill),
        )
        if len(best.children) >= LEAST:
            found.append(best)
            free -= set(best.children)
        else:
            free.discard(child)
    return sorted(found, key=lambda group: (group.skill, group.children))


def _choices(child: str, free: set[str], wanted: Mapping[str, Mapping[str, float]]) -> int:
    return sum(skill in wanted[other] for skill in wanted[child] for other in free if other != child)


def _gathered(
    child: str,
    skill: str,
    free: set[str],
    wanted: Mapping[str, Mapping[str, float]],
    never: set[frozenset[str]],
    most: int,
) -> Group:
    chosen = [child]
    others = sorted((one for one in free - {child} if skill in wanted[one]), key=lambda one: (-wanted[one][skill], one))
    for one in others:
        if len(chosen) < most and not any(frozenset((one, other)) in never for other in chosen):
            chosen.append(one)
    return Group(skill, tuple(sorted(chosen)))


def _worth(group: Group, wanted: Mapping[str, Mapping[str, float]]) -> float:
    return sum(wanted[child][group.skill] for child in group.children)


@dataclass(frozen=True)
class Talk:
    """A talk of a mentoring round: whom, on which day, with which adult, and how long ago the last was."""

    child: str
    day: str
    adult: str
    days_since: int | None


def talk_round(
    last: Mapping[str, int | None], *, now: int, days: Sequence[str], adults: Sequence[str], a_day: int = 0
) -> list[Talk]:
    """Everybody once, who has waited longest first, spread evenly over days and adults.

    `last` is when somebody last talked with each child (ms), None for never; `a_day` limits talks an adult holds
    on one day (0 = as many as it takes). Who does not fit is left for the next round.
    """
    order = sorted(last, key=lambda child: (last[child] is not None, last[child] or 0, child))
    if not days or not adults:
        return []
    places = [(day, adult) for day in days for adult in adults]
    each = a_day or -(-len(order) // len(places))
    seats = [place for place in places for _ in range(each)]
    return [
        Talk(child, day, adult, None if (when := last[child]) is None else max(0, (now - when) // DAY))
        for child, (day, adult) in zip(order, seats, strict=False)
    ]
