"""The blueprint that all pages of today share."""

from typing import Any

from flask import Blueprint

from homeroom import config
from homeroom.attendance.words import statuses as presence_names
from homeroom.today import words

bp = Blueprint("today", __name__)


@bp.context_processor
def vocabulary() -> dict[str, Any]:
    """The words that every page of today uses."""
    settings = config.current()
    return {
        "hhmm": words.hhmm,
        "icons": words.ICONS,
        "kinds": words.KINDS,
        "limits": {"most_wrong": settings.stuck_wrong, "minutes": settings.stuck_minutes},
        "moment": words.moment,
        "presence_names": presence_names(),
        "states": words.states(),
        "statuses": words.statuses(),
        "why_stuck": words.why_stuck,
    }
