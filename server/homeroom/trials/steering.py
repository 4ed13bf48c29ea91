"""Which card the lot gives a child, for the drafting of weeks."""

from collections.abc import Iterable

from homeroom.playlists import steering
from homeroom.playlists.steering import Steer
from homeroom.trials import tables


def steer(students: Iterable[str]) -> dict[str, Steer]:
    """For each child who takes part: the cards of her way, and those of the other that are kept from her drafts."""
    running = {one.id: one for one in tables.running()}
    found: dict[str, Steer] = {}
    if not running:
        return found
    for row in tables.taking_part(students, running):
        trial, so_far = running[row.trial], found.get(row.student, Steer())
        mine, other = (trial.usual, trial.new) if row.arm == "usual" else (trial.new, trial.usual)
        found[row.student] = Steer(so_far.drawn | set(mine), so_far.withheld | set(other))
    return found


steering.add(steer)
