"""Which questions can be asked alone about a skill: those the box can check, on cards about this skill only."""

from dataclasses import dataclass
from functools import lru_cache

from homeroom.packs import tables as packs

BY_HAND = ("free", "confidence")  # kinds that nobody but a person can judge
MOST = 40  # of one skill


@dataclass(frozen=True)
class Asked:
    """One question of one card, in one language."""

    card: str
    card_version: str
    question: str
    level: str


def of_skills(language: str = "en") -> dict[str, tuple[Asked, ...]]:
    """The questions of each skill: the first of each card before later ones, core practice before the rest."""
    return _of_skills(tuple(sorted(pack.manifest for pack in packs.packs())), language)


@lru_cache(maxsize=8)
def _of_skills(manifests: tuple[str, ...], language: str) -> dict[str, tuple[Asked, ...]]:
    # The manifests name the packs in use by their content: another pack or version has other questions.
    found: dict[str, list[tuple[tuple[bool, bool, int, str], Asked]]] = {}
    for row in packs.cards(language):
        if len(row.skills) == 1:
            asked = [block for block in row.json["blocks"] if block["type"] == "question"]
            for turn, block in enumerate(asked):
                if _can_be_checked(block):
                    # A later question of a card may lean on the one before it.
                    rank = (turn > 0, row.kind == "explanation" or row.level != "core", turn, row.id)
                    found.setdefault(row.skills[0], []).append(
                        (rank, Asked(row.id, row.sha256, block["id"], row.level))
                    )
    return {
        skill: tuple(one for _rank, one in sorted(mine, key=lambda pair: pair[0])[:MOST])
        for skill, mine in found.items()
    }


def _can_be_checked(block: dict[str, object]) -> bool:
    return block["kind"] not in BY_HAND and not block.get("try")
