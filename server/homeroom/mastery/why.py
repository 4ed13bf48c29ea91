"""Why the machine says what it says: kept as a small row, told as one sentence.

The row has everything the sentence needs, so that it can be told again at any time, in any language. Its reason is
always the group of parts that weighs most.
"""

from collections.abc import Callable, Mapping
from typing import Any

from homeroom.i18n import _
from homeroom.mastery import model, rules
from homeroom.mastery.rules import SkillState
from homeroom.mastery.weights import GROUPS, NAMES, Vector

Why = dict[str, Any]
DIGITS = 4


def explain(of: SkillState, now: int) -> Why:
    """The row for a state; `now` in ms."""
    return _row(of.skill, of.groups, of.trace, now, of.weights) | {"state": of.state}


def explain_parts(skill: str, found: Vector, weights: Vector, on: rules.Trace, now: int, version: str = "") -> Why:
    """The row for one prediction."""
    parts = {name: w * x for name, w, x in zip(NAMES, weights, found, strict=True)}
    groups = {group: sum(parts[name] for name in names) for group, names in GROUPS.items()}
    return _row(skill, groups, on, now, version)


def _row(skill: str, groups: Mapping[str, float], on: rules.Trace, now: int, version: str) -> Why:
    return {
        "skill": skill,
        "weights": version,
        "sums": {group: round(value, DIGITS) for group, value in groups.items()},
        "right": on.recent.count("1"),
        "tried": len(on.recent),
        "days": round(max(0, now - on.last) / rules.DAY) if on.last is not None else 0,
    }


def chance(why: Why) -> float:
    """The chance that the sums of a row add up to."""
    return model.chance_of(sum(why["sums"].values()))


def reason(why: Why) -> str:
    """The group with the largest sum, whether it speaks for or against."""
    sums: dict[str, float] = why["sums"]
    return max(sums, key=lambda group: abs(sums[group]))


def sentence(why: Why, title: Callable[[str], str]) -> str:
    """The row in one sentence for the student; `title` names a skill."""
    if not why or "sums" not in why:
        return _("There is no explanation kept for this.")
    told = {
        "skill": title(why["skill"]),
        "tens": min(9, max(1, round(10 * chance(why)))),
        "right": why["right"],
        "tried": why["tried"],
        "days": why["days"],
    }
    return _SENTENCES[reason(why)](why, told)


def _skill(why: Why, told: dict[str, Any]) -> str:
    if not why["tried"]:
        return _("“%(skill)s” is new for you, so we expect about %(tens)s in 10: start with one question.", **told)
    return _(
        "You got %(right)s of your last %(tried)s right on “%(skill)s”,"
        " so we expect about %(tens)s in 10 on the next ones.",
        **told,
    )


def _time(why: Why, told: dict[str, Any]) -> str:
    if why["days"] > 1:
        return _(
            "You last did “%(skill)s” %(days)s days ago, and what rests fades, so we expect about %(tens)s in 10.",
            **told,
        )
    return _("You have done much else since “%(skill)s”, so we expect about %(tens)s in 10 on it.", **told)


def _question(why: Why, told: dict[str, Any]) -> str:
    if why["sums"]["question"] < 0:
        return _("This one on “%(skill)s” is hard, about %(tens)s in 10 for you: take it with a partner.", **told)
    return _("This one on “%(skill)s” is usually easy or known to you, so we expect about %(tens)s in 10.", **told)


def _you(why: Why, told: dict[str, Any]) -> str:
    if not why["tried"]:
        return _("“%(skill)s” is new, and from your other work we expect about %(tens)s in 10.", **told)
    return _("From all your latest work we expect about %(tens)s in 10 on “%(skill)s”.", **told)


_SENTENCES: dict[str, Callable[[Why, dict[str, Any]], str]] = {
    "skill": _skill,
    "time": _time,
    "question": _question,
    "you": _you,
}
