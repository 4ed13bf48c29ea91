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
            enough = len(known.get(skill, ())) >= shelf.short_test(skill).straight
            if enough and tired.get(skill, 0) < tested.A_DAY:
                found[row.slot] = skill
    return found


def _suits(info: CardInfo) -> bool:
    by_hand = info.offscreen or info.together_with != "alone"
    return len(info.skills) == 1 and info.kind in tested.FOR_KINDS and not by_hand


def doors(skills: Iterable[str], shelf: Shelf) -> list[str]:
    """Those of these skills that take the strict test, since several others build on them."""
    return sorted(one for one in set(skills) if shelf.short_test(one) == rules.STRICT)


def questions_for(student: str, skills: Iterable[str], shelf: Shelf) -> dict[str, list[list[str]]]:
    """For each skill, [card's hash, question] in the order to ask; another try begins with other questions."""
    known = questions.of_skills(language())
    tries: dict[str, int] = {}
    for one in tested.tests_of([student]):
        tries[one.skill] = tries.get(one.skill, 0) + 1
    return {
        skill: [
            [one.card_version, one.question]
            for one in _turned(known[skill], tries.get(skill, 0), shelf.short_test(skill).of)
        ]
        for skill in sorted(skills)
    }


def _turned(asked: Sequence[questions.Asked], turn: int, many: int) -> Sequence[questions.Asked]:
    start = turn * many % len(asked)
    return (*asked[start:], *asked[:start])[:many]
