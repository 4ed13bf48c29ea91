"""What came of it: for each child of a comparison the one thing that was to be looked at, as soon as it is there.

Counted is by lot, whichever card she took in the end (intention to treat). The clock starts when she first opens
a card of the comparison; what she does with that very slot does not count.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from homeroom import clock
from homeroom.evidence.rows import Attempt, Work
from homeroom.evidence.rules import FINISHED
from homeroom.playlists import catalog
from homeroom.trials import rules, tables
from homeroom.trials.tables import Trial, TrialChild

MINUTE = 60_000
DAY = 86_400_000
LASTS = 3 * DAY  # what is still there after a weekend
GIVEN_UP = 7 * DAY  # not done by then: not done in its time


@dataclass(frozen=True)
class Measured:
    """One child's result."""

    student: str
    arm: str
    stratum: str
    right: bool
    when: int


@dataclass(frozen=True)
class Progress:
    """How far a comparison is, by way: how many have it, opened it, took the other one, were taken out."""

    given: int = 0
    opened: int = 0
    other: int = 0
    out: int = 0
    measured: int = 0


def measured(trial: Trial, children: Iterable[TrialChild]) -> list[Measured]:
    """All results that are there, in the order in which they came."""
    mine = list(children)
    first = opened(trial, mine)
    went = _in_time(trial, first) if trial.outcome == "time" else _next_answers(trial, first)
    found = [
        Measured(one.student, one.arm, rules.stratum(one.school_class, one.starter), *went[one.student])
        for one in mine
        if one.student in went and not (one.out and went[one.student][1] >= one.out)
    ]
    return sorted(found, key=lambda one: (one.when, one.student))


def opened(trial: Trial, children: Iterable[TrialChild]) -> dict[str, Work]:
    """The first card of the comparison that each child opened since the lot."""
    since = {one.student: one.when for one in children}
    found: dict[str, Work] = {}
    mine = Work.student.in_(list(since)) & Work.card.in_(list(trial.cards)) & Work.opened.is_null(False)
    for work in Work.select().where(mine).order_by(Work.opened, Work.slot):
        if (work.opened or 0) >= since[work.student]:
            found.setdefault(work.student, work)
    return found


def _next_answers(trial: Trial, first: dict[str, Work]) -> dict[str, tuple[bool, int]]:
    """The first answer about the skill elsewhere, right without help or not: at once, or after three days."""
    later = LASTS if trial.outcome == "lasting" else 0
    shelf = catalog.shelf()
    about = {card.id for card in shelf.of_skill(trial.skill)}
    asked = Attempt.student.in_(list(first)) & Attempt.card.in_(list(about)) & (Attempt.tries <= 1)
    found: dict[str, tuple[bool, int]] = {}
    for row in Attempt.select().where(asked & Attempt.correct.is_null(False)).order_by(Attempt.when, Attempt.ref):
        work = first[row.student]
        if row.student not in found and row.slot != work.slot and row.when >= (work.opened or 0) + later:
            found[row.student] = (bool(row.correct) and not row.hints, row.when)
    return found


def _in_time(trial: Trial, first: dict[str, Work]) -> dict[str, tuple[bool, int]]:
    """Whether she was through with the card in the minutes that stand on it; after a week she was not."""
    shelf, now, found = catalog.shelf(), clock.now_ms(), dict[str, tuple[bool, int]]()
    for student, work in first.items():
        card, end = shelf.find(work.card), (work.opened or 0) + GIVEN_UP
        if work.status in FINISHED and work.finished:
            found[student] = (card is not None and work.spent <= card.minutes * MINUTE, work.finished)
        elif now >= end:
            found[student] = (False, end)
    return found


def progress(trial: Trial) -> dict[str, Progress]:
    """How far it is, for each of the two ways."""
    everybody = tables.children(trial.id)
    first, cards = opened(trial, everybody), trial.cards
    there = {one.student for one in measured(trial, everybody)}
    by_arm: dict[str, list[TrialChild]] = defaultdict(list)
    for one in everybody:
        by_arm[one.arm].append(one)
    return {
        arm: Progress(
            given=len(by_arm[arm]),
            opened=sum(one.student in first for one in by_arm[arm]),
            other=sum(one.student in first and cards[first[one.student].card] != arm for one in by_arm[arm]),
            out=sum(bool(one.out) for one in by_arm[arm]),
            measured=sum(one.student in there for one in by_arm[arm]),
        )
        for arm in rules.ARMS
    }
