"""Propose a week for one student: clear rules, one reason for each card. Plain Python.

Order of thought: what she left unfinished, what the teacher chose for all, what may have faded, then
the teacher's skills with what they build on. Nothing is proposed before what it needs, nothing is
repeated, the level follows what she can do, the variant what she likes. The teacher decides.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeroom.playlists import reasons
from homeroom.playlists.reasons import Reason

LEVELS = ("easier", "core", "harder")
STAGES = {"explanation": 0, "video": 0, "reading": 0, "check": 2, "project": 3}  # anything else is practice: 1
MUST_SHARE = 0.6
CARRIED_SHARE = 1 / 3
RECHECKS = 2
FOR_PREREQUISITE = 2
TOGETHER = ("pair", "group")


@dataclass(frozen=True)
class Card:
    """What drafting needs to know about a card. Variants of one card share a `group`."""

    id: str
    group: str
    kind: str = "exercise"
    level: str = "core"
    interest: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    subject: str = ""
    together: bool = False
    offscreen: bool = False
    language: str = "en"


@dataclass(frozen=True)
class Skill:
    """What a student can do about a skill, as drafting sees it."""

    state: str = "not_begun"
    chance: float = 0.5
    known: bool = False
    right: int = 0
    tried: int = 0
    days: int = 0


@dataclass(frozen=True)
class Catalog:
    """All cards on the box and how skills build on each other."""

    cards: Mapping[str, Card]
    requires: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _by_skill: dict[str, dict[str, list[Card]]] = field(default_factory=dict)

    def groups(self, skill: str) -> dict[str, list[Card]]:
        """The cards of a skill, variants together."""
        if not self._by_skill:
            for card in self.cards.values():
                for one in card.skills:
                    self._by_skill.setdefault(one, {}).setdefault(card.group, []).append(card)
        return self._by_skill.get(skill, {})

    def subject(self, skill: str) -> str:
        """The subject most of a skill's cards say."""
        return next((cards[0].subject for cards in self.groups(skill).values()), "")


@dataclass(frozen=True)
class Student:
    """What drafting needs to know about a student."""

    id: str
    interests: frozenset[str] = frozenset()
    language: str = "en"
    skills: Mapping[str, Skill] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    kept: tuple["Pick", ...] = ()  # what she has touched in this very week: stays
    unfinished: tuple["Pick", ...] = ()  # from weeks before: the most pressing first

    def can(self, skill: str) -> Skill:
        """What she can do about a skill, also one she never met."""
        return self.skills.get(skill, Skill())


@dataclass(frozen=True)
class Wish:
    """What the teacher asks for."""

    skills: tuple[str, ...]
    count: int = 25
    offscreen: float = 0.25
    together: float = 0.15
    pins: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True)
class Pick:
    """One proposed card, with what speaks for it."""

    card: str
    must: bool
    reason: Reason
    slot: str = ""  # only where the work goes on in a slot that exists


def draft(student: Student, wish: Wish, catalog: Catalog) -> list[Pick]:
    """Propose at most `wish.count` cards, in an order in which they can be done."""
    table = _Table(student, wish, catalog)
    table.carry_over()
    table.pin()
    table.recheck()
    path = _path(student, wish.skills, catalog)
    quota = math.ceil(max(0, wish.count - len(table.picks)) / max(1, len(wish.skills)))
    table.deal({skill: quota if skill in wish.skills else FOR_PREREQUISITE for skill in path}, must=True)
    table.deal(dict.fromkeys([skill for skill in path if skill in wish.skills], wish.count), must=False)
    table.deal(dict.fromkeys(_next_steps(student, path, catalog), FOR_PREREQUISITE), must=False)
    return table.picks


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


class _Table:
    """The week while it is being laid out."""

    def __init__(self, student: Student, wish: Wish, catalog: Catalog) -> None:
        self.student, self.wish, self.catalog = student, wish, catalog
        self.picks: list[Pick] = []
        self.groups: set[str] = set()
        self.taught: set[str] = set()
        self.offscreen = self.together = 0

    @property
    def full(self) -> bool:
        return len(self.picks) >= self.wish.count

    def place(self, card: Card, must: bool, reason: Reason, slot: str = "") -> None:
        """Lay down a card unless the week is full or has one of its variants."""
        if self.full or card.group in self.groups:
            return
        self.picks.append(Pick(card.id, must, reason, slot))
        self.groups.add(card.group)
        self.taught.update(card.skills)
        self.offscreen += card.offscreen
        self.together += card.together

    def carry_over(self) -> None:
        most = math.ceil(self.wish.count * CARRIED_SHARE)
        for pick in (*self.student.kept, *self.student.unfinished[:most]):
            if pick.card in self.catalog.cards:
                self.place(self.catalog.cards[pick.card], pick.must, pick.reason, pick.slot)

    def pin(self) -> None:
        for card, must in self.wish.pins:
            if card in self.catalog.cards:
                self.place(self.catalog.cards[card], must, reasons.pinned())

    def recheck(self) -> None:
        rusty = [(now.chance, skill) for skill, now in self.student.skills.items() if now.state == "rusty"]
        for _, skill in sorted(rusty)[:RECHECKS]:
            cards = [card for group in self.catalog.groups(skill).values() for card in group]
            asking = [card for card in cards if card.kind in ("check", "exercise") and card.group not in self.groups]
            if asking:
                best = min(asking, key=lambda card: (card.kind != "check", self._fit(card, "core"), card.id))
                self.place(best, True, reasons.recheck(skill, self.student.can(skill).days))

    def deal(self, quotas: Mapping[str, int], must: bool) -> None:
        """Go round the subjects, one card each, until nothing more fits."""
        left, dealt = dict(quotas), dict.fromkeys(quotas, 0)
        subjects = list(dict.fromkeys(self.catalog.subject(skill) for skill in quotas))
        going = True
        while going and not self.full:
            going = False
            for subject in subjects:
                mine = [skill for skill in quotas if left[skill] > 0 and self.catalog.subject(skill) == subject]
                found = next(((skill, cards) for skill in mine if (cards := self._candidates(skill))), None)
                if found is None or self.full:
                    continue
                skill, cards = found
                needed = must and dealt[skill] < max(1, round(quotas[skill] * MUST_SHARE))
                self.place(cards[0], needed, self._reason(cards, skill))
                left[skill], dealt[skill], going = left[skill] - 1, dealt[skill] + 1, True

    def _candidates(self, skill: str) -> list[Card]:
        """The cards of a skill that may come now, the best first."""
        wanted = self._level(skill)
        fresh = (
            min(variants, key=lambda card: (self._fit(card, wanted), card.id))
            for group, variants in self.catalog.groups(skill).items()
            if group not in self.groups
        )
        ready = [card for card in fresh if card.id not in self.student.done and self._ready(card)]
        return sorted(ready, key=lambda card: (STAGES.get(card.kind, 1), -self._missing(card), *self._variety(card)))

    def _ready(self, card: Card) -> bool:
        """Whether all it builds on is known or comes earlier; a check waits until its skills were practiced."""
        if STAGES.get(card.kind, 1) >= STAGES["check"] and not all(map(self._met, card.skills)):
            return False
        needed = {one for skill in card.skills for one in self.catalog.requires.get(skill, ())} - set(card.skills)
        return all(skill in self.taught or self.student.can(skill).known or self._used_up(skill) for skill in needed)

    def _met(self, skill: str) -> bool:
        now = self.student.can(skill)
        others = (card for variants in self.catalog.groups(skill).values() for card in variants)
        new = any(STAGES.get(card.kind, 1) < STAGES["check"] and card.id not in self.student.done for card in others)
        return skill in self.taught or now.known or now.tried > 0 or not new

    def _used_up(self, skill: str) -> bool:
        """Whether she has done all there is about a skill: waiting longer for it would help nobody."""
        groups = self.catalog.groups(skill).values()
        return all(card.id in self.student.done for variants in groups for card in variants)

    def _variety(self, card: Card) -> tuple[int, str]:
        return sum(self.catalog.cards[pick.card].kind == card.kind for pick in self.picks), card.id

    def _missing(self, card: Card) -> int:
        """How many of the teacher's shares (off the screen, together) this card helps to reach."""
        size = len(self.picks) + 1
        away = card.offscreen and self.offscreen < self.wish.offscreen * size
        with_others = card.together and self.together < self.wish.together * size
        return int(away) + int(with_others)

    def _fit(self, card: Card, wanted: str) -> tuple[Any, ...]:
        off = abs(LEVELS.index(card.level) - LEVELS.index(wanted)) if card.level in LEVELS else 1
        foreign = card.language != self.student.language
        return (card.id in self.student.done, foreign, off, not self.student.interests & set(card.interest))

    def _level(self, skill: str) -> str:
        now = self.student.can(skill)
        if now.tried == 0:
            return "core"
        return "easier" if now.chance < 0.5 else "harder" if now.chance >= 0.85 else "core"

    def _reason(self, cards: Sequence[Card], skill: str) -> Reason:
        card, usual = cards[0], min(cards, key=lambda one: (STAGES.get(one.kind, 1), *self._variety(one)))
        if card is not usual:  # it came first only because the week lacks its kind
            return reasons.away_from_screen() if card.offscreen else reasons.with_others()
        liked = sorted(self.student.interests & set(card.interest))
        if liked and len(self.catalog.groups(skill)[card.group]) > 1:
            return reasons.liked(liked[0])
        if skill not in self.wish.skills:
            wished = [one for one in self.wish.skills if skill in self._below(one)]
            return reasons.step_towards(skill, wished[0]) if wished else reasons.ready_for(skill)
        return reasons.for_skill(skill, self.student.can(skill), card, begun=skill in self.taught)

    def _below(self, skill: str) -> set[str]:
        found: set[str] = set()
        todo = list(self.catalog.requires.get(skill, ()))
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.catalog.requires.get(one, ())
        return found
