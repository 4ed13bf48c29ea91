"""One quick question on a skill that may have faded, chosen from the cards on the box."""

import hashlib
from typing import Any

from homeroom import clock, i18n
from homeroom.i18n import _
from homeroom.mastery import tables
from homeroom.mastery.skillmap import skill_map
from homeroom.mastery.tables import Due
from homeroom.packs import tables as packs

BY_ITSELF = ("choice", "multi", "number", "fraction", "short", "cloze", "order", "match", "sort")
KINDS = ("check", "exercise", "explanation")


def offers(student: str) -> list[dict[str, Any]]:
    """The quick questions of today, as the student page shows them; a skill without a fitting question is left out."""
    today, at = clock.today(), skill_map()
    found = []
    for due in tables.due_rechecks(student, today):
        question = _question(student, due.skill, today)
        if question:
            told = {"skill": due.skill, "title": at.title(due.skill), "subject": at.subject(due.skill)}
            slot = f"recheck-{_digest(student, due.skill, today)}"
            found.append({**told, **question, "slot": slot, "reason": _reason(due, at.title(due.skill))})
    return found


def _reason(due: Due, title: str) -> str:
    if due.days > 1:
        return _(
            "You last did “%(skill)s” %(days)s days ago, so here is one quick question to see that it is still there.",
            skill=title,
            days=due.days,
        )
    return _("Here is one quick question to see that “%(skill)s” is still there.", skill=title)


def _question(student: str, skill: str, day: str) -> dict[str, Any] | None:
    cards = packs.cards_for_skill(skill, i18n.language())
    cards.sort(key=lambda card: (card.level != "core", KINDS.index(card.kind) if card.kind in KINDS else len(KINDS)))
    best = [card for card in cards if (card.level, card.kind) == (cards[0].level, cards[0].kind)]
    for card in (*_turned(best, student + skill + day), *cards):
        questions = [one["id"] for one in packs.card_json(card.sha256)["blocks"] if _fits(one)]
        if questions:
            chosen = _turned(questions, day + student)[0]
            url = f"/api/cards/{card.sha256}.json"
            return {"card": card.id, "card_version": card.sha256, "url": url, "question": chosen}
    return None


def _fits(block: dict[str, Any]) -> bool:
    return block["type"] == "question" and block["kind"] in BY_ITSELF and not block.get("try")


def _turned(found: list[Any], seed: str) -> list[Any]:
    # Another one each day, and the same one however often the page asks on that day.
    n = int(_digest(seed), 16) % len(found) if found else 0
    return [*found[n:], *found[:n]]


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
