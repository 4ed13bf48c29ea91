"""What can be compared: two practice cards that do the same, or two packs' practice on one skill."""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom.errors import Refused
from homeroom.i18n import _, language
from homeroom.packs import tables as packs
from homeroom.playlists import catalog, drafting
from homeroom.playlists.catalog import CardInfo
from homeroom.playlists.material import PRACTICE


@dataclass(frozen=True)
class Way:
    """One of the two: a card, or all practice of a pack on the skill."""

    key: str
    name: str
    cards: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True)
class Choice:
    """Ways of which two can be compared."""

    key: str
    skill: str
    title: str
    subject: str
    ways: tuple[Way, ...]

    def way(self, key: str) -> Way:
        """One of its ways. Raises Refused."""
        found = next((one for one in self.ways if one.key == key), None)
        if found is None:
            raise Refused(_("Choose two different cards or packs."))
        return found


def choices() -> list[Choice]:
    """All that can be compared, by skill: cards first."""
    shelf = catalog.shelf(language())
    practice = [card for card in shelf.cards.values() if is_practice(card)]
    found = [*_cards(practice, shelf), *_packs(practice, shelf)]
    return sorted(found, key=lambda one: (one.subject, one.title, one.key))


def choice(key: str) -> Choice:
    """One of them. Raises Refused."""
    found = next((one for one in choices() if one.key == key), None)
    if found is None:
        raise Refused(_("These cards can't be compared (any more). Choose again."))
    return found


def is_practice(card: CardInfo) -> bool:
    """Small stakes only: no checks, no projects, and one skill, so that it is clear what is looked at."""
    return drafting.STAGES.get(card.kind, PRACTICE) <= PRACTICE and len(card.skills) == 1


def _cards(practice: Iterable[CardInfo], shelf: catalog.Shelf) -> list[Choice]:
    groups: dict[str, list[CardInfo]] = {}
    for card in practice:
        groups.setdefault(card.group, []).append(card)
    return [
        Choice(
            key=f"card.{group}",
            skill=cards[0].skills[0],
            title=shelf.skill_title(cards[0].skills[0]),
            subject=cards[0].subject,
            ways=tuple(Way(card.id, card.title, (card.id,), card.level) for card in cards),
        )
        for group, cards in groups.items()
        if len(cards) > 1 and len({card.skills for card in cards}) == 1
    ]


def _packs(practice: Iterable[CardInfo], shelf: catalog.Shelf) -> list[Choice]:
    home = {row.id: row.pack for row in packs.cards(language())}
    names = {pack.id: pack.name for pack in packs.packs()}
    skills: dict[str, dict[str, list[CardInfo]]] = {}
    for card in practice:
        skills.setdefault(card.skills[0], {}).setdefault(home.get(card.id, ""), []).append(card)
    return [
        Choice(
            key=f"pack.{skill}",
            skill=skill,
            title=shelf.skill_title(skill),
            subject=next(iter(by_pack.values()))[0].subject,
            ways=tuple(
                Way(pack, names.get(pack, pack), tuple(sorted(card.id for card in cards)))
                for pack, cards in by_pack.items()
            ),
        )
        for skill, by_pack in skills.items()
        if len(by_pack) > 1
    ]
