"""The model as an engine that learns from a stream of answers, for benchmarks on public data.

    predict(student, skill, item, t) · update(student, skill, item, t, correct) · mastery(student, skill, t)
    explain(student, skill, item, t)        t in seconds or None; correct 0 or 1

Other than a box it also learns the difficulty of every question and skill answer by answer, and moves the weights
(AdaGrad) unless `learn` is false. `most_a_day` holds each weight that near to where the day of the data began.
"""

from collections import defaultdict
from math import sqrt

from homeroom.mastery import model, rules, why
from homeroom.mastery.model import Learner, Trace
from homeroom.mastery.weights import FIGURES, NAMES, SHIPPED, Vector

ITEM, ITEM_SLOWER = FIGURES["steps"]["question"]
HARD, HARD_SLOWER = FIGURES["steps"]["difficulty"]
RATE: float = FIGURES["learning"]["rate"]
BELOW = 0.999  # of the bar: with too few answers nothing is called mastered
LONGEST_TITLE = 60


class Engine:
    """The learner model over ids, in memory."""

    mastery_threshold: float = rules.MASTERED

    def __init__(self, learn: bool = True, most_a_day: float = 0.0, bar: float = rules.MASTERED) -> None:
        start = SHIPPED.named() | FIGURES["start"]
        self.weights = [start[name] for name in NAMES]
        self.mastery_threshold = bar
        self._learn, self._most = learn, most_a_day
        self._squares = [1.0] * len(NAMES)
        self._day, self._morning = -1, tuple(self.weights)
        self._you: defaultdict[str, Learner] = defaultdict(Learner)
        self._traces: defaultdict[tuple[str, str], Trace] = defaultdict(Trace)
        self._items: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._skills: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._seen: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])

    def predict(self, student: str, skill: str, item: str, t: float | None) -> float:
        """The chance of a right answer; changes nothing."""
        return model.chance_of(model.total(self._parts(student, skill, item, t), tuple(self.weights)))

    def update(self, student: str, skill: str, item: str, t: float | None, correct: int) -> None:
        """Take in one answer."""
        found = self._parts(student, skill, item, t)
        surprise = correct - model.chance_of(model.total(found, tuple(self.weights)))
        if self._learn:
            self._move_weights(found, surprise, t)
        you, on = self._you[student], self._traces[student, skill]
        question, hard, seen = self._items[item], self._skills[skill], self._seen[student, item]
        question[0] -= ITEM / (1 + ITEM_SLOWER * question[1]) * surprise
        hard[0] -= HARD / (1 + HARD_SLOWER * hard[1]) * surprise
        question[1] += 1
        hard[1] += 1
        seen[0 if correct else 1] += 1
        hours = _hours(on, t)
        model.learn_in_general(you, surprise, correct, 1.0)
        model.learn_on_skill(on, surprise, correct, 1.0, hours)
        on.turn, on.last = you.turn, None if t is None else int(t * 1000)
        on.recent = (on.recent + ("1" if correct else "0"))[-rules.RECENT :]

    def mastery(self, student: str, skill: str, t: float | None) -> float:
        """The chance on a typical question of the skill now; kept below the bar while there are too few answers."""
        on = self._traces.get((student, skill))
        if on is None:
            return 0.0
        ease = -self._skills[skill][0]
        found = model.parts(self._you[student], on, _hours(on, t), ease)
        expected = model.chance_of(model.total(found, tuple(self.weights)))
        return expected if on.attempts >= rules.LEAST else min(expected, self.mastery_threshold * BELOW)

    def explain(self, student: str, skill: str, item: str, t: float | None) -> str:
        """Why `predict` says what it says, in one sentence."""
        found = self._parts(student, skill, item, t)
        on = self._traces.get((student, skill)) or Trace()
        now = int(t * 1000) if t is not None else on.last or 0
        row = why.explain_parts(skill, found, tuple(self.weights), on, now)
        return why.sentence(row, _title)

    def _parts(self, student: str, skill: str, item: str, t: float | None) -> Vector:
        you, on = self._you.get(student) or NOBODY, self._traces.get((student, skill)) or NOTHING
        question, hard = self._items.get(item), self._skills.get(skill)
        ease = -((question[0] if question else 0.0) + (hard[0] if hard else 0.0))
        seen = self._seen.get((student, item))
        right, wrong = seen or (0, 0)
        return model.parts(you, on, _hours(on, t), ease, right, wrong)

    def _move_weights(self, found: Vector, surprise: float, t: float | None) -> None:
        weights, squares = self.weights, self._squares
        for n, x in enumerate(found):
            if x:
                slope = surprise * x
                squares[n] += slope * slope
                weights[n] += RATE * slope / sqrt(squares[n])
        if self._most and t is not None:
            self._hold(int(t // 86_400))

    def _hold(self, day: int) -> None:
        if day != self._day:
            self._day, self._morning = day, tuple(self.weights)
        for n, before in enumerate(self._morning):
            self.weights[n] = min(before + self._most, max(before - self._most, self.weights[n]))


NOBODY, NOTHING = Learner(), Trace()  # of whom and what nothing is known; never changed


def _hours(on: Trace, t: float | None) -> float:
    return (t * 1000 - on.last) / rules.HOUR if t is not None and on.last is not None else 0.0


def _title(skill: str) -> str:
    plain = " ".join(skill.replace(".", " ").split())
    return plain if len(plain) <= LONGEST_TITLE else plain[: LONGEST_TITLE - 1] + "…"
