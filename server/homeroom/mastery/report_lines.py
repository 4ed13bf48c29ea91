"""The report for a family as paragraphs for paper: the same data, words and order as on the page."""

from collections.abc import Iterable, Iterator
from typing import Any

from homeroom import config
from homeroom.i18n import _
from homeroom.mastery import words
from homeroom.mastery.paper import Line
from homeroom.mastery.showing import Shown


def lines(told: dict[str, Any]) -> Iterator[Line]:
    """All paragraphs; `told` as the page gets it."""
    person, group, came = told["person"], told["group"], told["came"]
    yield Line(person.name, "title")
    yield Line(
        " · ".join(filter(None, (group.name if group else "", config.current().school_name, told["today"]))), "soft"
    )
    if came[1]:
        yield Line(_("At school"), "head")
        yield Line(_("She was here on %(came)s of the last %(days)s school days.", came=came[0], days=came[1]))
    if not (told["can"] or told["growing"] or told["rusty"]):
        yield Line(_("Nothing was shown yet."))
    yield from _several(_("This she can do now"), told["can"], _("She shows it safely, by herself."))
    growing = _("She is on the way. Let her show you how she does it.")
    yield from _several(_("This is growing"), told["growing"], growing)
    rusty = _("She could do it before. A few minutes of practice bring it back.")
    yield from _several(_("This wants a fresh look"), told["rusty"], rusty)
    yield from _pieces(told["pieces"])
    for _picture, title, found in told["parts"]:
        yield Line(title, "head")
        yield from (Line(one, bullet=True) for one in found)
    yield Line("")
    yield Line(
        _(
            "The four standards: 1 beginning, 2 getting there, 3 meets it, 4 goes beyond. They say what a child can do,"
            " never a place among other children."
        ),
        "soft",
    )
    yield Line(_("You may ask at school what is stored about your child and why."), "soft")


def _several(title: str, found: Iterable[Shown], text: str) -> Iterator[Line]:
    mine = list(found)
    if not mine:
        return
    yield Line(title, "head")
    yield Line(text, "soft")
    for one in mine:
        yield Line(f"{one.title} · {one.standard_word}" if one.standard else one.title, bullet=True)
        if one.judge:
            yield Line(one.sentence, "soft")


def _pieces(found: Iterable[dict[str, Any]]) -> Iterator[Line]:
    mine, marks = list(found), words.standards()
    if mine:
        yield Line(_("Work that was accepted"), "head")
    for one in mine:
        yield Line(f"{one['title']} · {marks[one['mark']]}" if one["mark"] else one["title"], bullet=True)
