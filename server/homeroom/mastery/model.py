"""The learner model: a logistic sum of named parts over Elo-style levels. Plain Python, no clock, no database.

Elo in education: Pelánek 2016; the parts with their weights and sources are in weights.toml. The engine of the
benchmark and the fold of the box run this same code.
"""

from dataclasses import dataclass
from math import exp, log1p
from operator import mul

from homeroom.mastery.weights import FIGURES, SHIPPED, Vector

STEP_YOU: float
STEP_SKILL: float
SLOWER_YOU: float
SLOWER_SKILL: float
(STEP_YOU, SLOWER_YOU), (STEP_SKILL, SLOWER_SKILL) = FIGURES["steps"]["ability"], FIGURES["steps"]["skill"]
FAST: float
SLOW: float
KEEP: float
FAST, SLOW, KEEP = (FIGURES["decay"][name] for name in ("form_now", "form", "skill_form"))
A_DAY = 24.0  # hours after which a right answer shows that something lasted


@dataclass(slots=True)
class Learner:
    """What is known of a student over all skills. `turn` counts her answers; `last`, `ref` name the latest."""

    level: float = 0.0
    count: float = 0.0
    fast: float = 0.0
    slow: float = 0.0
    turn: int = 0
    last: int = 0
    ref: str = ""


@dataclass(slots=True)
class Trace:
    """What is left of a student's work on one skill. Times in ms; `recent`: 1 right, 0 wrong; `best`: highest mark."""

    attempts: int = 0
    right: int = 0
    form: float = 0.0
    level: float = 0.0
    count: float = 0.0
    won: float = 0.0
    lost: float = 0.0
    turn: int = 0
    survived: int = 0
    last: int | None = None
    mastered: int | None = None
    shaken: bool = False
    recent: str = ""
    best: int = 0


def parts(
    you: Learner,
    on: Trace,
    hours: float,
    ease: float = 0.0,
    seen_right: float = 0.0,
    seen_wrong: float = 0.0,
    neighbors: float = 0.0,
) -> Vector:
    """The parts of the sum, in the order of weights.NAMES.

    `hours` since she last practiced the skill, `ease` of the question (0 = typical), how often she got this
    very question right and wrong, and her level on the skills beside it.
    """
    again = log1p(seen_right) if seen_right else 0.0
    missed = log1p(seen_wrong) if seen_wrong else 0.0
    general = (1.0, you.level, you.fast, you.slow)
    if not on.attempts:
        return (*general, 0.0, 0.0, 0.0, 0.0, 1.0, ease, again, missed, 0.0, 0.0, 0.0, 0.0, 0.0, neighbors)
    gap = log1p(hours) / 5 if hours > 0 else 0.0
    since = you.turn - on.turn
    lag = log1p(since) / 5 if since else 0.0
    form = on.form
    lasted = (gap + lag) * log1p(on.survived) if on.survived else 0.0
    near = neighbors / (1.0 + on.count) if neighbors else 0.0
    own = (on.level, form, log1p(on.won), log1p(on.lost), 0.0)
    return (*general, *own, ease, again, missed, gap, gap * form, lag, lag * form, lasted, near)


def total(found: Vector, weights: Vector = SHIPPED.values) -> float:
    """z: the sum of weight x part."""
    return sum(map(mul, weights, found), 0.0)


def chance_of(z: float) -> float:
    """1 / (1 + e^-z), at home with any z."""
    return 1.0 / (1.0 + exp(-z)) if z > -700 else 0.0


def learn_in_general(you: Learner, surprise: float, outcome: float, says: float) -> None:
    """Move what is known of a student: `surprise` = outcome - chance, `says` how much the show is worth."""
    you.level += STEP_YOU / (1.0 + SLOWER_YOU * you.count) * says * surprise
    sign = 2.0 * outcome - 1.0
    you.fast += (1.0 - FAST) * min(says, 1.0) * (sign - you.fast)
    you.slow += (1.0 - SLOW) * min(says, 1.0) * (sign - you.slow)
    you.count += says
    you.turn += 1


def learn_on_skill(on: Trace, surprise: float, outcome: float, says: float, hours: float) -> None:
    """Move what is known of a student on one skill; the caller then sets `turn` and `last`."""
    on.level += STEP_SKILL / (1.0 + SLOWER_SKILL * on.count) * says * surprise
    on.form += (1.0 - KEEP) * min(says, 2.0) * (2.0 * outcome - 1.0 - on.form)
    on.won += says * outcome
    on.lost += says * (1.0 - outcome)
    on.count += says
    on.attempts += 1
    if hours >= A_DAY and outcome >= 0.5 and on.attempts > 1:
        on.survived += 1
