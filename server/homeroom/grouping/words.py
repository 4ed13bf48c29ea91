"""What modes, troubles and changes are called, in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass

from homeroom.grouping.checking import Trouble
from homeroom.grouping.layout import LONGEST_NAME, MOST_SEATS, Layout
from homeroom.i18n import _, ngettext

ICONS = {
    "teacher": "teacher",
    "mentor": "talk",
    "pair": "pair",
    "own": "tablet",
    "project": "flag",
    "offscreen": "plant",
}


def modes() -> dict[str, str]:
    """What is done at a station."""
    return {
        "teacher": _("Group with an adult"),
        "mentor": _("Talks, one by one"),
        "pair": _("In pairs"),
        "own": _("Own week"),
        "project": _("Project"),
        "offscreen": _("Away from the screen"),
    }


def mistake(kind: str, what: str) -> str:
    """What is wrong with a layout, and what to do."""
    return {
        "empty": _("A plan needs at least one room, one station and one period."),
        "many": _("At most %(most)s rooms, stations and periods fit into a plan.", most=what),
        "name": _("Every room and station needs a name of at most %(most)s letters.", most=LONGEST_NAME),
        "seats": _("“%(name)s” needs between 1 and %(most)s seats.", name=what, most=MOST_SEATS),
        "room": _("Choose the room of “%(name)s”.", name=what),
        "mode": _("Choose what is done at “%(name)s”.", name=what),
        "same_name": _("Two stations are called “%(name)s”. Give one of them another name.", name=what),
        "time": _("“%(time)s” is not a period. It begins before it ends, as 09:00 and 09:40.", time=what),
        "overlap": _("The period %(time)s begins before the one above it ends.", time=what),
        "tablets": _("The number of tablets lies between 0 and %(most)s.", most=MOST_SEATS),
    }[kind]


@dataclass(frozen=True)
class Teller:
    """Puts troubles and changes into sentences; knows how children, skills and adults are called."""

    layout: Layout
    child: Callable[[str], str]
    skill: Callable[[str], str]
    adult: Callable[[str], str]

    def when(self, period: str) -> str:
        """When a period begins."""
        found = self.layout.period(period)
        return found.start if found else ""

    def where(self, station: str) -> str:
        """How a station is called."""
        found = self.layout.station(station)
        return found.name if found else ""

    def children(self, ids: tuple[str, ...]) -> str:
        """Names in a row."""
        return _(", ").join(self.child(one) for one in ids)

    def trouble(self, one: Trouble) -> str:
        """One sentence about one trouble."""
        told = {"when": self.when(one.period), "where": self.where(one.station), "who": self.children(one.children)}
        return {**self._full(one, told), **self._others(one, told)}[one.kind]

    def _full(self, one: Trouble, told: dict[str, str]) -> dict[str, str]:
        room = next((room.name for room in self.layout.rooms if room.id == one.what), "")
        return {
            "seats": _("%(when)s: %(many)s children at “%(where)s” (seats: %(of)s).", many=one.many, of=one.of, **told),
            "room": _(
                "%(when)s: %(many)s children in “%(room)s”, which has room for %(of)s.",
                when=told["when"],
                many=one.many,
                of=one.of,
                room=room,
            ),
            "tablets": _(
                "%(when)s: %(many)s at their own week (tablets: %(of)s). The others work on paper.",
                when=told["when"],
                many=one.many,
                of=one.of,
            ),
            "nowhere": ngettext(
                "%(when)s: %(who)s has no place.",
                "%(when)s: %(num)s children have no place: %(who)s.",
                one.many,
                num=one.many,
                **told,
            ),
            "adult_twice": _(
                "%(name)s is expected at %(many)s stations at once.", name=self.adult(one.what), many=one.many
            ),
        }

    def _others(self, one: Trouble, told: dict[str, str]) -> dict[str, str]:
        first, rest = (self.child(one.children[0]) if one.children else ""), self.children(one.children[1:])
        named = {"when": told["when"], "name": first, "other": rest}
        return {
            "apart": _("%(when)s: %(name)s and %(other)s sit together. You wanted them apart.", **named),
            "alone": _("%(when)s: %(name)s is alone at “%(where)s”, with no partner.", **{**named, **told}),
            "misses": _(
                "%(name)s misses the group on “%(skill)s”, which would help now.",
                name=first,
                skill=self.skill(one.what) if one.what else "",
            ),
            "no_talk": _("%(name)s misses the talk that was due.", name=first),
            "no_partner": _("%(name)s loses a partner and has none now.", name=first),
            "new_partner": _("%(name)s now works with %(other)s.", **named),
            "all_day": _("%(name)s does the same in every period.", name=first),
        }


def verdict(word: str) -> str:
    """What a change costs in all."""
    return {
        "better": _("Better than before."),
        "same": _("Costs nothing."),
        "little": _("Costs a little."),
        "much": _("Costs much."),
    }[word]
