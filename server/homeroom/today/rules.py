"""Who in a class needs somebody first. Plain Python: no clock, no database."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.evidence import rules as evidence

CALLS = ("hand", "stuck")
STATES = ("hand", "stuck", "working", "between", "finished", "off", "away")
AWAY = ("absent", "excused", "left")
ASKS = ("exercise", "check")  # on these cards a long silence says something; off the screen it does not


@dataclass(frozen=True)
class Doing:
    """The card a student touched last today."""

    slot: str
    card: str
    kind: str
    status: str
    since: int
    last: int  # when the student or somebody who helped last did something
    wrong_run: int
    hand: int | None


@dataclass(frozen=True)
class Limits:
    """When somebody counts as stuck; `silence` in ms."""

    most_wrong: int
    silence: int


def state(
    doing: Doing | None, *, hand: int | None, signed_in: bool, presence: str, all_done: bool, now: int, limits: Limits
) -> str:
    """One word for what a student is at: one of STATES."""
    if hand is not None:
        return "hand"
    if doing and signed_in and why_stuck(doing, now, limits):
        return "stuck"
    if doing and signed_in and doing.status in evidence.OPEN:
        return "working"
    if all_done:
        return "finished"
    if signed_in:
        return "between"
    return "away" if presence in AWAY else "off"


def why_stuck(doing: Doing, now: int, limits: Limits) -> str:
    """ "wrong" or "quiet", or "" for not stuck. Silence counts only where answers are expected."""
    found = evidence.stuck(
        status=doing.status,
        wrong_run=doing.wrong_run,
        last=doing.last,
        now=now,
        most_wrong=limits.most_wrong,
        silence=limits.silence,
    )
    return "" if found == "quiet" and doing.kind not in ASKS else found


def counts(states: Iterable[str]) -> dict[str, int]:
    """How many are in each state; all states are there."""
    found = dict.fromkeys(STATES, 0)
    for one in states:
        found[one] += 1
    return found
