"""What a plan of stations is worth: one sum, used alike by the arranger, the checks and the tests. Plain Python.

Everything a plan may get wrong costs something, so that a teacher's own plan can be judged as well as the box's:
too many at a station, two together who are kept apart, a child without a place. Nothing is forbidden to people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from homeroom.grouping import pairs
from homeroom.grouping.layout import Layout, Station

OVER, APART, NOWHERE = 5.0, 5.0, 3.0  # a child too many; two together who should not be; a child without a place
NO_TABLET = 0.3  # own cards on paper
IN_PAIRS = 0.35  # for each of two who give and take, beside what they win
CROWD = 0.01  # a fuller table is a louder one
REPEATS = {"teacher": 0.8, "mentor": 2.0, "pair": 0.4, "own": 0.15, "project": 0.2, "offscreen": 0.3}
SIZES = {0: 0.0, 1: 0.7, 2: 0.85}  # a group with an adult is at its best with 3 to 5
BEST_SIZE = 5

Place = dict[str, str]  # child → station id, "" for none
Plan = dict[str, Place]  # period id → places


@dataclass(frozen=True)
class Child:
    """What each way of learning would give a child tomorrow; `needs` by skill, `gains` by mode, each about 0 to 1."""

    id: str
    needs: Mapping[str, float] = field(default_factory=dict)
    gains: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Focus:
    """What a teacher's group is about when a person said so, and for whom."""

    children: frozenset[str]
    skill: str = ""
    group: str = ""


@dataclass(frozen=True)
class Problem:
    """All that is known before anybody has a place. `locks` and `focus` are by period (and child, station)."""

    layout: Layout
    children: Mapping[str, Child]
    worth: pairs.Weights = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    locks: Mapping[tuple[str, str], str] = field(default_factory=dict)
    focus: Mapping[tuple[str, str], Focus] = field(default_factory=dict)

    @cached_property
    def stations(self) -> dict[str, Station]:
        """The stations by id."""
        return {one.id: one for one in self.layout.stations}

    @cached_property
    def seats_in(self) -> dict[str, int]:
        """The seats of each room."""
        return {one.id: one.seats for one in self.layout.rooms}


class Scorer:
    """The value of stations, rooms, children's days and whole plans, each station's set of children weighed once."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[str, str, frozenset[str]], float] = {}
        self._gains = {
            mode: {key: child.gains.get(mode, 0.0) for key, child in problem.children.items()} for mode in REPEATS
        }
        self._near, self._never = pairs.neighbors(problem.worth), set(problem.apart)
        self._foes: dict[str, set[str]] = {}
        for both in problem.apart:
            for one in both:
                self._foes.setdefault(one, set()).update(both - {one})

    def plan(self, plan: Plan) -> float:
        """The whole sum."""
        total = 0.0
        for period, place in plan.items():
            at = sets(place)
            total += sum(self.station(period, key, who) for key, who in at.items())
            total += self.shared(at)
        return total + sum(self.day(child, plan) for child in self.problem.children)

    def station(self, period: str, key: str, who: frozenset[str]) -> float:
        """What these children make of a station in a period; `key` "" is nowhere."""
        if not key or key not in self.problem.stations:
            return -NOWHERE * len(who)
        known = (period, key, who)
        if known not in self._known:
            station = self.problem.stations[key]
            self._known[known] = self._value(period, station, who) - self._trouble(station, who)
        return self._known[known]

    def _trouble(self, station: Station, who: frozenset[str]) -> float:
        together = sum(len(self._foes[child] & who) for child in self._foes.keys() & who) / 2
        return OVER * max(0, len(who) - station.seats) + APART * together

    def _value(self, period: str, station: Station, who: frozenset[str]) -> float:
        if station.mode == "teacher":
            return SIZES.get(len(who), 1.0) * self.focus(period, station.id, who)[1] * _crowd(len(who))
        if station.mode == "pair":
            worth, many = pairs.quick(who, self._near, self._never)
            return 2 * (worth + IN_PAIRS * many)
        gains = self._gains[station.mode]
        return sum([gains.get(child, 0.0) for child in who]) - CROWD * len(who) * (len(who) - 1)

    def focus(self, period: str, key: str, who: Iterable[str]) -> tuple[str, float]:
        """The skill that helps these children most in a group with an adult, and how much in all."""
        told = self.problem.focus.get((period, key))
        if told:
            return told.skill, float(len(told.children & frozenset(who)))
        sums: dict[str, float] = {}
        for child in who:
            for skill, much in self.problem.children[child].needs.items() if child in self.problem.children else ():
                sums[skill] = sums.get(skill, 0.0) + much
        best = max(sums, key=lambda skill: (sums[skill], skill), default="")
        return best, sums.get(best, 0.0)

    def gain(self, child: str, mode: str) -> float:
        """What a mode that needs nobody else gives a child."""
        return self._gains[mode].get(child, 0.0)

    def shared(self, at: Mapping[str, frozenset[str]]) -> float:
        """Minus for children more than a room has seats, and for own cards without a tablet."""
        inside: dict[str, int] = {}
        own = 0
        for key, who in at.items():
            station = self.problem.stations.get(key)
            if station and who:
                inside[station.room] = inside.get(station.room, 0) + len(who)
                own += len(who) if station.mode == "own" else 0
        over = sum(max(0, many - self.problem.seats_in.get(room, 0)) for room, many in inside.items())
        return -OVER * over - NO_TABLET * max(0, own - self.problem.layout.tablets)

    def day(self, child: str, plan: Plan) -> float:
        """Minus for doing the same all day."""
        counts: dict[str, int] = {}
        for place in plan.values():
            station = self.problem.stations.get(place.get(child, ""))
            if station:
                counts[station.mode] = counts.get(station.mode, 0) + 1
        return -sum(REPEATS[mode] * many * (many - 1) / 2 for mode, many in counts.items())


def _crowd(many: int) -> float:
    return min(1.0, BEST_SIZE / many) if many else 1.0


def sets(place: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Who is at each station."""
    found: dict[str, set[str]] = {}
    for child, key in place.items():
        found.setdefault(key, set()).add(child)
    return {key: frozenset(who) for key, who in found.items()}
