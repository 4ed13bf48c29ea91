"""The cards on the box, as planning sees them: cards, variants, skills; in the reader's language."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache

from homeroom import clock, i18n
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.packs import tables as packs
from homeroom.playlists import drafting, questions, rules
from homeroom.playlists.material import STEP
from homeroom.terms import tables as terms


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
        return [one for one in self.cards.values() if skill in one.skills and not one.id.startswith(STEP)]

    def skill_title(self, skill: str) -> str:
        """A skill's name; its id when its pack is gone."""
        found = self.skills.get(skill)
        return found.title if found else skill

    def short_test(self, skill: str) -> rules.ShortTest:
        """What it takes to show a skill: more for a door, on which several others build."""
        return rules.short_test(self._leads_to[skill])

    @cached_property
    def _leads_to(self) -> Counter[str]:
        return Counter(below for one in self.skills.values() for below in set(one.requires))

    @cached_property
    def _groups(self) -> dict[str, list[CardInfo]]:
        found: dict[str, list[CardInfo]] = {}
        for one in self.cards.values():
            found.setdefault(one.group, []).append(one)
        return found

    @cached_property
    def drafting(self) -> drafting.Catalog:
        """The same for the drafting rules."""
        quick = {one.card: one.question for alone in questions.of_skills().values() for one in reversed(alone)}
        return drafting.Catalog(
            {one.id: _for_drafting(one, quick.get(one.id, "")) for one in self.cards.values()},
            {one.id: one.requires for one in self.skills.values()},
        )


def _for_drafting(one: CardInfo, quick: str) -> drafting.Card:
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
        minutes=one.minutes,
        quick=quick,
    )


def shelf(language: str = "en") -> Shelf:
    """All cards and skills on the box, with their words in a language where there are such."""
    return _shelf(tuple(sorted(pack.manifest for pack in packs.packs())), language)


@lru_cache(maxsize=8)
def _shelf(manifests: tuple[str, ...], language: str) -> Shelf:
    # The manifests name the packs in use by their content: another pack or version is another shelf.
    with i18n.use(language):
        skills = [_skill(one) for one in packs.skills()]
    return Shelf({row.id: _card(row) for row in packs.cards(language)}, {one.id: one for one in skills})


def _card(row: packs.Card) -> CardInfo:
    return CardInfo(
        id=row.id,
        version=row.sha256,
        title=row.title,
        group=row.variant_of or row.id,
        kind=row.kind,
        level=row.level,
        subject=row.subject,
        minutes=row.minutes,
        together_with=row.with_whom,
        offscreen=row.offscreen,
        image=row.image_url,
        interest=tuple(row.interest),
        skills=tuple(row.skills),
        language=row.lang,
    )


def _skill(one: packs.Skill) -> SkillInfo:
    return SkillInfo(
        id=one.id,
        title=one.name,
        subject=one.subject,
        grade_from=one.grade_from,
        grade_to=one.grade_to,
        requires=tuple(one.requires),
    )


def this_week() -> str:
    """The ISO week of the school day now."""
    return rules.week_of(clock.today())


def week_to_plan() -> str:
    """This week until Thursday; from Friday on the next one with school."""
    in_three = (date.fromisoformat(clock.today()) + timedelta(days=3)).isoformat()
    kept = terms.calendar()
    return rules.week_of(in_three if kept.is_school_day(in_three) else kept.after(in_three))
