"""What a week is drafted from: cards, skills, one student, and what her teacher asks for. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeroom.playlists.reasons import Reason

LEVELS = ("easier", "core", "harder")
STAGES = {"explanation": 0, "video": 0, "reading": 0, "check": 2, "project": 3}  # anything else is practice: 1
PRACTICE, CHECK = 1, 2
TOGETHER = ("pair", "group")
STEP = "project-step-"  # how cards begin that are a step of a project: only who is in it gets them


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
    minutes: int = 0
    quick: str = ""  # a question that can be asked alone, to see whether something is still there

    @property
    def stage(self) -> int:
        """A way in (0), practice (1), a check (2), a project (3)."""
        return STAGES.get(self.kind, PRACTICE)


@dataclass(frozen=True)
class Skill:
    """What a student can do about a skill, as drafting sees it. `chance`: of a typical question going right."""

    state: str = "not_begun"
    chance: float = 0.5
    known: bool = False
    right: int = 0
    tried: int = 0
    days: int = 0
    tried_in_all: int = 0
    placed: bool = False  # the chance comes from a placement or a model, though nothing was tried


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
                for one in () if card.id.startswith(STEP) else card.skills:
                    self._by_skill.setdefault(one, {}).setdefault(card.group, []).append(card)
        return self._by_skill.get(skill, {})

    def subject(self, skill: str) -> str:
        """The subject most of a skill's cards say."""
        return next((cards[0].subject for cards in self.groups(skill).values()), "")

    def below(self, skill: str) -> set[str]:
        """All that a skill builds on, to the ground."""
        found: set[str] = set()
        todo = list(self.requires.get(skill, ()))
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += self.requires.get(one, ())
        return found


@dataclass(frozen=True)
class Pick:
    """One proposed card, with what speaks for it."""

    card: str
    must: bool
    reason: Reason
    slot: str = ""  # only where the work goes on in a slot that exists
    quick: str = ""  # only this question of the card


@dataclass(frozen=True)
class Student:
    """What drafting needs to know about a student."""

    id: str
    interests: frozenset[str] = frozenset()
    language: str = "en"
    skills: Mapping[str, Skill] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    kept: tuple[Pick, ...] = ()  # what she has touched in this very week: stays
    unfinished: tuple[Pick, ...] = ()  # from weeks before: the most pressing first
    booked: tuple[str, ...] = ()  # skills of which a look back was promised for this week
    easy: float = 0.0  # share of easier cards in the weeks before
    given: tuple[Pick, ...] = ()  # what comes in any case: the steps of her projects
    drawn: frozenset[str] = frozenset()  # cards that the lot gave her in a comparison
    withheld: frozenset[str] = frozenset()  # their counterparts, which are not proposed to her

    def can(self, skill: str) -> Skill:
        """What she can do about a skill, also one she never met."""
        return self.skills.get(skill, Skill())


@dataclass(frozen=True)
class Wish:
    """What the teacher asks for. Shares are from 0 to 1, counted on `count`; no minutes: no limit."""

    skills: tuple[str, ...]
    count: int = 25
    offscreen: float = 0.25
    together: float = 0.15
    pins: tuple[tuple[str, bool], ...] = ()
    offscreen_most: float = 1.0
    together_most: float = 1.0
    minutes: int = 0
    band: tuple[float, float] = (0.70, 0.85)
    projects: tuple[str, ...] = ()
