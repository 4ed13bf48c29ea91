"""The weeks of a class beside each other, and what weighed for a card: for the teacher who decides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeroom.i18n import _
from homeroom.mastery import tables as mastery
from homeroom.playlists import drafting
from homeroom.playlists.catalog import CardInfo
from homeroom.playlists.planning import Row, Tile
from homeroom.playlists.tables import Plan

PERCENT = 100
LARGEST = 3.0  # the largest part that rules give


@dataclass(frozen=True)
class Column:
    """One week in numbers. Shares are in percent of its cards; `chance` of a typical card, None where none is told."""

    row: Row
    subjects: Mapping[str, int]
    offscreen: int
    together: int
    chance: int | None
    easier: int
    harder: int
    looks: int
    carried: int
    outside: frozenset[str] = frozenset()


def columns(rows: Sequence[Row], plan: Plan) -> list[Column]:
    """The weeks in numbers, and which of them lie outside what was asked for."""
    return [_column(row, plan) for row in rows if row.tiles]


def _column(row: Row, plan: Plan) -> Column:
    infos = [tile.info for tile in row.tiles if tile.info]
    levels = Counter(info.level for info in infos)
    parts = [tile.parts for tile in row.tiles]
    chances = [tile.facts["chance"] for tile in row.tiles if "chance" in tile.facts and "recheck" not in tile.parts]
    found = {
        "offscreen": _share(sum(info.offscreen for info in infos), len(infos)),
        "together": _share(sum(info.together_with in drafting.TOGETHER for info in infos), len(infos)),
    }
    return Column(
        row=row,
        subjects=Counter(info.subject for info in infos),
        chance=round(sum(chances) / len(chances) * PERCENT) if chances else None,
        easier=levels["easier"],
        harder=levels["harder"],
        looks=sum("recheck" in one for one in parts),
        carried=sum("carried" in one for one in parts),
        outside=frozenset(_outside(row, found, plan)),
        **found,
    )


def _share(some: int, of: int) -> int:
    return round(some * PERCENT / of) if of else 0


def _outside(row: Row, found: Mapping[str, int], plan: Plan) -> Iterable[str]:
    for name in ("offscreen", "together"):
        if not getattr(plan, name) - 5 <= found[name] <= getattr(plan, f"{name}_most") + 5:
            yield name
    if plan.minutes and row.minutes > plan.minutes:
        yield "minutes"
    if len(row.tiles) < plan.count:
        yield "cards"


@dataclass(frozen=True)
class Line:
    """One card and who has it."""

    card: str
    title: str
    info: CardInfo | None
    has: dict[str, Tile] = field(default_factory=dict)


def lines(rows: Sequence[Row], title_of: Mapping[str, str]) -> list[tuple[str, list[Line]]]:
    """All cards in the weeks of a class, by skill; those that most children have come first."""
    found: dict[str, Line] = {}
    for row in rows:
        for tile in row.tiles:
            found.setdefault(tile.card, Line(tile.card, tile.title, tile.info)).has[row.student.id] = tile
    by_skill: dict[str, list[Line]] = {}
    for one in sorted(found.values(), key=lambda line: (-len(line.has), line.title)):
        skill = one.info.skills[0] if one.info and one.info.skills else ""
        by_skill.setdefault(title_of.get(skill, skill) or _("Other cards"), []).append(one)
    return sorted(by_skill.items())


@dataclass(frozen=True)
class Part:
    """One thing that spoke for a card or against it. `share` of the largest part there is, from 0 to 1."""

    name: str
    value: float

    @property
    def share(self) -> float:
        """How long its bar is."""
        return min(1.0, abs(self.value) / LARGEST)


def parts(tile: Tile) -> list[Part]:
    """What weighed for a card, the heaviest first."""
    named = part_names()
    ordered = sorted(tile.parts.items(), key=lambda one: (-one[1], one[0]))
    return [Part(named.get(name, name), value) for name, value in ordered]


def part_names() -> dict[str, str]:
    """What each part is called."""
    return {
        "carried": _("Unfinished work"),
        "pinned": _("Pinned by you"),
        "project": _("Project of the class"),
        "teacher": _("Chosen by you"),
        "own": _("Chosen by the child"),
        "recheck": _("May have faded"),
        "path": _("Needed for a skill you chose"),
        "skill": _("A skill you chose"),
        "next": _("A next step"),
        "level": _("Level against your band"),
        "interest": _("What she likes"),
        "offscreen": _("Share away from the screen"),
        "together": _("Share with others"),
        "stretch": _("Time for something harder"),
        "drawn": _("Drawn by lot in a comparison"),
        "kind": _("Many of this kind already"),
    }


def chances(student: str, infos: Iterable[CardInfo]) -> dict[str, int]:
    """How many of ten children like her would get each of these cards right, as far as the box can say."""
    seen = mastery.forecast([student])
    return {info.id: round(seen.chance(student, info.skills, level=info.level, card=info.id) * 10) for info in infos}


def told(facts: Mapping[str, Any]) -> str:
    """What the box expected when it chose, in words; "" where it expected nothing."""
    chance = facts.get("chance")
    return "" if chance is None else _("Expected: about %(n)s of 10 right", n=round(float(chance) * 10))
