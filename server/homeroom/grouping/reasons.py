"""Why a child is at a station: one sentence that she understands, kept as message and values. Plain Python.

As in playlists, {"msgid": English, "params": values, "parts": what weighed, "facts": what was known}; the sentence
follows from parts and facts alone (`explain`), so anybody can check it later. A value whose place begins with
`skill`, `child`, `adult` is an id that becomes a name when the sentence is shown. Nothing here tells who is kept
apart from whom.
"""

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from homeroom.grouping import pairs
from homeroom.grouping.scoring import Plan, Problem, Scorer, sets
from homeroom.i18n import _

Reason = dict[str, Any]
NAMED = ("skill", "child", "adult")


LITTLE = 0.05  # how much a place weighs for which nothing special speaks


def told(parts: Mapping[str, float], facts: Mapping[str, Any]) -> Reason:
    """The reason as it is stored: what weighed, what was known, and the sentence that follows."""
    weighed = {name: round(value, 2) for name, value in parts.items() if round(value, 2)}
    known = {name: value for name, value in facts.items() if value not in (None, "")}
    return {**explain(weighed, known), "parts": weighed, "facts": known}


def explain(parts: Mapping[str, float], facts: Mapping[str, Any]) -> Reason:
    """The sentence about the part that weighed most; of equals the one that comes first by name."""
    speaking = sorted((-value, name) for name, value in parts.items() if value > 0 and name in _SENTENCES)
    return _SENTENCES[speaking[0][1]](facts) if speaking else _reason("Your teacher chose this place for you.")


def _reason(msgid: str, **params: Any) -> Reason:
    return {"msgid": msgid, "params": params}


class Why:
    """Gives the reason of each place of a plan: what it gives (+), and what working alone would give (-)."""

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
            parts, facts = self._teacher(period, key, child)
        elif station.mode == "pair":
            parts, facts = self._pair(child, partners)
        else:
            parts, facts = self._by_itself(period, child, station.mode)
        if station.mode != "own":
            parts["alone"] = -self.scorer.gain(child, "own")
        return told(parts, facts)

    def _teacher(self, period: str, key: str, child: str) -> tuple[dict[str, float], dict[str, Any]]:
        asked = self.problem.focus.get((period, key))
        if asked and child in asked.children:
            return {"idea": 1.0}, {}
        skill = self.scorer.focus(period, key, sets(self.plan[period])[key])[0]
        needs = self.problem.children[child].needs if child in self.problem.children else {}
        if skill and skill in needs:
            return {"need": max(LITTLE, needs[skill])}, {"skill": skill}
        return {"with_teacher": LITTLE}, {}

    def _pair(self, child: str, partners: tuple[str, ...]) -> tuple[dict[str, float], dict[str, Any]]:
        if not partners:
            return {}, {}
        met = [pairs.exchange(child, one, self.chances) for one in partners]
        best = max(met, key=lambda one: (one.weight, one.second))
        facts = {"child": best.second, "skill_give": best.first_helps, "skill_take": best.second_helps}
        if best.first_helps and best.second_helps:
            return {"exchange": max(LITTLE, best.weight)}, facts
        if best.first_helps:
            return {"helps": self._ahead(child, best.second, best.first_helps)}, facts
        if best.second_helps:
            return {"helped": self._ahead(best.second, child, best.second_helps)}, facts
        return {"company": LITTLE}, facts

    def _ahead(self, helper: str, learner: str, skill: str) -> float:
        gain = self.chances.get(helper, {}).get(skill, 0.0) - self.chances.get(learner, {}).get(skill, 0.0)
        return max(LITTLE, gain)

    def _by_itself(self, period: str, child: str, mode: str) -> tuple[dict[str, float], dict[str, Any]]:
        gain = max(LITTLE, self.scorer.gain(child, mode))
        if mode == "mentor":
            return {"talk": gain}, {"days": self.since.get(child)}
        if mode in ("own", "project"):
            return {mode: gain}, {}
        earlier = takewhile(lambda one: one[0] != period, self.plan.items())
        stations = self.problem.stations
        been = any(place.get(child) in stations and stations[place[child]].mode == "own" for _key, place in earlier)
        return {"after_screen" if been else "offscreen": gain}, {}


def _talk(facts: Mapping[str, Any]) -> Reason:
    days = facts.get("days")
    if days is None:
        return _reason("It is time for a talk, just you and a grown-up.")
    if days < 2:
        return _reason("Your teacher would like to talk with you.")
    return _reason("You last talked %(days)s days ago. It is your turn.", days=days)


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], Reason]] = {
    "idea": lambda facts: _reason("You look at your work together: some of you had the same idea."),
    "need": lambda facts: _reason(
        "You are close to “%(skill)s”. In a small group you get there sooner.", skill=facts.get("skill", "")
    ),
    "with_teacher": lambda facts: _reason("Your teacher would like you in this group."),
    "exchange": lambda facts: _reason(
        "You help %(child)s with “%(skill_give)s”, and %(child)s helps you with “%(skill_take)s”.", **_both(facts)
    ),
    "helps": lambda facts: _reason(
        "You can help %(child)s with “%(skill_give)s”.", child=facts.get("child", ""), **_give(facts)
    ),
    "helped": lambda facts: _reason(
        "%(child)s can help you with “%(skill_take)s”.", child=facts.get("child", ""), **_take(facts)
    ),
    "company": lambda facts: _reason(
        "You and %(child)s have not worked together for a while.", child=facts.get("child", "")
    ),
    "talk": _talk,
    "own": lambda facts: _reason("Time for the cards of your own week."),
    "project": lambda facts: _reason("Time to go on with what you are making."),
    "after_screen": lambda facts: _reason("You sat at a screen before. Now hands and eyes have a turn."),
    "offscreen": lambda facts: _reason("Something to do with your hands, away from the screen."),
}


def _give(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"skill_give": facts.get("skill_give", "")}


def _take(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"skill_take": facts.get("skill_take", "")}


def _both(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"child": facts.get("child", ""), **_give(facts), **_take(facts)}


def part_names() -> dict[str, str]:
    """What each part is called."""
    return {
        "idea": _("A group you asked for"),
        "need": _("Close to the skill of the group"),
        "with_teacher": _("With an adult"),
        "exchange": _("Each has what the other needs"),
        "helps": _("Can help the other"),
        "helped": _("The other can help"),
        "company": _("Have not met lately"),
        "talk": _("Time since the last talk"),
        "own": _("Open cards of the own week"),
        "project": _("A project to go on with"),
        "after_screen": _("Off the screen after a screen"),
        "offscreen": _("Off the screen"),
        "alone": _("Against it: what own work would give"),
    }


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
