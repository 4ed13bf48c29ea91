"""When the box nudges a teacher about a child: seven stated rules. Plain Python: no clock, no database.

A nudge names its reason in numbers. It is never about a child's worth, only about what might be done.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeroom.i18n import _

DAY = 86_400_000
SILENT_DAYS, LEAST_HERE = 5, 3  # school days (a week) without a word; days at school in that time
STUCK_CARDS, STUCK_RUN, STUCK_DAYS = 3, 3, 7
AVOIDED, DONE_ELSEWHERE, SUBJECT_DAYS = 3, 5, 14
EASY_CARDS, EASY_RIGHT = 5, 0.8
HELPED_OTHERS, HELP_DAYS = 3, 28
ALONE_DAYS = 5
LATER_DAYS, NEVER_DAYS = 7, 10_000  # a nudge answered so is not shown again for so many days
ANSWERS = {"accept": LATER_DAYS, "later": LATER_DAYS, "never": NEVER_DAYS}


@dataclass(frozen=True)
class Seen:
    """What the rules look at, of one child at one moment `now` (ms)."""

    student: str
    now: int
    quiet: int | None = None  # school days since somebody spoke with her
    here: int = 0
    stuck: tuple[str, ...] = ()
    given: Mapping[str, int] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    right: float = 0.0
    rusty: tuple[tuple[str, str], ...] = ()
    helper: int = 0
    helped: int = 0
    placed_days: int = 0
    together_days: int = 0


@dataclass(frozen=True)
class Nudge:
    """One nudge: which rule, about whom and what, and the reason as message and values."""

    rule: str
    student: str
    about: str
    reason: dict[str, Any]

    @property
    def key(self) -> tuple[str, str, str]:
        """What an answer is about."""
        return self.student, self.rule, self.about


def _reason(msgid: str, **params: Any) -> dict[str, Any]:
    return {"msgid": msgid, "params": params}


def nudges(seen: Seen, off: Iterable[str] = ()) -> list[Nudge]:
    """All nudges about a child, in the order of the rules; none of rules that are switched off."""
    skipped = set(off)
    return [
        Nudge(rule, seen.student, about, reason)
        for rule, find in _FINDERS.items()
        if rule not in skipped
        for about, reason in find(seen)
    ]


Found = Iterable[tuple[str, dict[str, Any]]]


def _silent(seen: Seen) -> Found:
    days = seen.quiet
    if seen.here < LEAST_HERE or (days is not None and days < SILENT_DAYS):
        return
    if days is None:
        yield "", _reason("Nobody has written to %(child)s or sat with this child yet.", child=seen.student)
    else:
        yield (
            "",
            _reason("Nobody has written to %(child)s or sat with this child for %(days)s school days.",
                    child=seen.student, days=days),
        )  # fmt: skip


def _stuck(seen: Seen) -> Found:
    if len(seen.stuck) >= STUCK_CARDS:
        yield (
            "",
            _reason("%(child)s was stuck on %(many)s cards in a week: three wrong answers in a row on each.",
                    child=seen.student, many=len(seen.stuck)),
        )  # fmt: skip


def _avoids(seen: Seen) -> Found:
    others = sum(seen.done.values())
    for subject in sorted(seen.given):
        done = seen.done.get(subject, 0)
        if seen.given[subject] >= AVOIDED and done == 0 and others >= DONE_ELSEWHERE:
            yield (
                subject,
                _reason(
                    "%(child)s did %(done)s cards in two weeks, but none of the %(given)s in “%(subject)s”.",
                    child=seen.student, done=others, given=seen.given[subject], subject=subject,
                ),
            )  # fmt: skip


def _easy(seen: Seen) -> Found:
    last = seen.levels[-EASY_CARDS:]
    if len(last) == EASY_CARDS and set(last) == {"easier"} and seen.right >= EASY_RIGHT:
        yield (
            "",
            _reason("%(child)s took the easier card %(many)s times running and got %(share)s %% right.",
                    child=seen.student, many=EASY_CARDS, share=round(100 * seen.right)),
        )  # fmt: skip


def _rusty(seen: Seen) -> Found:
    for skill, to_come in seen.rusty:
        yield (
            skill,
            _reason("“%(skill)s” has faded for %(child)s, and “%(skill_next)s” in this week builds on it.",
                    child=seen.student, skill=skill, skill_next=to_come),
        )  # fmt: skip


def _helper(seen: Seen) -> Found:
    if seen.helper >= HELPED_OTHERS and seen.helped == 0:
        yield (
            "",
            _reason("In four weeks %(child)s helped others %(many)s times and was never the one who is helped.",
                    child=seen.student, many=seen.helper),
        )  # fmt: skip


def _alone(seen: Seen) -> Found:
    if seen.placed_days >= ALONE_DAYS and seen.together_days == 0:
        yield (
            "",
            _reason("%(child)s worked alone on all of the last %(many)s days with stations.",
                    child=seen.student, many=seen.placed_days),
        )  # fmt: skip


_FINDERS: dict[str, Callable[[Seen], Found]] = {
    "silent": _silent,
    "stuck": _stuck,
    "rusty": _rusty,
    "avoids": _avoids,
    "easy": _easy,
    "helper": _helper,
    "alone": _alone,
}
RULES = tuple(_FINDERS)


def statements() -> dict[str, tuple[str, str]]:
    """What each rule is called, and the rule itself in one sentence."""
    return {
        "silent": (
            _("Not spoken to"),
            _("No message, no answered hand and no place with an adult for 5 school days, though there on 3 of them."),
        ),
        "stuck": (_("Stuck three times"), _("Three wrong answers in a row on at least 3 cards within 7 days.")),
        "rusty": (_("Faded before the next topic"), _("A faded skill that a card of this week builds on.")),
        "avoids": (
            _("Avoids a subject"),
            _("None of at least 3 cards of a subject done in two weeks, but at least 5 others."),
        ),
        "easy": (
            _("Only easy cards"),
            _("The easier card 5 times running where there was a choice, with at least 80 %% right.") % {},
        ),
        "helper": (
            _("Always the helper"),
            _("At least 3 times the helper in a pair within 4 weeks, and never the helped."),
        ),
        "alone": (
            _("Always alone"),
            _("At least 5 days with stations in two weeks, each without a partner or an adult."),
        ),
    }


def open_nudges(found: Iterable[Nudge], said: Mapping[tuple[str, str, str], tuple[str, int]], now: int) -> list[Nudge]:
    """Those that nobody has answered lately. `said` has for each the last answer and when (ms)."""
    return [one for one in found if not _quiet(said.get(one.key), now)]


def _quiet(said: tuple[str, int] | None, now: int) -> bool:
    return said is not None and now - said[1] < ANSWERS.get(said[0], 0) * DAY


# --- what came of it -----------------------------------------------------------------------------------

LEAST_GROUP, FELL = 5, 5.0  # children in a group before a figure is shown; points of a fall that is called harm
MANY_WORSE = 0.3  # share of the children for whom it fell, at which a good mean is not good enough


@dataclass(frozen=True)
class Outcome:
    """What came of an answered nudge: whether its reason was gone in a week; the share right before and after."""

    rule: str
    student: str
    answer: str
    settled: bool | None = None
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True)
class Tally:
    """Counts for a rule, or for a rule and a group of children."""

    answered: int
    accepted: int
    settled: int
    judged: int
    children: int
    change: float | None  # mean change of the share right, in points, where it was accepted
    without: float | None = None  # the same where it was not: what time and the cards do by themselves
    better: int = 0  # children for whom it rose by FELL points or more
    worse: int = 0  # and fell
    measured: int = 0  # children with answers before and after

    @property
    def harms(self) -> bool:
        """Whether children of this group got fewer answers right after the nudge was accepted, and than without it."""
        fell = self.change is not None and self.change <= -FELL
        return fell and (self.without is None or (self.change or 0.0) < self.without)

    @property
    def splits(self) -> bool:
        """Whether it went down for many children, whatever the mean says."""
        return self.measured >= LEAST_GROUP and self.worse >= MANY_WORSE * self.measured


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count; a change is told only for groups large enough that it is not about single children."""
    found = list(outcomes)
    accepted = [one for one in found if one.answer == "accept"]
    judged = [one for one in accepted if one.settled is not None]
    helped = {one.student for one in accepted}
    changes = _changes(accepted)
    return Tally(
        answered=len(found),
        accepted=len(accepted),
        settled=sum(one.settled is True for one in judged),
        judged=len(judged),
        children=len(helped),
        change=_mean(changes),
        without=_mean(_changes(one for one in found if one.student not in helped)),
        better=sum(change >= FELL for change in changes),
        worse=sum(change <= -FELL for change in changes),
        measured=len(changes),
    )


def _changes(outcomes: Iterable[Outcome]) -> list[float]:
    """By how many points each child's share of right answers changed."""
    found: dict[str, list[float]] = {}
    for one in outcomes:
        if one.before is not None and one.after is not None:
            found.setdefault(one.student, []).append(100 * (one.after - one.before))
    return [sum(some) / len(some) for some in found.values()]


def _mean(changes: list[float]) -> float | None:
    return sum(changes) / len(changes) if len(changes) >= LEAST_GROUP else None
