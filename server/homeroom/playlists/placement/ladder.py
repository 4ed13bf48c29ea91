"""Where on a ladder of skills a child stands: few questions, each where it tells most. Plain Python.

A strand is skills that build on each other, the rungs. With L rungs there are L + 1 hypotheses: she knows
the first r. The prior is a bell round what is expected; each answer weighs them anew (Bayes), with a slip
of .10 and the chance to guess. The rung asked next is the one she knows with a chance nearest one half; a
strand is settled when the best hypothesis has .7, or after eight questions (learning.md 4.6: 24 questions
for six strands, 94 to 95 % of skills right). She then starts one rung below, and practice corrects it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SLIP, GUESS = 0.10, 0.15
FIRST_SPREAD, SPREAD = 3.5, 2.4  # rungs: of the first strand, and of those after it
SURE, MOST = 0.70, 8
USUAL_LENGTH = 10  # rungs of the strands that the spreads were found for


@dataclass(frozen=True)
class Answer:
    """One answer on a rung. "I don't know yet" is a wrong one; `guess`: the chance to be right by luck."""

    strand: str
    skill: str
    right: bool
    guess: float = GUESS


@dataclass(frozen=True)
class Strand:
    """Skills from the ground up. `middle`: how many of them somebody of her age usually knows.

    `most`: how many questions there are for each rung; none given: always enough.
    """

    id: str
    rungs: tuple[str, ...]
    middle: float
    most: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stand:
    """What is believed about one strand: the weight of each hypothesis, and what was asked."""

    strand: Strand
    beliefs: tuple[float, ...]
    asked: tuple[Answer, ...] = ()
    judged: int | None = None

    @property
    def known(self) -> int:
        """How many rungs she knows: as a teacher said, else the hypothesis believed most."""
        if self.judged is not None:
            return min(self.judged, len(self.strand.rungs))
        return max(range(len(self.beliefs)), key=lambda r: (self.beliefs[r], -r))

    @property
    def start(self) -> int:
        """The rung (from 0) she starts on: one below the first she doesn't know; where a teacher said so, that one."""
        return self.known if self.judged is not None else max(0, self.known - 1)

    @property
    def sure(self) -> float:
        """How much the hypothesis believed most is believed."""
        return max(self.beliefs)

    @property
    def settled(self) -> bool:
        """Whether nothing more needs to be asked here."""
        sure = bool(self.asked) and self.sure >= SURE
        return self.judged is not None or sure or len(self.asked) >= MOST or not self.open_rungs

    @property
    def open_rungs(self) -> list[int]:
        """The rungs for which there are questions left."""
        most = self.strand.most
        return [i for i in range(len(self.strand.rungs)) if not most or self.times(i) < most[i]]

    def times(self, rung: int) -> int:
        """How often a rung was asked about."""
        return sum(one.skill == self.strand.rungs[rung] for one in self.asked)


@dataclass(frozen=True)
class Question:
    """Where to ask next."""

    strand: str
    skill: str


def stands(strands: Sequence[Strand], answers: Iterable[Answer], judged: Mapping[str, int]) -> list[Stand]:
    """What is believed about each strand; those before tell what to expect of the ones after them."""
    given = list(answers)
    found: list[Stand] = []
    for strand in strands:
        mine = tuple(one for one in given if one.strand == strand.id and one.skill in strand.rungs)
        beliefs = _prior(strand, found)
        for one in mine:
            beliefs = _weighed(beliefs, strand.rungs.index(one.skill), one)
        found.append(Stand(strand, tuple(beliefs), mine, judged.get(strand.id)))
    return found


def next_question(found: Sequence[Stand]) -> Question | None:
    """The rung to ask about now, in the first strand that is not settled; None when all are."""
    for one in found:
        if not one.settled:
            best = min(one.open_rungs, key=lambda i: (round(abs(chance_of(one, i) - 0.5), 6), one.times(i), i))
            return Question(one.strand.id, one.strand.rungs[best])
    return None


def chance_of(one: Stand, rung: int) -> float:
    """The chance that she knows a rung (from 0)."""
    return sum(one.beliefs[rung + 1 :])


def _prior(strand: Strand, before: Sequence[Stand]) -> list[float]:
    length = len(strand.rungs)
    told = [one for one in before if one.asked or one.judged is not None]
    middle, spread = strand.middle, FIRST_SPREAD
    if told:
        # How far she is beyond or behind her age elsewhere, as a share of those ladders.
        ahead = sum((one.known - one.strand.middle) / len(one.strand.rungs) for one in told) / len(told)
        middle, spread = strand.middle + ahead * length, SPREAD
    spread *= max(1.0, length / USUAL_LENGTH)
    weights = [math.exp(-((r - middle) ** 2) / (2 * spread**2)) for r in range(length + 1)]
    return _normal(weights)


def _weighed(beliefs: Sequence[float], rung: int, one: Answer) -> list[float]:
    likely = [(1 - SLIP if rung < r else one.guess) for r in range(len(beliefs))]
    return _normal([was * (p if one.right else 1 - p) for was, p in zip(beliefs, likely, strict=True)])


def _normal(weights: Sequence[float]) -> list[float]:
    whole = sum(weights) or 1.0
    return [one / whole for one in weights]


# --- strands of a skill map ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """A skill on the map, as ladders are made of it."""

    id: str
    subject: str
    grade_from: int
    grade_to: int
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Piece:
    skills: list[str] = field(default_factory=list)


def strands_of(skills: Sequence[Step], grade: int | None) -> list[Strand]:
    """The ladders of a map: skills of a subject that hang together, each after what it builds on."""
    by_id = {one.id: one for one in skills}
    pieces: dict[str, _Piece] = {one.id: _Piece([one.id]) for one in skills}
    for one in skills:
        for needed in one.requires:
            if needed in by_id and by_id[needed].subject == one.subject and pieces[needed] is not pieces[one.id]:
                whole, part = pieces[needed], pieces[one.id]
                whole.skills.extend(part.skills)
                pieces.update(dict.fromkeys(part.skills, whole))
    depth = {one.id: _depth(one.id, by_id, ()) for one in skills}
    found = []
    for piece in {id(piece): piece for piece in pieces.values()}.values():
        rungs = sorted(piece.skills, key=lambda skill: (depth[skill], by_id[skill].grade_from, skill))
        found.append(Strand(rungs[0], tuple(rungs), _middle([by_id[skill] for skill in rungs], grade)))
    return sorted(found, key=lambda one: (by_id[one.id].subject, -len(one.rungs), one.id))


def _depth(skill: str, by_id: Mapping[str, Step], above: tuple[str, ...]) -> int:
    needed = [one for one in by_id[skill].requires if one in by_id and one not in above]
    return 1 + max((_depth(one, by_id, (*above, skill)) for one in needed), default=-1)


def _middle(rungs: Sequence[Step], grade: int | None) -> float:
    if grade is None:
        return len(rungs) / 2
    return sum(1.0 if one.grade_to < grade else 0.5 if one.grade_from <= grade else 0.0 for one in rungs)
