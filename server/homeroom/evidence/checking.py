"""The box's own look at an answer: the question as the child saw it, and the verdict of the packs' rules."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from homeroom.packs import rules


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
    return _questions(card_version).get(question_id) if card_version else None


@lru_cache(maxsize=256)
def _questions(card_version: str) -> dict[str, Asked]:
    card = _card(card_version)
    if card is None:
        return {}
    head = {"skills": list(card.get("skills") or []), "level": str(card.get("level") or "core")}
    return {
        block["id"]: Asked(block=block, trial=bool(block.get("try")), **head)
        for block in card.get("blocks", [])
        if block.get("type") == "question"
    }


def _card(card_version: str) -> dict[str, Any] | None:
    import importlib

    try:
        packs = importlib.import_module("homeroom.packs.tables")
    except ModuleNotFoundError:
        return None
    found: dict[str, Any] | None = packs.card_json(card_version)
    return found
