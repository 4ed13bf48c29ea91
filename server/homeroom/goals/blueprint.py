"""The blueprint that the pages of goals, talks, projects and outside learning share, and who may see what."""

from typing import Any

from flask import Blueprint, request

from homeroom.attendance.words import day
from homeroom.errors import NotFound
from homeroom.goals import words
from homeroom.goals.talks import tables as mentoring
from homeroom.i18n import _
from homeroom.mastery.words import moment, subjects
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import caller

bp = Blueprint("goals", __name__)


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page here uses."""
    return {
        "day_name": day,
        "moment": moment,
        "goal_states": words.states(),
        "goal_state_icons": words.STATE_ICONS,
        "goal_state_kinds": words.STATE_KINDS,
        "feelings": words.feelings(),
        "feeling_icons": words.FEELING_ICONS,
        "whens": words.whens(),
        "subject_names": subjects(),
    }


def my_classes() -> list[people.SchoolClass]:
    """The classes the caller teaches; the office sees all."""
    return people.classes() if "office" in caller().roles else people.classes_taught(caller().id)


def chosen_class() -> people.SchoolClass | None:
    """The class that the address asks for, else the caller's first. Raises Forbidden or NotFound."""
    wanted, mine = request.args.get("class", ""), my_classes()
    if wanted:
        people_actions.check_may_see(caller(), wanted)
        return people.school_class(wanted)
    return mine[0] if mine else None


def seen_student(student: str) -> people.Student:
    """A child the caller may see, also as her mentor. Raises Forbidden or NotFound."""
    if not mentoring.is_mentor(caller().id, student):
        people_actions.check_may_see_student(caller(), student)
    return people.student(student)


def check_day(text: str) -> str:
    """An ISO day of a form or address; "" for none. Raises NotFound for what is no day."""
    if not text:
        return ""
    try:
        day(text)
    except ValueError as error:
        raise NotFound(_("There is no such day.")) from error
    return text
