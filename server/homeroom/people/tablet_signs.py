"""The sign of a tablet: an animal with a mark, so that a child finds hers in a cart. Plain Python and words.

Eight animals and six marks make 48 signs. Each mark has a shape of its own beside its color: nobody has to tell colors
apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from homeroom.i18n import _
from homeroom.people import rules
from homeroom.people.on_this_box import Device
from homeroom.people.words import picture_name

MARKS = ("blue", "red", "green", "yellow", "purple", "orange")
Pair = tuple[str, str]
ALL: tuple[Pair, ...] = tuple(
    (sign, MARKS[(turn + place) % len(MARKS)]) for turn in range(len(MARKS)) for place, sign in enumerate(rules.SIGNS)
)


def free_pair(taken: Collection[Pair], sign: str = "") -> Pair:
    """The first animal with a mark that no tablet has (with this animal, when one is asked for).

    When all are taken, the first one: the name still tells the tablets apart.
    """
    fitting = [pair for pair in ALL if sign in ("", pair[0])]
    return next((pair for pair in fitting if pair not in taken), fitting[0])


def mark_name(mark: str) -> str:
    """What a mark looks like."""
    return {
        "blue": _("blue circle"),
        "red": _("red square"),
        "green": _("green triangle"),
        "yellow": _("yellow star"),
        "purple": _("purple diamond"),
        "orange": _("orange heart"),
    }.get(mark, mark)


def sign_name(sign: str, mark: str) -> str:
    """The sign in words: Fox, blue circle."""
    if not (sign and mark):
        return picture_name(sign)
    return _("%(animal)s, %(mark)s", animal=picture_name(sign), mark=mark_name(mark))


def told(device: Device) -> dict[str, str]:
    """Name, animal, mark and the words for both, as kiosks and tablets show them."""
    words = sign_name(device.sign, device.mark)
    return {"name": device.name, "sign": device.sign, "mark": device.mark, "words": words}


def place(device: Device) -> list[tuple[int, int, str]]:
    """Sorts tablets as people do: Tablet 2 before Tablet 10."""
    parts = re.split(r"(\d+)", device.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part] + [(2, 0, device.id)]
