"""Why a card is in the week: what spoke for it, and one sentence that a child understands.

A stored reason is {"msgid": English text, "params": values, "parts": what weighed, "facts": what was known}.
The sentence follows from parts and facts alone (`explain`), so anybody can check it later. A value of a
place that begins with `skill` or `goal` is a skill's id; `interest` is a word; `subject` a subject's id.
"""

from collections.abc import Callable, Mapping
from typing import Any

from homeroom.i18n import _

Reason = dict[str, Any]
FEW = 3  # answers of which no share is told
CARRIED, PINNED, PROJECT, RECHECK, CHOSEN = 3.0, 2.5, 2.2, 2.0, 2.5
"""How much the rules that leave no choice weigh; the rest is in weighing.py."""


def told(parts: Mapping[str, float], facts: Mapping[str, Any]) -> Reason:
    """The reason as it is stored: what weighed, what was known, and the sentence that follows."""
    weighed = {name: round(value, 2) for name, value in parts.items() if round(value, 2)}
    known = {name: value for name, value in facts.items() if value not in (None, "", False)}
    return {**explain(weighed, known), "parts": weighed, "facts": known}


def explain(parts: Mapping[str, float], facts: Mapping[str, Any]) -> Reason:
    """The sentence about the part that weighed most; of equals the one that comes first by name."""
    speaking = sorted((-value, name) for name, value in parts.items() if value > 0 and name in _SENTENCES)
    return _SENTENCES[speaking[0][1]](facts) if speaking else _reason("Your teacher chose this for you.")


def _reason(msgid: str, **params: Any) -> Reason:
    return {"msgid": msgid, "params": params}


# --- what the rules say without weighing ------------------------------------------------------------------


def started() -> Reason:
    """She began it in an earlier week."""
    return told({"carried": CARRIED}, {"carried": "started"})


def returned() -> Reason:
    """The teacher gave it back."""
    return told({"carried": CARRIED}, {"carried": "returned"})


def left_over() -> Reason:
    """She did not come to it in an earlier week."""
    return told({"carried": CARRIED}, {"carried": "left"})


def pinned() -> Reason:
    """The teacher chose it for all."""
    return told({"pinned": PINNED}, {})


def project() -> Reason:
    """The teacher chose this project for all."""
    return told({"project": PROJECT}, {})


def step(title: str) -> Reason:
    """It is a step of a project she is in."""
    return told({"step": PROJECT}, {"project": title})


def chosen() -> Reason:
    """The teacher chose it for this student."""
    return told({"teacher": CHOSEN}, {})


def own_choice() -> Reason:
    """The student took it from the shelf."""
    return told({"own": CHOSEN}, {})


def recheck(skill: str, days: int, chance: float = 0.0, booked: bool = False) -> Reason:
    """It may have faded; or a look was booked when she showed that she knew it."""
    weight = RECHECK + max(0.0, 1 - chance)
    return told({"recheck": weight}, {"skill": skill, "days": days, "chance": round(chance, 2), "booked": booked})


# --- a sentence for each part -----------------------------------------------------------------------------


def _carried(facts: Mapping[str, Any]) -> Reason:
    if facts.get("carried") == "returned":
        return _reason("Your teacher wrote what to change here. Try again.")
    if facts.get("carried") == "started":
        return _reason("You started this earlier. Finish it here.")
    return _reason("There was no time for this last week. Here it is again.")


def _recheck(facts: Mapping[str, Any]) -> Reason:
    if facts.get("booked"):
        return _reason("You showed that you know “%(skill)s”. One quick question: is it still there?", **_skill(facts))
    return _reason(
        "You last did “%(skill)s” %(days)s days ago. Have a quick look that it is still there.",
        **_skill(facts),
        days=facts.get("days", 0),
    )


def _path(facts: Mapping[str, Any]) -> Reason:
    return _reason(
        "You will need “%(skill)s” for “%(goal)s”, so it comes first.", **_skill(facts), goal=facts.get("goal", "")
    )


def _next(facts: Mapping[str, Any]) -> Reason:
    return _reason("You are ready for something new: “%(skill)s”.", **_skill(facts))


def _stretch(facts: Mapping[str, Any]) -> Reason:
    return _reason("This one asks a little more of you than the others. Take your time with it.")


def _liked(facts: Mapping[str, Any]) -> Reason:
    return _reason("This one is about %(interest)s, which you like.", interest=facts.get("interest", ""))


def _skilled(facts: Mapping[str, Any]) -> Reason:
    """The skill itself: new, growing, hard, or well known. `begun` = it has a card earlier in the week."""
    skill, tried, right = _skill(facts), facts.get("tried", 0), facts.get("right", 0)
    if facts.get("kind") == "check":
        return _reason("See how far you have come with “%(skill)s”.", **skill)
    if tried == 0:
        return _new(facts)
    if facts.get("level") == "easier":
        return _reason("“%(skill)s” was not easy last time. This one takes smaller steps.", **skill)
    if facts.get("state") == "mastered" or facts.get("level") == "harder":
        return _reason("You know “%(skill)s” well. This one goes a little further.", **skill)
    if tried < FEW:
        return _reason("You have begun with “%(skill)s”. Keep going.", **skill)
    return _reason(
        "You got %(right)s of your last %(tried)s right on “%(skill)s”. Keep going.", **skill, right=right, tried=tried
    )


def _new(facts: Mapping[str, Any]) -> Reason:
    skill, kind = _skill(facts), facts.get("kind")
    if kind in ("activity", "offscreen"):
        return _reason("Find out about “%(skill)s” with your own hands.", **skill)
    if kind == "discussion":
        return _reason("Talk about “%(skill)s” with others: together you see more.", **skill)
    if kind == "project":
        return _reason("Make something of your own with “%(skill)s”.", **skill)
    if facts.get("begun"):
        return _reason("You have met “%(skill)s”. Now try it yourself.", **skill)
    return _reason("“%(skill)s” is new for you. Here is a way in.", **skill)


def _skill(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"skill": facts.get("skill", "")}


_SENTENCES: dict[str, Callable[[Mapping[str, Any]], Reason]] = {
    "carried": _carried,
    "pinned": lambda facts: _reason("Your teacher chose this for the whole class."),
    "project": lambda facts: _reason("Your class works on this project together."),
    "step": lambda facts: _reason("This is a step of your project “%(project)s”.", project=facts.get("project", "")),
    "teacher": lambda facts: _reason("Your teacher chose this for you."),
    "own": lambda facts: _reason("You chose this yourself."),
    "recheck": _recheck,
    "path": _path,
    "skill": _skilled,
    "next": _next,
    "interest": _liked,
    "offscreen": lambda facts: _reason("This one is away from the screen: use your hands and eyes."),
    "together": lambda facts: _reason("This one is for doing together. Find a partner."),
    "stretch": _stretch,
    "drawn": lambda facts: _reason(
        "Two cards do the same in two ways. The lot gave you this one: we are finding out which one helps more."
    ),
}


def sentence(reason: Reason, skill_title: Callable[[str], str]) -> str:
    """The reason in the language in use. A message this program doesn't know is shown as it was written."""
    params = {
        name: skill_title(str(value)) if name.startswith(("skill", "goal")) else value
        for name, value in (reason.get("params") or {}).items()
    }
    text = str(reason.get("msgid") or "")
    try:
        return str(_(text) % params) if params else str(_(text))
    except (KeyError, TypeError, ValueError):
        return text
