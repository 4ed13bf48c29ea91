"""Grouping over HTTP: each module brings its own pages to the shared blueprint."""

from homeroom.grouping import api, board_pages, facts, nudge_pages, setup_pages, today_places, together_pages
from homeroom.grouping.blueprint import bp
from homeroom.playlists import independence, showing

__all__ = ["api", "board_pages", "bp", "nudge_pages", "setup_pages", "together_pages"]

showing.also("stations", today_places.of_student)
independence.apart(facts.apart_from)
