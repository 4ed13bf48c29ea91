"""The blueprint that the pages of mastery share."""

from typing import Any

from flask import Blueprint

from homeroom.mastery import words

bp = Blueprint("mastery", __name__)


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page of mastery uses."""
    return {
        "meanings": words.meanings(),
        "moment": words.moment,
        "standard_names": words.standards(),
        "state_icons": words.ICONS,
        "state_kinds": words.KINDS,
        "state_names": words.states(),
        "subject_names": words.subjects(),
        "way_icons": words.WAY_ICONS,
        "way_names": words.ways(),
    }
