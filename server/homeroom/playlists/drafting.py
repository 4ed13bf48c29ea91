"""Propose a week for one student: clear rules, one reason for each card. Plain Python.

Order of thought: what she left unfinished, what the teacher chose for all, what may have faded, then
the teacher's skills with what they build on. Nothing is proposed before what it needs, nothing is
repeated. Among the cards that may come now the one with the largest sum of parts comes (weighing.py).
The teacher decides.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeroom.playlists import reasons, weighing
from homeroom.playlists.material import (
    CHECK,
    LEVELS,
    STAGES,
    TOGETHER,
    Card,
    Catalog,
    Pick,
    Skill,
    Student,
    Wish,
)
from homeroom.playlists.reasons import Reason
from homeroom.playlists.weighing import Tally

__all__ = ["LEVELS", "STAGES", "TOGETHER", "Card", "Catalog", "Pick", "Skill", "Student", "Wish", "draft"]

MUST_SHARE = 0.6
CARRIED_SHARE = 1 / 3
RECHECKS = 4  # in a week: who was away long must not come back to a mountain of tests
FOR_PREREQUISITE = 2
SHARES = {"offscreen", "together"}


def draft(student: Student, wish: Wish, catalog: Catalog) -> list[Pick]:
    """Propose at most `wish.count` cards, in an order in which they can be done."""
    table = _Table(student, wish, catalog)
    table.carry_over()
    table.pin()
    table.recheck()
    path = _path(student, wish.skills, catalog)
    quota = math.ceil(max(0, wish.count - len(table.tally.picks)) / max(1, len(wish.skills)))
    table.deal({skill: quota if skill in wish.skills else FOR_PREREQUISITE for skill in path}, must=True)
    table.deal(dict.fromkeys([skill for skill in path if skill in wish.skills], wish.count), must=False)
    table.deal(dict.fromkeys(_next_steps(student, path, catalog), FOR_PREREQUISITE), must=False)
    if not table.tally.picks:  # nobody goes without a week as long as there is something she can begin
        table.deal(dict.fromkeys(sorted(catalog.requires), FOR_PREREQUISITE), must=False)
    return table.tally.picks


def _path(student: Student, skills: Iterable[str], catalog: Catalog) -> list[str]:
    """The skills, each after what it builds on and the student does not know yet."""
    path: list[str] = []

    def walk(skill: str, above: tuple[str, ...]) -> None:
        if skill in path or skill in above:
            return
        for needed in catalog.requires.get(skill, ()):
            if not student.can(needed).known:
                walk(needed, (*above, skill))
        path.append(skill)

    for skill in skills:
        walk(skill, ())
    return [skill for skill in path if catalog.groups(skill)]


def _next_steps(student: Student, path: Sequence[str], catalog: Catalog) -> list[str]:
    subjects = {catalog.subject(skill) for skill in path}
    return [
        skill
        for skill in catalog.requires
        if skill not in path and catalog.subject(skill) in subjects and not student.can(skill).known
    ]


@dataclass(frozen=True)
class _Weighed:
    """A card that may come now, and what speaks for it; the smallest rank is the best."""

    card: Card
    parts: dict[str, float]
    chance: float
    rank: tuple[bool, float, str]


class _Table:
    """The week while it is being laid out."""

    def __init__(self, student: Student, wish: Wish, catalog: Catalog) -> None:
        self.student, self.wish, self.catalog = student, wish, catalog
        self.tally = Tally(wish)
        self.chances: dict[str, float] = {}
        self.fresh: dict[str, tuple[bool, bool]] = {}

    def place(self, card: Card, pick: Pick) -> None:
        """Lay down a card unless the week is full or has one of its variants."""
        if not self.tally.full and card.group not in self.tally.groups:
            self.tally.count(card, pick, self.student.interests)

    def carry_over(self) -> None:
        most = math.ceil(self.wish.count * CARRIED_SHARE)
        for pick in (*self.student.kept, *self.student.unfinished[:most]):
            if pick.card in self.catalog.cards:
                self.place(self.catalog.cards[pick.card], pick)

    def pin(self) -> None:
        for pick in self.student.given:
            if pick.card in self.catalog.cards:
                self.place(self.catalog.cards[pick.card], pick)
        projects = ((card, True, reasons.project()) for card in self.wish.projects if card not in self.student.done)
        for card, must, reason in (*((card, must, reasons.pinned()) for card, must in self.wish.pins), *projects):
            if card in self.catalog.cards:
                self.place(self.catalog.cards[card], Pick(card, must, reason))

    def recheck(self) -> None:
        """A quick question about what may have faded, the least likely first, and about what was booked."""
        due = {skill: now.chance for skill, now in self.student.skills.items() if now.state == "rusty"}
        due.update({skill: self.student.can(skill).chance for skill in self.student.booked})
        for chance, skill in sorted((chance, skill) for skill, chance in due.items())[:RECHECKS]:
            cards = [card for group in self.catalog.groups(skill).values() for card in group]
            asking = [card for card in cards if (card.quick or card.kind in ("check", "exercise")) and self._free(card)]
            if asking:
                best = min(asking, key=lambda card: (not card.quick, card.kind != "check", self._fit(card), card.id))
                days, booked = self.student.can(skill).days, skill in self.student.booked
                self.place(best, Pick(best.id, True, reasons.recheck(skill, days, chance, booked), quick=best.quick))

    def _free(self, card: Card) -> bool:
        compared = card.id in self.student.drawn or card.id in self.student.withheld
        return card.group not in self.tally.groups and not compared

    def _fit(self, card: Card) -> tuple[Any, ...]:
        away = LEVELS.index(card.level) - 1 if card.level in LEVELS else 1
        return (card.id in self.student.done, card.language != self.student.language, abs(away))

    def deal(self, quotas: Mapping[str, int], must: bool) -> None:
        """Go round the subjects, one card each, until nothing more fits."""
        left, dealt = dict(quotas), dict.fromkeys(quotas, 0)
        subjects: dict[str, list[str]] = {}
        for skill in quotas:
            subjects.setdefault(self.catalog.subject(skill), []).append(skill)
        going = True
        while going and not self.tally.full:
            going = False
            for mine in subjects.values():
                found = self._first([skill for skill in mine if left[skill] > 0])
                if found is None:
                    continue
                skill, card, reason = found
                needed = must and dealt[skill] < max(1, round(quotas[skill] * MUST_SHARE))
                self.place(card, Pick(card.id, needed, reason))
                left[skill], dealt[skill], going = left[skill] - 1, dealt[skill] + 1, True

    def _first(self, skills: Sequence[str]) -> tuple[str, Card, Reason] | None:
        """The best card of the first skill that has one; of a later skill when only that brings a missing share."""
        first = None
        for skill in skills:
            best = self._best(skill)
            if best is None:
                continue
            if not self.tally.behind() or SHARES & best[1]["parts"].keys():
                return (skill, *best)
            first = first or (skill, *best)
        return first

    def _best(self, skill: str) -> tuple[Card, Reason] | None:
        """The card of a skill that comes now, and why: ways in first, unless a share of the week is missing."""
        found, basis = [], self._basis(skill)
        for variants in self.catalog.groups(skill).values():
            if variants[0].group in self.tally.groups:
                continue
            weighed = [self._weighed(card, skill, variants, basis) for card in variants if self._may_come(card)]
            if weighed:
                found.append(min(weighed, key=lambda one: one.rank))
        if not found:
            return None
        best = min(found, key=lambda one: (self._turn(one), *one.rank))
        return best.card, reasons.told(best.parts, self._facts(skill, best.card, best.chance))

    def _may_come(self, card: Card) -> bool:
        shut = card.id in self.student.done or card.id in self.student.withheld
        return not shut and self.tally.fits(card) and self._ready(card)

    def _weighed(self, card: Card, skill: str, variants: Sequence[Card], basis: dict[str, float]) -> "_Weighed":
        chance = self._chance(skill, card)
        parts = weighing.weigh(card, basis, variants, chance, (self.student, self.tally))
        rank = (card.language != self.student.language, -round(sum(parts.values()), 6), card.id)
        return _Weighed(card, parts, chance, rank)

    def _turn(self, one: "_Weighed") -> int:
        """Ways in come first, checks last; what brings a share that is missing by a whole card comes at once."""
        missing = self.tally.behind() and SHARES & one.parts.keys() and one.card.stage < CHECK
        return 0 if missing else one.card.stage

    def _basis(self, skill: str) -> dict[str, float]:
        if skill in self.wish.skills:
            return {"skill": weighing.SKILL}
        return {"path": weighing.PATH} if self._goal(skill) else {"next": weighing.NEXT}

    def _goal(self, skill: str) -> str:
        return next((one for one in self.wish.skills if skill in self.catalog.below(one)), "")

    def _facts(self, skill: str, card: Card, chance: float) -> dict[str, Any]:
        now = self.student.can(skill)
        liked = sorted(self.student.interests & set(card.interest))
        return {
            "skill": skill,
            "goal": "" if skill in self.wish.skills else self._goal(skill),
            "interest": liked[0] if liked else "",
            "kind": card.kind,
            "level": card.level,
            "state": now.state,
            "tried": now.tried,
            "right": now.right,
            "begun": skill in self.tally.taught,
            "chance": round(chance, 2),
        }

    def _chance(self, skill: str, card: Card) -> float:
        if skill not in self.chances:
            self.chances[skill] = weighing.expected(self.student, skill, self.catalog)
        return weighing.at_level(self.chances[skill], card.level)

    def _ready(self, card: Card) -> bool:
        """Whether all it builds on is known or comes earlier; a check waits until its skills were practiced."""
        if card.stage >= CHECK and not all(map(self._met, card.skills)):
            return False
        needed = {one for skill in card.skills for one in self.catalog.requires.get(skill, ())} - set(card.skills)
        taught = self.tally.taught
        return all(skill in taught or self.student.can(skill).known or self._used_up(skill) for skill in needed)

    def _met(self, skill: str) -> bool:
        now = self.student.can(skill)
        return skill in self.tally.taught or now.known or now.tried > 0 or not self._fresh(skill)[0]

    def _used_up(self, skill: str) -> bool:
        """Whether she has done all there is about a skill: waiting longer for it would help nobody."""
        return not self._fresh(skill)[1]

    def _fresh(self, skill: str) -> tuple[bool, bool]:
        """Whether there is practice about a skill that she has not done, and whether there is any such card."""
        if skill not in self.fresh:
            groups = self.catalog.groups(skill).values()
            left = [card for variants in groups for card in variants if card.id not in self.student.done]
            self.fresh[skill] = any(card.stage < CHECK for card in left), bool(left)
        return self.fresh[skill]
