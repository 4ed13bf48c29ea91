"""Goals over HTTP: each module brings its own pages to the shared blueprint, and what others are told."""

from collections.abc import Iterable

from homeroom.goals import family, goal_pages, progress, showing
from homeroom.goals.blueprint import bp
from homeroom.goals.outside import pages as outside_pages
from homeroom.goals.outside import showing as outside
from homeroom.goals.projects import cards, exhibition_pages
from homeroom.goals.projects import pages as project_pages
from homeroom.goals.projects import showing as projects
from homeroom.goals.talks import pages as talk_pages
from homeroom.goals.talks import sheet
from homeroom.goals.talks import tables as talks
from homeroom.grouping import contacts
from homeroom.mastery import child_pages as report
from homeroom.playlists import preparing
from homeroom.playlists import showing as week

__all__ = ["bp", "exhibition_pages", "goal_pages", "outside_pages", "project_pages", "talk_pages"]


def _talked(students: list[str], first: int, until: int) -> Iterable[tuple[str, int]]:
    for found in talks.talks_of(students).values():
        yield from ((one.student, one.when) for one in found if first <= one.when <= until)


week.also("goals", showing.for_child)
week.also("projects", projects.for_child)
week.also("outside", outside.for_child)
contacts.also(_talked)
preparing.also(cards.for_week)
progress.milestones_by(cards.card_of)
sheet.also(family.lines_since)
report.also(family.parts)
