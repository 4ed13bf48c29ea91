"""Which cards of a week can be tested out of, and with which questions."""

from collections.abc import Iterable, Sequence

from homeroom.i18n import language
from homeroom.playlists import questions, rules, tested
from homeroom.playlists.catalog import CardInfo, Shelf
from homeroom.playlists.tables import Slot


def offered(student: str, rows: Iterable[Slot], shelf: Shelf) -> dict[str, str]:
    """The skill to be asked about, by slot: for cards about one skill that has questions enough."""
    known, tired = questions.of_skills(language()), tested.tired(student)
    found = {}
    for row in rows:
        info = shelf.find(row.card)
        if info and not row.quick and not row.tested and _suits(info):
            skill = info.skills[0]
            if len(known.get(skill, ())) >= rules.STRAIGHT and tired.get(skill, 0) < tested.A_DAY:
                found[row.slot] = skill
    return found


def _suits(info: CardInfo) -> bool:
    by_hand = info.offscreen or info.together_with != "alone"
    return len(info.skills) == 1 and info.kind in tested.FOR_KINDS and not by_hand


def questions_for(student: str, skills: Iterable[str]) -> dict[str, list[list[str]]]:
    """For each skill, [card's hash, question] in the order to ask; another try begins with other questions."""
    known = questions.of_skills(language())
    tries: dict[str, int] = {}
    for one in tested.tests_of([student]):
        tries[one.skill] = tries.get(one.skill, 0) + 1
    return {
        skill: [[one.card_version, one.question] for one in _turned(known[skill], tries.get(skill, 0) * rules.OF)]
        for skill in sorted(skills)
    }


def _turned(asked: Sequence[questions.Asked], by: int) -> Sequence[questions.Asked]:
    start = by % len(asked)
    return (*asked[start:], *asked[:start])[: tested.ASKED]
