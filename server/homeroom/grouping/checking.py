"""What is not right in a plan, and what one change costs; as facts that words.py puts into sentences. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.grouping import pairs
from homeroom.grouping.layout import adults_twice
from homeroom.grouping.scoring import APART, NO_TABLET, NOWHERE, OVER, Plan, Problem, Scorer, sets

LITTLE, MUCH = 0.15, 1.0  # differences of worth that are called a little and much


@dataclass(frozen=True)
class Trouble:
    """One thing that is not right: its kind, where and when, who, how many, and what it costs."""

    kind: str
    period: str = ""
    station: str = ""
    children: tuple[str, ...] = ()
    many: int = 0
    of: int = 0
    cost: float = 0.0
    what: str = ""


@dataclass(frozen=True)
class Change:
    """What a change did: troubles that came and went, what single children lost or won, and the sum."""

    came: tuple[Trouble, ...]
    went: tuple[Trouble, ...]
    notes: tuple[Trouble, ...]
    worth: float

    @property
    def verdict(self) -> str:
        """One word for the sum: better, same, little or much (the last two are losses)."""
        if self.worth > LITTLE:
            return "better"
        if self.worth >= -LITTLE:
            return "same"
        return "little" if self.worth > -MUCH else "much"


def troubles(problem: Problem, plan: Plan) -> list[Trouble]:
    """Everything that is not right, what costs most first."""
    found = [Trouble("adult_twice", what=adult, many=len(places)) for adult, places in adults_twice(problem.layout)]
    for period in plan:
        found += _in_period(problem, plan, period)
    return sorted(found, key=lambda one: (-one.cost, one.period, one.kind, one.station, one.children))


def _in_period(problem: Problem, plan: Plan, period: str) -> Iterable[Trouble]:
    at = sets(plan[period])
    lost = sorted(child for key, who in at.items() if key not in problem.stations for child in who)
    if lost:
        yield Trouble("nowhere", period, children=tuple(lost), many=len(lost), cost=NOWHERE * len(lost))
    rooms: dict[str, int] = {}
    own = 0
    for key in sorted(at.keys() & problem.stations.keys()):
        station, who = problem.stations[key], at[key]
        rooms[station.room] = rooms.get(station.room, 0) + len(who)
        own += len(who) if station.mode == "own" else 0
        if len(who) > station.seats:
            over = OVER * (len(who) - station.seats)
            yield Trouble("seats", period, key, many=len(who), of=station.seats, cost=over)
        for both in sorted(tuple(sorted(both)) for both in problem.apart if both <= who):
            yield Trouble("apart", period, key, both, cost=APART)
        if station.mode == "pair" and len(who) == 1:
            yield Trouble("alone", period, key, tuple(who), cost=1.0)
    for room, many in rooms.items():
        seats = problem.seats_in.get(room, 0)
        if many > seats:
            yield Trouble("room", period, many=many, of=seats, cost=OVER * (many - seats), what=room)
    tablets = problem.layout.tablets
    if own > tablets:
        yield Trouble("tablets", period, many=own, of=tablets, cost=NO_TABLET * (own - tablets))


def change(problem: Problem, before: Plan, after: Plan) -> Change:
    """What came of it when one plan became another."""
    old, new = troubles(problem, before), troubles(problem, after)
    scorer = Scorer(problem)
    return Change(
        came=tuple(one for one in new if not _as_bad(one, old)),
        went=tuple(one for one in old if not any(_key(one) == _key(other) for other in new)),
        notes=tuple(_notes(problem, scorer, before, after)),
        worth=scorer.plan(after) - scorer.plan(before),
    )


def _key(one: Trouble) -> tuple[object, ...]:
    pair = one.children if one.kind in ("apart", "alone") else ()
    return one.kind, one.period, one.station, one.what, pair


def _as_bad(one: Trouble, old: Iterable[Trouble]) -> bool:
    return any(_key(one) == _key(other) and other.cost >= one.cost for other in old)


def _notes(problem: Problem, scorer: Scorer, before: Plan, after: Plan) -> Iterable[Trouble]:
    for period, place in after.items():
        was = before.get(period, {})
        moved = sorted(child for child in place if place[child] != was.get(child))
        for child in moved:
            yield from _left(problem, scorer, period, child, was)
        yield from _partners(problem, period, was, place)
        yield from _again(problem, after, before, moved)


def _left(problem: Problem, scorer: Scorer, period: str, child: str, was: dict[str, str]) -> Iterable[Trouble]:
    station = problem.stations.get(was.get(child, ""))
    if station and station.mode == "teacher":
        skill, _much = scorer.focus(period, station.id, sets(was).get(station.id, ()))
        if skill in problem.children[child].needs:
            yield Trouble("misses", period, station.id, (child,), what=skill)
    if station and station.mode == "mentor" and scorer.gain(child, "mentor") > 0:
        yield Trouble("no_talk", period, station.id, (child,))


def _partners(problem: Problem, period: str, was: dict[str, str], now: dict[str, str]) -> Iterable[Trouble]:
    old, new = partners(problem, was), partners(problem, now)
    for child in sorted(set(old) & set(new)):
        gone = sorted(set(old[child]) - set(new[child]))
        if gone and now.get(child) == was.get(child):
            yield Trouble("new_partner" if new[child] else "no_partner", period, now[child], (child, *new[child]))


def _again(problem: Problem, after: Plan, before: Plan, moved: Iterable[str]) -> Iterable[Trouble]:
    for child in moved:
        for mode in ("teacher", "pair", "own", "project", "offscreen"):
            now, then = _times(problem, after, child, mode), _times(problem, before, child, mode)
            if now > max(then, 1) and now == len(after):
                yield Trouble("all_day", children=(child,), many=now, what=mode)


def _times(problem: Problem, plan: Plan, child: str, mode: str) -> int:
    return sum(
        problem.stations[key].mode == mode
        for place in plan.values()
        if (key := place.get(child, "")) in problem.stations
    )


def partners(problem: Problem, place: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """With whom each child at a pair station works."""
    found: dict[str, tuple[str, ...]] = {}
    for key, who in sets(place).items():
        if key in problem.stations and problem.stations[key].mode == "pair":
            for pair in pairs.match(who, problem.worth, apart=problem.apart):
                found.update({child: tuple(one for one in pair if one != child) for child in pair})
    return found
