"""The blueprint that the pages of planning share."""

from typing import Any

from flask import Blueprint

from homeroom.attendance.words import day
from homeroom.mastery.words import moment
from homeroom.playlists import planning, words

bp = Blueprint("playlists", __name__)


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page of planning uses."""
    return {
        "about": planning.about,
        "moment": moment,
        "day_name": day,
        "company": words.company(),
        "company_icons": words.WITH_ICONS,
        "kind_names": words.kinds(),
        "level_names": words.levels(),
        "subject_names": words.subjects(),
        "week_name": words.week_name,
        "week_states": words.states(),
    }
