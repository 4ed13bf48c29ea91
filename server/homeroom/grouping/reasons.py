"""Why a child is at a station: one sentence that she understands, kept as message and values. Plain Python.

As in playlists, {"msgid": English, "params": values}; a value whose place begins with `skill`, `child`, `adult`
is an id that becomes a name when the sentence is shown. Nothing here tells who is kept apart from whom.
"""

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from homeroom.grouping import pairs
from homeroom.grouping.scoring import Plan, Problem, Scorer, sets
from homeroom.i18n import _

Reason = dict[str, Any]
NAMED = ("skill", "child", "adult")


def _reason(msgid: str, **params: Any) -> Reason:
    return {"msgid": msgid, "params": params}


class Why:
    """Gives the reason of each place of a plan."""

    def __init__(self, problem: Problem, plan: Plan, chances: pairs.Chances, since: Mapping[str, int | None]) -> None:
        self.problem, self.plan, self.chances, self.since = problem, plan, chances, since
        self.scorer = Scorer(problem)

    def of(self, period: str, child: str, partners: tuple[str, ...]) -> Reason:
        """The reason of one place, with those who work with her at a pair station."""
        key = self.plan[period].get(child, "")
        station = self.problem.stations.get(key)
        if station is None:
            return _reason("There is no place for you yet. Ask your teacher.")
        if station.mode == "teacher":
            return self._teacher(period, key, child, station.adult)
        if station.mode == "pair":
            return self._pair(child, partners)
        if station.mode == "mentor":
            return self._mentor(child, station.adult)
        return self._alone(period, child, station.mode)

    def _teacher(self, period: str, key: str, child: str, adult: str) -> Reason:
        told = self.problem.focus.get((period, key))
        if told and child in told.children:
            return _reason("You look at your work together: some of you had the same idea.")
        skill = self.scorer.focus(period, key, sets(self.plan[period])[key])[0]
        if skill and skill in self.problem.children[child].needs:
            return _reason("You are close to “%(skill)s”. In a small group you get there sooner.", skill=skill)
        return _reason("Your teacher would like you in this group.")

    def _pair(self, child: str, partners: tuple[str, ...]) -> Reason:
        if not partners:
            return _reason("Your teacher chose this place for you.")
        met = [pairs.exchange(child, one, self.chances) for one in partners]
        best = max(met, key=lambda one: (one.weight, one.second))
        values = {"child": best.second, "skill_give": best.first_helps, "skill_take": best.second_helps}
        if best.first_helps and best.second_helps:
            return _reason(
                "You help %(child)s with “%(skill_give)s”, and %(child)s helps you with “%(skill_take)s”.", **values
            )
        if best.first_helps:
            return _reason("You can help %(child)s with “%(skill_give)s”.", **values)
        if best.second_helps:
            return _reason("%(child)s can help you with “%(skill_take)s”.", **values)
        return _reason("You and %(child)s have not worked together for a while.", child=best.second)

    def _mentor(self, child: str, adult: str) -> Reason:
        days = self.since.get(child)
        if days is None:
            return _reason("It is time for a talk, just you and a grown-up.")
        if days < 2:
            return _reason("Your teacher would like to talk with you.")
        return _reason("You last talked %(days)s days ago. It is your turn.", days=days)

    def _alone(self, period: str, child: str, mode: str) -> Reason:
        earlier = takewhile(lambda one: one[0] != period, self.plan.items())
        stations = self.problem.stations
        been = [stations[place[child]].mode for _key, place in earlier if place.get(child) in stations]
        if mode == "own":
            return _reason("Time for the cards of your own week.")
        if mode == "project":
            return _reason("Time to go on with what you are making.")
        if "own" in been:
            return _reason("You sat at a screen before. Now hands and eyes have a turn.")
        return _reason("Something to do with your hands, away from the screen.")


def role(child: str, partners: tuple[str, ...], chances: pairs.Chances) -> str:
    """What a child is in her pair: helper, learner, both, or "" when neither has what the other needs."""
    met = [pairs.exchange(child, one, chances) for one in partners]
    gives, takes = any(one.first_helps for one in met), any(one.second_helps for one in met)
    return "both" if gives and takes else "helper" if gives else "learner" if takes else ""


def sentence(reason: Reason, names: Mapping[str, Callable[[str], str]]) -> str:
    """The reason in the language in use. `names` gives for "skill", "child" and "adult" how an id is called."""
    params: dict[str, Any] = {}
    for name, value in (reason.get("params") or {}).items():
        kind = name.partition("_")[0]
        params[name] = names[kind](str(value)) if kind in NAMED and value else value
    text = str(reason.get("msgid") or "")
    try:
        return str(_(text) % params) if params else str(_(text))
    except (KeyError, TypeError, ValueError):
        return text
