"""Moving the weights by a day of answers, never by more than the daily limit. Plain Python.

Off unless the school switches it on. Only reading uses learned weights; what is stored of a student never does.
"""

from collections.abc import Iterable
from math import sqrt

from homeroom.mastery import model, rules
from homeroom.mastery.rules import Learner, Show, Trace
from homeroom.mastery.weights import FIGURES, SHIPPED, Vector

RATE: float = FIGURES["learning"]["rate"]
LIMIT: float = FIGURES["learning"]["most_a_day"]
FAR: float = FIGURES["learning"]["most_in_all"]
FEW = 200  # answers in a day below which nothing is learned


def learn(weights: Vector, students: Iterable[Iterable[Show]], since: int, until: int) -> tuple[Vector, int]:
    """The weights after the shows between two instants (ms), and from how many of them was learned.

    `students`: all shows of each, oldest first. AdaGrad on the log-loss (Duchi et al. 2011); a day moves no
    weight by more than LIMIT, so that a class that clicks at random moves little, and all days none by more than FAR.
    """
    now, squares, count = list(weights), [1.0] * len(weights), 0

    def watch(one: Show, parts: Vector) -> None:
        nonlocal count
        if since <= one.when < until:
            _step(now, squares, parts, one.says, one.outcome)
            count += 1

    for shows in students:
        rules.walk(Learner(), dict[str, Trace](), shows, watch)
    if count < FEW:
        return weights, 0
    held = (min(before + LIMIT, max(before - LIMIT, after)) for before, after in zip(weights, now, strict=True))
    # Levels and bars were made with the shipped weights: far from those, a better forecast makes worse states.
    near = (min(s + FAR, max(s - FAR, one)) for s, one in zip(SHIPPED.values, held, strict=True))
    return tuple(near), count


def _step(weights: list[float], squares: list[float], parts: Vector, says: float, outcome: float) -> None:
    surprise = min(says, 1.0) * (outcome - model.chance_of(model.total(parts, tuple(weights))))
    for n, x in enumerate(parts):
        if x:
            slope = surprise * x
            squares[n] += slope * slope
            weights[n] += RATE * slope / sqrt(squares[n])
