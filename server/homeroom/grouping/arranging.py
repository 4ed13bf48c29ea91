"""Who goes to which station in which period: greedy, then moves and swaps as long as they help. Plain Python.

Always the same answer for the same question. Measured against exact optima on small cases in the tests.
"""

import random

from homeroom.grouping import pairs
from homeroom.grouping.layout import Station
from homeroom.grouping.scoring import REPEATS, Place, Plan, Problem, Scorer, sets

SWEEPS, REBUILD = 6, 2  # rounds of moves and swaps at most
LEAST = 1e-6  # a gain smaller than this is no reason to move anybody
STAY = 0.05  # mending moves a child only for more than this
TOGETHER = ("teacher", "pair")  # where it matters with whom
FEW, STARTS = 14, 12  # for so few children so many other beginnings are tried
CLASS = 40  # for more children than this, periods are not made anew
KINDS = ("teacher", "pair", "mentor")  # filled first, in this order: who is left does something alone


def arrange(problem: Problem) -> Plan:
    """A plan for all children and periods; locked children stay where they are locked."""
    plan: Plan = {}
    for period in problem.layout.periods:
        plan[period.id] = _begin(problem, period.id, plan)
    sweeps = SWEEPS if len(problem.children) <= CLASS else REBUILD
    found = [_rebuilt(problem, improve(problem, plan, sweeps=sweeps))]
    if len(problem.children) <= FEW:
        found += [improve(problem, _anyhow(problem, random.Random(start))) for start in range(STARTS)]
    scorer = Scorer(problem)
    return max(found, key=scorer.plan)


def _rebuilt(problem: Problem, plan: Plan) -> Plan:
    """Make each period anew around the others, and keep what is better."""
    scorer = Scorer(problem)
    best, worth = plan, scorer.plan(plan)
    for period in problem.layout.periods if len(problem.children) <= CLASS else ():
        others = {key: place for key, place in best.items() if key != period.id}
        again = {**others, period.id: _begin(problem, period.id, others)}
        again = improve(problem, {one.id: again[one.id] for one in problem.layout.periods}, sweeps=REBUILD)
        if (gained := scorer.plan(again)) > worth + LEAST:
            best, worth = again, gained
    return best


def _anyhow(problem: Problem, chance: random.Random) -> Plan:
    keys = [one.id for one in problem.layout.stations]
    return {
        period.id: {
            child: problem.locks.get((period.id, child)) or chance.choice(keys) for child in sorted(problem.children)
        }
        for period in problem.layout.periods
    }


def mend(problem: Problem, plan: Plan) -> Plan:
    """The same plan with as few moves as help: children without a place get one, trouble goes where it can."""
    whole = {
        period.id: {
            child: problem.locks.get((period.id, child)) or plan.get(period.id, {}).get(child, "")
            for child in sorted(problem.children)
        }
        for period in problem.layout.periods
    }
    return improve(problem, whole, least=STAY)


# --- greedy ------------------------------------------------------------------------------------------


class _Open:
    """What is still open in one period while it is filled."""

    def __init__(self, problem: Problem, period: str) -> None:
        self.problem, self.period = problem, period
        self.place: Place = {}
        self.left = {one.id: one.seats for one in problem.layout.stations}
        self.room = dict(problem.seats_in)
        for child in sorted(problem.children):
            if locked := problem.locks.get((period, child)):
                self.put(child, locked)

    def put(self, child: str, key: str) -> None:
        self.place[child] = key
        if key in self.left:
            self.left[key] -= 1
            self.room[self.problem.stations[key].room] -= 1

    def fits(self, child: str, key: str, among: int = 1) -> bool:
        room = self.problem.stations[key].room
        if self.left[key] < among or self.room.get(room, 0) < among:
            return False
        here = [one for one, at in self.place.items() if at == key]
        return not any(frozenset((child, one)) in self.problem.apart for one in here)

    def free(self) -> list[str]:
        return [child for child in sorted(self.problem.children) if child not in self.place]


def _begin(problem: Problem, period: str, before: Plan) -> Place:
    open_ = _Open(problem, period)
    scorer = Scorer(problem)
    for mode in KINDS:
        for station in problem.layout.stations:
            if station.mode == mode:
                {"teacher": _gather, "pair": _pair_up, "mentor": _listen}[mode](open_, station, scorer, before)
    for child in open_.free():
        options = [one for one in problem.layout.stations if one.mode not in KINDS and open_.fits(child, one.id)]
        best = max(options, key=lambda one: (_alone(scorer, child, one, before, open_), one.id), default=None)
        open_.put(child, best.id if best else _anywhere(open_, child))
    return open_.place


def _alone(scorer: Scorer, child: str, station: Station, before: Plan, open_: _Open) -> float:
    there = sum(place.get(child) == station.id for place in before.values())
    own = [key for key in open_.place.values() if key and open_.problem.stations[key].mode == "own"]
    short = station.mode == "own" and len(own) >= open_.problem.layout.tablets
    return scorer.gain(child, station.mode) - _again(open_.problem, child, station.mode, before) - 0.3 * short - there


def _again(problem: Problem, child: str, mode: str, before: Plan) -> float:
    been = [problem.stations[place[child]].mode for place in before.values() if place.get(child) in problem.stations]
    return 0.3 * been.count(mode)


def _anywhere(open_: _Open, child: str) -> str:
    return next((one.id for one in open_.problem.layout.stations if open_.fits(child, one.id)), "")


def _gather(open_: _Open, station: Station, scorer: Scorer, before: Plan) -> None:
    """Fill a teacher's group with those whom one skill helps most and who were not with a teacher before."""
    told = open_.problem.focus.get((open_.period, station.id))
    here = [child for child, key in open_.place.items() if key == station.id]
    if told:
        wanted = dict.fromkeys(sorted(told.children), 1.0)
    else:
        new = [child for child in open_.free() if not _again(open_.problem, child, "teacher", before)]
        skill = scorer.focus(open_.period, station.id, here)[0] if here else _best_skill(open_, station, new)
        needs = open_.problem.children
        wanted = {child: needs[child].needs[skill] for child in new if skill in needs[child].needs}
    for child in sorted(wanted, key=lambda one: (-wanted[one], one)):
        if child not in open_.place and child in open_.problem.children and open_.fits(child, station.id):
            open_.put(child, station.id)


def _best_skill(open_: _Open, station: Station, free: list[str]) -> str:
    sums: dict[str, list[float]] = {}
    for child in free:
        for skill, much in open_.problem.children[child].needs.items():
            sums.setdefault(skill, []).append(much)
    most = max(1, open_.left[station.id])
    return max(sums, key=lambda skill: (sum(sorted(sums[skill], reverse=True)[:most]), skill), default="")


def _pair_up(open_: _Open, station: Station, scorer: Scorer, before: Plan) -> None:
    """Fill a pair station with the best pairs there are, two by two."""
    free = [child for child in open_.free() if not _again(open_.problem, child, "pair", before)]
    found = [pair[:2] for pair in pairs.match(free, open_.problem.worth, apart=open_.problem.apart) if len(pair) > 1]
    worth = {pair: open_.problem.worth.get(frozenset(pair), 0.0) for pair in found}
    for pair in sorted((one for one in found if worth[one] > 0), key=lambda one: (-worth[one], one)):
        if all(open_.fits(child, station.id, among=2) for child in pair):
            for child in pair:
                open_.put(child, station.id)


def _listen(open_: _Open, station: Station, scorer: Scorer, before: Plan) -> None:
    """Fill a place for talks with those who have waited longest."""
    free = [child for child in open_.free() if not _again(open_.problem, child, "mentor", before)]
    for child in sorted(free, key=lambda one: (-scorer.gain(one, "mentor"), one)):
        if scorer.gain(child, "mentor") > 0 and open_.fits(child, station.id):
            open_.put(child, station.id)


# --- moves and swaps ---------------------------------------------------------------------------------


def improve(problem: Problem, plan: Plan, *, least: float = LEAST, sweeps: int = SWEEPS) -> Plan:
    """Move one child, or let two swap, as long as the plan is worth more after it."""
    search = _Search(problem, plan)
    for _sweep in range(sweeps):
        changed = [search.sweep(period, least) for period in search.plan]
        if not any(changed):
            break
    return search.plan


class _Search:
    """A plan that is changed step by step; who is at each station is kept at hand."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.scorer = problem, Scorer(problem)
        self.plan = {period: dict(place) for period, place in plan.items()}
        self.keys = [one.id for one in problem.layout.stations]
        self.modes = {"": "", **{one.id: one.mode for one in problem.layout.stations}}
        self.at = {period: dict.fromkeys(["", *self.keys], frozenset[str]()) for period in plan}
        for period, place in plan.items():
            self.at[period].update(sets(place))

    def sweep(self, period: str, least: float) -> bool:
        """Try every move and every swap once; whether anything was better."""
        place = self.plan[period]
        free = [child for child in sorted(place) if (period, child) not in self.problem.locks]
        better = False
        for child in free:
            for key in self.keys:
                if key != place[child]:
                    better |= self._try(period, {child: key}, least)
        for i, one in enumerate(free):
            for other in free[i + 1 :]:
                if self._differ(place[one], place[other]):
                    better |= self._try(period, {one: place[other], other: place[one]}, least)
        return better

    def _differ(self, one: str, other: str) -> bool:
        mode = self.modes[one]
        return one != other and (mode != self.modes[other] or mode in TOGETHER)

    def _try(self, period: str, step: Place, least: float) -> bool:
        at, place = self.at[period], self.plan[period]
        gain = sum(self._other_day(period, child, key) for child, key in step.items())
        news: dict[str, frozenset[str]] = {}
        for child, key in step.items():
            old = place[child]
            news[old] = news.get(old, at[old]) - {child}
            news[key] = news.get(key, at[key]) | {child}
        for key, who in news.items():
            gain += self.scorer.station(period, key, who) - self.scorer.station(period, key, at[key])
        if len(step) == 1:  # a swap leaves rooms and tablets as they are
            gain += self.scorer.shared({**at, **news}) - self.scorer.shared(at)
        if gain <= least:
            return False
        place.update(step)
        at.update(news)
        return True

    def _other_day(self, period: str, child: str, key: str) -> float:
        """What changes for a child by doing something else in this period: less or more of the same all day."""
        modes = self.modes
        old, new = modes[self.plan[period][child]], modes[key]
        if old == new:
            return 0.0
        day = [modes[place.get(child, "")] for other, place in self.plan.items() if other != period]
        return REPEATS.get(old, 0.0) * day.count(old) - REPEATS.get(new, 0.0) * day.count(new)
