"""The blueprint that the pages of grouping share, and who may see a layout."""

from typing import Any

from flask import Blueprint

from homeroom.attendance import words as days
from homeroom.errors import NotFound, Refused
from homeroom.grouping import standard, words
from homeroom.grouping.layout import Layout
from homeroom.i18n import _
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import caller

bp = Blueprint("grouping", __name__)


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page of grouping uses."""
    return {"mode_icons": words.ICONS, "mode_names": words.modes(), "day_name": days.day}


def my_classes() -> list[people.SchoolClass]:
    """The classes the caller teaches; the office sees all."""
    return people.classes() if "office" in caller().roles else people.classes_taught(caller().id)


def seen_class(class_id: str) -> people.SchoolClass:
    """A class the caller may see. Raises Forbidden or NotFound."""
    people_actions.check_may_see(caller(), class_id)
    return people.school_class(class_id)


def seen_layout(class_id: str) -> Layout:
    """The rooms and stations of a class, when the caller may see all classes that share them."""
    seen_class(class_id)
    layout = standard.layout_of(class_id)
    for one in layout.classes:
        people_actions.check_may_see(caller(), one)
    return layout


def check_day(day: str) -> str:
    """A school day as it stands in an address. Raises NotFound."""
    try:
        days.day(day)
    except ValueError as error:
        raise NotFound(_("There is no such day.")) from error
    if len(day) != len("2026-11-23"):
        raise NotFound(_("There is no such day."))
    return day


def number(text: str, name: str) -> int:
    """A whole number of a form. Raises Refused."""
    if not text.strip().isdecimal():
        raise Refused(_("“%(name)s” must be a whole number.", name=name))
    return int(text)
