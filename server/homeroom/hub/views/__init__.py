"""A hub over HTTP: pages for its administrator, and the road by which boxes send."""

from homeroom.hub.views import backups, lessons, moves, pages, releases, rosters, wire
from homeroom.hub.views.blueprint import bp, init_app

__all__ = ["backups", "bp", "init_app", "lessons", "moves", "pages", "releases", "rosters", "wire"]
