"""Who shares a wrong idea: the same tagged mistake, or the same wrong answer. Plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DAYS = 14  # how far back one looks
LEAST_TAGGED, LEAST_SAME = 2, 3  # children who share an idea of a pack; who give the same wrong answer
RIGHT_SINCE = 2  # right answers about the skill after which an idea counts as left behind


@dataclass(frozen=True)
class Wrong:
    """One wrong answer: by whom, to which question, what (as kept), when, and the idea a pack sees in it."""

    student: str
    slot: str
    card: str
    card_version: str
    question: str
    response: str
    when: int
    idea: str = ""


@dataclass(frozen=True)
class Shared:
    """An idea (or the same wrong answer) and the last such answer of each child who has it."""

    kind: str
    about: str
    answers: tuple[Wrong, ...]

    @property
    def students(self) -> tuple[str, ...]:
        """Who shares it."""
        return tuple(one.student for one in self.answers)


def same_answer(one: Wrong) -> str:
    """What makes two untagged answers the same: card, question and response."""
    return f"{one.card}/{one.question}/{' '.join(one.response.split()).casefold()}"


def shared(wrong: Iterable[Wrong], left: Mapping[tuple[str, str], int]) -> list[Shared]:
    """Groups of children with the same idea, the largest first.

    `left` has for (child, idea or same_answer) the instant up to which it is settled: right since, or talked over.
    """
    found: dict[tuple[str, str], dict[str, Wrong]] = {}
    for one in sorted(wrong, key=lambda one: (one.when, one.slot)):
        key = ("idea", one.idea) if one.idea else ("answer", same_answer(one))
        if one.when > left.get((one.student, key[1]), -1):
            found.setdefault(key, {})[one.student] = one
    least = {"idea": LEAST_TAGGED, "answer": LEAST_SAME}
    groups = [
        Shared(kind, about, tuple(who[student] for student in sorted(who)))
        for (kind, about), who in found.items()
        if len(who) >= least[kind]
    ]
    return sorted(groups, key=lambda one: (-len(one.answers), one.kind != "idea", one.about))
