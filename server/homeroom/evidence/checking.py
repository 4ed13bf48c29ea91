"""The box's own look at an answer: the question as the child saw it, and the verdict of the packs' rules."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from homeroom.errors import NotFound
from homeroom.packs import rules
from homeroom.packs import tables as packs


@dataclass(frozen=True)
class Found:
    """What the box thinks of an answer."""

    correct: bool | None
    score: float
    misconception: str


@dataclass(frozen=True)
class Asked:
    """A question of a card that is on the box, and what the card is about."""

    block: dict[str, Any]
    skills: list[str]
    level: str
    trial: bool

    def check(self, response: Any) -> Found:
        """Judge a response. What can't be read as an answer is neither right nor wrong."""
        verdict = rules.check(self.block, response)
        correct = None if verdict.note == "unreadable" else verdict.correct
        return Found(correct, verdict.score, verdict.misconception or "")


def question(card_version: str, question_id: str) -> Asked | None:
    """A question of the card a child saw, or None when the box doesn't have that version."""
    if not card_version:
        return None
    try:
        return _questions(card_version).get(question_id)
    except NotFound:
        return None


@lru_cache(maxsize=256)
def _about(card_version: str) -> tuple[tuple[str, ...], str]:
    card = packs.card_json(card_version)
    return tuple(card.get("skills") or ()), str(card.get("level") or "core")


def about(card_version: str) -> tuple[list[str], str]:
    """The skills and the level of the card a child saw; none when the box doesn't have that version."""
    try:
        skills, level = _about(card_version)
    except NotFound:
        return [], "core"
    return list(skills), level


@lru_cache(maxsize=256)
def _questions(card_version: str) -> dict[str, Asked]:
    card = packs.card_json(card_version)
    skills, level = list(card.get("skills") or []), str(card.get("level") or "core")
    return {
        block["id"]: Asked(block, skills, level, bool(block.get("try")))
        for block in card["blocks"]
        if block["type"] == "question"
    }
