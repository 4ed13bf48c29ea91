"""The cards on the box, as planning sees them: cards, variants, skills; in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from homeroom import clock
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.playlists import drafting, rules


@dataclass(frozen=True, kw_only=True)
class CardInfo:
    """A card in one language: what stands on its cover."""

    id: str
    version: str
    title: str
    group: str
    kind: str
    level: str
    subject: str
    minutes: int
    together_with: str
    offscreen: bool
    image: str | None
    interest: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True, kw_only=True)
class SkillInfo:
    """A skill, and what it builds on."""

    id: str
    title: str
    subject: str
    grade_from: int = 0
    grade_to: int = 0
    requires: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """All there is to plan with."""

    cards: dict[str, CardInfo] = field(default_factory=dict)
    skills: dict[str, SkillInfo] = field(default_factory=dict)

    def find(self, card: str) -> CardInfo | None:
        """A card, or None when its pack is not installed (any more)."""
        return self.cards.get(card)

    def card(self, card: str) -> CardInfo:
        """A card. Raises NotFound."""
        found = self.cards.get(card)
        if found is None:
            raise NotFound(_("This card is not on the box. Its pack may have been removed."))
        return found

    def variants(self, card: str) -> list[CardInfo]:
        """The other cards that do the same in another way or at another level."""
        info = self.cards.get(card)
        return [one for one in self._groups.get(info.group, []) if one.id != card] if info else []

    def of_skill(self, skill: str) -> list[CardInfo]:
        """The cards about a skill."""
        return [one for one in self.cards.values() if skill in one.skills]

    def skill_title(self, skill: str) -> str:
        """A skill's name; its id when its pack is gone."""
        found = self.skills.get(skill)
        return found.title if found else skill

    @cached_property
    def _groups(self) -> dict[str, list[CardInfo]]:
        found: dict[str, list[CardInfo]] = {}
        for one in self.cards.values():
            found.setdefault(one.group, []).append(one)
        return found

    @cached_property
    def drafting(self) -> drafting.Catalog:
        """The same for the drafting rules."""
        return drafting.Catalog(
            {one.id: _for_drafting(one) for one in self.cards.values()},
            {one.id: one.requires for one in self.skills.values()},
        )


def _for_drafting(one: CardInfo) -> drafting.Card:
    return drafting.Card(
        id=one.id,
        group=one.group,
        kind=one.kind,
        level=one.level,
        interest=tuple(word.casefold() for word in one.interest),
        skills=one.skills,
        subject=one.subject,
        together=one.together_with in drafting.TOGETHER,
        offscreen=one.offscreen,
        language=one.language,
    )


def shelf(language: str = "en") -> Shelf:
    """All cards and skills on the box, with their words in a language."""
    return make_shelf([], [])


def make_shelf(cards: Iterable[CardInfo], skills: Iterable[SkillInfo]) -> Shelf:
    """A shelf of these."""
    return Shelf({one.id: one for one in cards}, {one.id: one for one in skills})


def this_week() -> str:
    """The ISO week of the school day now."""
    return rules.week_of(clock.today())
