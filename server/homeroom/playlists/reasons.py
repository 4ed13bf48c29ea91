"""Why a card is in the week: one sentence that a child understands, kept as message and values.

A reason is stored as {"msgid": English text, "params": values} and put into the reader's language when
it is shown. A value of a place that begins with `skill` or `goal` is a skill's id; `interest` is a word.
"""

from collections.abc import Callable
from typing import Any, Protocol

from homeroom.i18n import _

Reason = dict[str, Any]
FEW = 3  # answers of which no share is told


class Ability(Protocol):
    """What a reason may say about a skill."""

    @property
    def state(self) -> str: ...
    @property
    def right(self) -> int: ...
    @property
    def tried(self) -> int: ...


class Kind(Protocol):
    """What a reason may say about a card."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...


def _reason(msgid: str, **params: Any) -> Reason:
    return {"msgid": msgid, "params": params}


def started() -> Reason:
    """She began it in an earlier week."""
    return _reason("You started this earlier. Finish it here.")


def returned() -> Reason:
    """The teacher gave it back."""
    return _reason("Your teacher wrote what to change here. Try again.")


def left_over() -> Reason:
    """She did not come to it in an earlier week."""
    return _reason("There was no time for this last week. Here it is again.")


def pinned() -> Reason:
    """The teacher chose it for all."""
    return _reason("Your teacher chose this for the whole class.")


def chosen() -> Reason:
    """The teacher chose it for this student."""
    return _reason("Your teacher chose this for you.")


def own_choice() -> Reason:
    """The student took it from the shelf."""
    return _reason("You chose this yourself.")


def recheck(skill: str, days: int) -> Reason:
    """It may have faded."""
    return _reason(
        "You last did “%(skill)s” %(days)s days ago. Have a quick look that it is still there.", skill=skill, days=days
    )


def away_from_screen() -> Reason:
    """The week needs more away from the screen."""
    return _reason("This one is away from the screen: use your hands and eyes.")


def with_others() -> Reason:
    """The week needs more together."""
    return _reason("This one is for doing together. Find a partner.")


def liked(interest: str) -> Reason:
    """It is about something she likes."""
    return _reason("This one is about %(interest)s, which you like.", interest=interest)


def step_towards(skill: str, goal: str) -> Reason:
    """A wished skill builds on it."""
    return _reason("You will need “%(skill)s” for “%(goal)s”, so it comes first.", skill=skill, goal=goal)


def ready_for(skill: str) -> Reason:
    """A next step beyond the plan."""
    return _reason("You are ready for something new: “%(skill)s”.", skill=skill)


def for_skill(skill: str, now: Ability, card: Kind, *, begun: bool) -> Reason:
    """The skill itself: new, growing, hard, or well known. `begun` = it has a card earlier in the week."""
    if card.kind == "check":
        return _reason("See how far you have come with “%(skill)s”.", skill=skill)
    if now.tried == 0:
        return _new(skill, card.kind, begun)
    if card.level == "easier":
        return _reason("“%(skill)s” was not easy last time. This one takes smaller steps.", skill=skill)
    if now.state == "mastered" or card.level == "harder":
        return _reason("You know “%(skill)s” well. This one goes a little further.", skill=skill)
    if now.tried < FEW:
        return _reason("You have begun with “%(skill)s”. Keep going.", skill=skill)
    return _reason(
        "You got %(right)s of your last %(tried)s right on “%(skill)s”. Keep going.",
        skill=skill,
        right=now.right,
        tried=now.tried,
    )


def _new(skill: str, kind: str, begun: bool) -> Reason:
    if kind in ("activity", "offscreen"):
        return _reason("Find out about “%(skill)s” with your own hands.", skill=skill)
    if kind == "discussion":
        return _reason("Talk about “%(skill)s” with others: together you see more.", skill=skill)
    if kind == "project":
        return _reason("Make something of your own with “%(skill)s”.", skill=skill)
    if begun:
        return _reason("You have met “%(skill)s”. Now try it yourself.", skill=skill)
    return _reason("“%(skill)s” is new for you. Here is a way in.", skill=skill)


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
