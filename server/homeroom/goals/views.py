"""Goals over HTTP: each module brings its own pages to the shared blueprint, and what others are told."""

from collections.abc import Iterable

from homeroom.goals import goal_pages, showing
from homeroom.goals.blueprint import bp
from homeroom.goals.talks import pages as talk_pages
from homeroom.goals.talks import tables as talks
from homeroom.grouping import contacts
from homeroom.playlists import showing as week

__all__ = ["bp", "goal_pages", "talk_pages"]


def _talked(students: list[str], first: int, until: int) -> Iterable[tuple[str, int]]:
    for found in talks.talks_of(students).values():
        yield from ((one.student, one.when) for one in found if first <= one.when <= until)


week.also("goals", showing.for_child)
contacts.also(_talked)
