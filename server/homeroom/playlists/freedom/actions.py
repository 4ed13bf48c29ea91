"""Setting what a child may choose, and noting that one looked in."""

from homeroom import clock, db, journal
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.playlists import events as ev
from homeroom.playlists import independence


@db.writes
def set_independence(student: str, level: int, *, together: bool) -> None:
    """Set what a child may choose, from 1 to 4."""
    if level not in independence.LEVELS:
        raise Refused(_("A level of independence is 1, 2, 3 or 4."))
    told = ev.IndependenceSet(student=student, level=level, together=together, when=clock.now_ms())
    journal.write(told, replaces=journal.standing(journal.of_register(told.register)))


@db.writes
def look_in(student: str, skill: str) -> None:
    """Take note that one sat with a child who had tried to show a skill a few times."""
    journal.write(ev.LookedIn(student=student, skill=skill, when=clock.now_ms()))
