"""How a comparison and its result are told: in plain words, with children as numbers and never as names."""

from homeroom.i18n import _
from homeroom.trials import comparing, rules
from homeroom.trials.comparing import Effect

OF = 20  # children in whom a difference is told


def outcomes() -> dict[str, str]:
    """What can be looked at."""
    return {
        "next": _("Is the next answer about the skill right, on another card and without help?"),
        "lasting": _("Is it still there after three days: the first answer about the skill then?"),
        "time": _("Is the card done in the minutes that stand on it?"),
    }


def sizes() -> list[tuple[int, str]]:
    """How many children can be measured, and what so many can show."""
    return [
        (
            most,
            _("%(most)s children: shows a difference of about %(tens)s in 20", most=most, tens=round(_tens(most))),
        )
        for most in rules.SIZES
    ]


def _tens(most: int) -> float:
    return OF * rules.shows(most)


def endings() -> dict[str, str]:
    """Why a comparison is over."""
    return {
        "hand": _("Stopped by hand. A result that was not waited for proves nothing."),
        "harm": _("It ended by itself: the new way is likely to help less."),
        "better": _("It ended by itself: the new way helped more, and chance alone seldom does that."),
        "full": _("As many children as planned were measured, and no clear difference was found."),
    }


def share(name: str, counted: tuple[int, int], outcome: str) -> str:
    """Of 20 children with one way, 14 …"""
    told = {"name": name, "right": counted[0], "all": counted[1]}
    if outcome == "time":
        return _("“%(name)s”: of %(all)s children, %(right)s were done in time.", **told)
    if outcome == "lasting":
        return _("“%(name)s”: of %(all)s children, %(right)s still knew it after three days.", **told)
    return _("“%(name)s”: of %(all)s children, %(right)s got the next question right.", **told)


def verdict(found: Effect, ending: str) -> str:
    """The result in one sentence."""
    if ending == "harm":
        return _("The new way is likely to help less. Go on with the usual one.")
    if ending == "better":
        return _("The new way helps more: chance alone does this in 2 or 3 of 100 such comparisons.")
    if found.clear and ending == "hand":
        return _("This looks like a difference, but the comparison was stopped before it could tell.")
    return _("That could well be chance.")


def between(found: Effect) -> str:
    """The interval, in children of 20."""
    low, high = round(OF * found.low), round(OF * found.high)
    if low >= 0:
        return _("Of 20 children, between %(low)s and %(high)s more would do it the new way.", low=low, high=high)
    if high <= 0:
        return _("Of 20 children, between %(low)s and %(high)s fewer would do it the new way.", low=-high, high=-low)
    return _("Of 20 children, from %(low)s fewer up to %(high)s more would do it the new way.", low=-low, high=high)


def group_verdict(found: Effect | None) -> str:
    """The same for a group of children."""
    if found is None:
        return _("Too few to say: fewer than %(least)s with one of the two.", least=comparing.LEAST)
    return {
        "worse": _("Look closely: for these children the new way is likely to help less."),
        "better": _("For these children the new way is likely to help more."),
        "": _("Could well be chance."),
    }[found.clear]


def starters() -> dict[str, str]:
    """Where children began, as seen from the middle of their class."""
    return {"slow": _("Began more slowly on this skill"), "fast": _("Began faster on this skill")}
