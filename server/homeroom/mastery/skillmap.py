"""The map of skills as mastery reads it: titles, subjects, and which skills lie beside each other."""

from dataclasses import dataclass
from functools import lru_cache

from homeroom import i18n
from homeroom.packs import tables as packs


@dataclass(frozen=True)
class Place:
    """A skill on the map, in the reader's language."""

    id: str
    title: str
    subject: str
    requires: tuple[str, ...]
    grade_from: int = 0
    description: str = ""


@dataclass(frozen=True)
class SkillMap:
    """All skills of the packs on this box, what comes first before what builds on it."""

    places: dict[str, Place]
    beside: dict[str, tuple[str, ...]]

    def title(self, skill: str) -> str:
        """A skill's name; its id when its pack is gone."""
        found = self.places.get(skill)
        return found.title if found else skill

    def subject(self, skill: str) -> str:
        """The subject of a skill; "world" when its pack is gone."""
        found = self.places.get(skill)
        return found.subject if found else "world"

    def ordered(self, skills: set[str]) -> list[str]:
        """These skills by subject, and what is required first; those of no pack at the end."""
        known = [one for one in self.places if one in skills]
        return known + sorted(skills - set(known))


def skill_map(language: str = "") -> SkillMap:
    """The map, in the language of the page unless another is named."""
    return _map(tuple(sorted(pack.manifest for pack in packs.packs())), language or i18n.language())


@lru_cache(maxsize=8)
def _map(manifests: tuple[str, ...], language: str) -> SkillMap:
    # The manifests name the packs in use by their content: another pack or version is another map.
    beside: dict[str, set[str]] = {}
    places = {}
    with i18n.use(language):
        for one in packs.skills():
            about = packs.in_language(one.description, "")
            places[one.id] = Place(one.id, one.name, one.subject, tuple(one.requires), one.grade_from, about)
    for place in places.values():
        for before in place.requires:
            beside.setdefault(place.id, set()).add(before)
            beside.setdefault(before, set()).add(place.id)
    return SkillMap(_in_order(places), {skill: tuple(sorted(near)) for skill, near in beside.items()})


def _in_order(places: dict[str, Place]) -> dict[str, Place]:
    # By subject and grade, and inside that never before what it builds on.
    found: dict[str, Place] = {}

    def put(skill: str, path: tuple[str, ...]) -> None:
        place = places.get(skill)
        if place is None or skill in found or skill in path:
            return
        for before in place.requires:
            if before in places and places[before].subject == place.subject:
                put(before, (*path, skill))
        found[skill] = place

    for one in sorted(places.values(), key=lambda place: (place.subject, place.grade_from, place.id)):
        put(one.id, ())
    return found
