"""The week of a class as its teacher plans it: who has which cards, drafted or published."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeroom import clock
from homeroom.evidence import tables as evidence
from homeroom.i18n import _, language, ngettext
from homeroom.mastery import tables as mastery
from homeroom.people import tables as people
from homeroom.people.tables import Student
from homeroom.playlists import catalog, independence, reasons, tables
from homeroom.playlists.catalog import CardInfo, Shelf
from homeroom.playlists.tables import Draft, Plan, Week
from homeroom.playlists.weighing import QUICK_MINUTES
from homeroom.playlists.words import LEVELS, kinds, levels, subjects

CARRIED = 60 * 86_400_000  # ms: no card is carried from week to week longer
STATES = {"mastered": 0, "growing": 0, "rusty": 0}


@dataclass(frozen=True)
class Tile:
    """One card in a row."""

    slot: str
    card: str
    info: CardInfo | None
    must: bool
    reason: str
    status: str
    parts: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    quick: bool = False
    place: str = ""
    partner: str = ""

    @property
    def title(self) -> str:
        """What stands on the card; its id when the pack is gone."""
        return self.info.title if self.info else self.card


@dataclass(frozen=True)
class Row:
    """One child's week. `state` is none, draft, published, or again (a new draft beside a published week)."""

    student: Student
    name: str
    portrait: str
    state: str
    tiles: Sequence[Tile]

    @property
    def minutes(self) -> int:
        """How long all cards take."""
        return sum(QUICK_MINUTES if tile.quick else tile.info.minutes for tile in self.tiles if tile.info)

    @property
    def summary(self) -> str:
        """What is in the week, in words."""
        named, level_names = subjects(), levels()
        by_subject = Counter(tile.info.subject for tile in self.tiles if tile.info)
        by_level = Counter(tile.info.level for tile in self.tiles if tile.info)
        parts = [f"{count} {named.get(one, one)}" for one, count in by_subject.most_common()]
        parts += [f"{by_level[one]} {level_names[one]}" for one in LEVELS if by_level[one] and one != "core"]
        return (
            ngettext("%(num)s card", "%(num)s cards", len(self.tiles), num=len(self.tiles)) + ": " + _(", ").join(parts)
        )


def rows(class_id: str, week: str, only: Sequence[str] | None = None) -> list[Row]:
    """The rows of a class, by name; or those of some of its children."""
    everybody = people.students_of(class_id)
    names = people.short_names(everybody)
    ids = [one.id for one in everybody if only is None or one.id in only]
    drafts, weeks, slots = tables.drafts(ids, week), tables.published(ids, week), tables.slots_of_all(ids, week)
    since = clock.now_ms() - CARRIED
    status = {(student, slot): state for student, slot, _card, state in evidence.statuses(ids, since)}
    shelf = catalog.shelf(language())
    found = []
    for one in everybody:
        if one.id not in ids:
            continue
        draft = drafts.get(one.id)
        raw = draft.slots if draft else [row.__data__ for row in slots[one.id]]
        tiles = [_tile(shelf, part, status.get((one.id, part["slot"]), "new"), names) for part in raw]
        state = _state(draft, weeks.get(one.id))
        found.append(Row(one, names[one.id], people.portrait_url(one), state, tiles))
    return found


def _state(draft: Draft | None, week: Week | None) -> str:
    if draft:
        return "again" if week else "draft"
    return "published" if week else "none"


def _tile(shelf: Shelf, part: dict[str, Any], status: str, names: Mapping[str, str]) -> Tile:
    why = part["reason"]
    return Tile(
        slot=part["slot"],
        card=part["card"],
        info=shelf.find(part["card"]),
        must=part["must"],
        reason=reasons.sentence(why, shelf.skill_title),
        status="done" if part.get("tested") else status,
        parts=why.get("parts") or {},
        facts=why.get("facts") or {},
        quick=bool(part.get("quick")),
        place=independence.places().get(part.get("place") or "", ""),
        partner=names.get(part.get("partner") or "", ""),
    )


@dataclass(frozen=True)
class Choice:
    """A skill a teacher may plan, and how her class stands."""

    id: str
    title: str
    cards: int
    chosen: bool
    states: dict[str, int]


def choices(class_id: str, plan: Plan) -> dict[str, list[Choice]]:
    """All skills there are cards for, by subject."""
    shelf = catalog.shelf(language())
    ids = [one.id for one in people.students_of(class_id)]
    standing: dict[str, Counter[str]] = {}
    for known in mastery.states_of_all(ids).values():
        for skill, now in known.items():
            standing.setdefault(skill, Counter())[now.state] += 1
    cards = Counter(skill for one in shelf.cards.values() for skill in one.skills)
    found: dict[str, list[Choice]] = {}
    for one in shelf.skills.values():
        if cards[one.id]:
            states = {**STATES, **standing.get(one.id, {})}
            choice = Choice(one.id, one.title, cards[one.id], one.id in plan.skills, states)
            found.setdefault(one.subject, []).append(choice)
    return found


def replacements(card_id: str) -> tuple[list[CardInfo], list[CardInfo]]:
    """What could stand in a card's place: its variants, and other cards of its skills."""
    shelf = catalog.shelf(language())
    info = shelf.find(card_id)
    if info is None:
        return [], []
    alike = shelf.variants(card_id)
    near = {one.id: one for skill in info.skills for one in shelf.of_skill(skill) if one.group != info.group}
    return alike, list(near.values())


def projects() -> list[CardInfo]:
    """The projects on the box."""
    return [one for one in catalog.shelf(language()).cards.values() if one.kind == "project"]


def by_skill() -> list[tuple[str, list[CardInfo]]]:
    """All cards, under the first skill of each."""
    shelf = catalog.shelf(language())
    found: dict[str, list[CardInfo]] = {}
    for one in shelf.cards.values():
        found.setdefault(one.skills[0] if one.skills else "", []).append(one)
    return [(shelf.skill_title(skill), cards) for skill, cards in found.items()]


def about(info: CardInfo) -> str:
    """Kind, level, minutes and interest of a card in one line."""
    parts = [kinds().get(info.kind, info.kind), levels().get(info.level, info.level)]
    parts.append(ngettext("%(num)s minute", "%(num)s minutes", info.minutes, num=info.minutes))
    return " · ".join([*parts, *info.interest])
