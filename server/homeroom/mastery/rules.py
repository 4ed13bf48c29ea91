"""How likely a student is to get a typical question of a skill right, and what we call that.

A plain logistic sum of named parts, so that each can be shown: how the last answers went, how much was
practiced, at which level, how long ago. A fuller model may replace this module; others read only
`mastery.tables`. Plain Python: no clock, no database.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

DECAY = 0.7  # weight of the past in the running form
WEIGHTS = {"start": 0.3, "form": 1.6, "right": 0.35, "wrong": -0.2, "level": 0.6, "gap": -0.44}
UNTRIED = -0.4  # a skill that was never tried is a little harder than it looks
MASTERED, SHAKY, LEAST = 0.85, 0.80, 3
LONGEST = 60 * 24.0  # hours after which even a strong skill wants a fresh look
LEVELS = {"easier": -1.0, "core": 0.0, "harder": 1.0}
HOUR = 3_600_000
RECENT = 5


@dataclass(frozen=True)
class Answer:
    """One answer about one skill. `helped` means after a hint or an earlier try."""

    when: int
    ref: str
    correct: bool
    helped: bool
    level: str = "core"

    @property
    def value(self) -> float:
        """From -1 (wrong) to 1 (right at once); right with help says less."""
        return (0.3 if self.helped else 1.0) if self.correct else -1.0


@dataclass(frozen=True)
class Trace:
    """What is left of a student's answers about one skill; the fold keeps exactly this."""

    attempts: int = 0
    right: int = 0
    form: float = 0.0
    level: float = 0.0
    last: int | None = None
    mastered: int | None = None
    recent: str = ""


@dataclass(frozen=True)
class SkillState:
    """What a student can do about one skill now, and the parts that say so."""

    skill: str
    state: str = "not_begun"
    chance: float = 0.5
    trace: Trace = Trace()
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def known(self) -> bool:
        """Whether others may build on this skill."""
        return self.state == "mastered" or (self.trace.attempts >= LEAST and self.chance >= 0.7)


def trace(answers: Iterable[Answer], now: Trace = Trace()) -> Trace:  # frozen
    """Walk through a student's answers about one skill, oldest first; `now` is the trace of earlier ones."""
    for one in sorted(answers, key=lambda answer: (answer.when, answer.ref)):
        now = _after(now, one)
    return now


def _after(before: Trace, one: Answer) -> Trace:
    after = Trace(
        attempts=before.attempts + 1,
        right=before.right + one.correct,
        form=DECAY * before.form + (1 - DECAY) * one.value,
        level=DECAY * before.level + (1 - DECAY) * LEVELS.get(one.level, 0.0),
        last=one.when,
        mastered=before.mastered,
        recent=(before.recent + ("1" if one.correct else "0"))[-RECENT:],
    )
    if after.mastered is None and after.attempts >= LEAST and chance(parts(after, one.when)) >= MASTERED:
        return Trace(**{**vars(after), "mastered": one.when})
    return after


def parts(known: Trace, now: int) -> dict[str, float]:
    """The named parts of the sum; each can be read as "speaks for" (+) or "speaks against" (-)."""
    if known.last is None:
        return {"start": UNTRIED}
    hours = max(0.0, (now - known.last) / HOUR)
    return {
        "start": WEIGHTS["start"],
        "form": WEIGHTS["form"] * known.form,
        "right": WEIGHTS["right"] * math.log1p(known.right),
        "wrong": WEIGHTS["wrong"] * math.log1p(known.attempts - known.right),
        "level": WEIGHTS["level"] * known.level,
        "gap": WEIGHTS["gap"] * math.log1p(hours) / 5,
    }


def chance(of: dict[str, float]) -> float:
    """The chance that a typical question goes right now."""
    return 1 / (1 + math.exp(-sum(of.values())))


def state(skill: str, known: Trace, now: int) -> SkillState:
    """Name what a student can do: not_begun, growing, mastered, or rusty (was mastered, shaky now)."""
    named = parts(known, now)
    expected = chance(named)
    return SkillState(skill, _name(known, expected, now), expected, known, named)


def _name(known: Trace, expected: float, now: int) -> str:
    if known.last is None:
        return "not_begun"
    if known.mastered is None:
        return "growing"
    return "rusty" if expected < SHAKY or now - known.last > LONGEST * HOUR else "mastered"
