"""How much speaks for a card now: a sum of named parts, each of which can be shown. Plain Python.

A positive part may become the reason; a negative one only holds a card back. The chance of a card is
the student's chance on a typical question of its skill, shifted by the card's level on the logit scale
(learning.md 4.3: levels are 0.8 apart in difficulty, which weighs .68).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from homeroom.playlists.material import LEVELS, PRACTICE, Card, Catalog, Pick, Student, Wish

STEP = 0.8 * 0.68
CHALLENGE = (0.50, 0.70)  # with others, or for a stretch
USUAL, USUAL_COUNT = 0.75, 5  # what is expected of who has not answered yet, and how many answers that is worth
SKILL, PATH, NEXT = 0.8, 1.5, 0.5
LIKED, SHARE, STRETCH, IN_BAND, DRAWN = 0.9, 1.0, 0.95, 0.4, 1.8
OUTSIDE, SAME_KIND, FAVORITE = -2.0, -0.15, -0.4
FAVORITES = 1 / 3
QUICK_MINUTES = 2
STRETCH_SHARE, STRETCH_SHARE_EASY, EASY = 1 / 8, 1 / 4, 0.5


@dataclass
class Tally:
    """What lies on the table so far."""

    wish: Wish
    picks: list[Pick] = field(default_factory=list)
    groups: set[str] = field(default_factory=set)
    taught: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    liked: dict[str, int] = field(default_factory=dict)
    offscreen: int = 0
    together: int = 0
    minutes: int = 0
    stretched: int = 0
    practiced: int = 0

    @property
    def full(self) -> bool:
        """Whether as many cards lie there as were asked for."""
        return len(self.picks) >= self.wish.count

    def fits(self, card: Card) -> bool:
        """Whether a card keeps the teacher's bounds: number, minutes, at most so much off the screen or together."""
        wish = self.wish
        return not (
            self.full
            or card.group in self.groups
            or (wish.minutes and self.minutes + card.minutes > wish.minutes)
            or (card.offscreen and self.offscreen + 1 > wish.offscreen_most * wish.count)
            or (card.together and self.together + 1 > wish.together_most * wish.count)
        )

    def wants_offscreen(self) -> bool:
        """Whether the week is behind the least share away from the screen."""
        return self.offscreen < self.wish.offscreen * (len(self.picks) + 1)

    def wants_together(self) -> bool:
        """Whether the week is behind the least share with others."""
        return self.together < self.wish.together * (len(self.picks) + 1)

    def behind(self) -> bool:
        """Whether a whole card is missing in one of these shares."""
        size, wish = len(self.picks) + 1, self.wish
        return self.offscreen + 1 <= wish.offscreen * size or self.together + 1 <= wish.together * size

    def count(self, card: Card, pick: Pick, interests: frozenset[str]) -> None:
        """Take note of a card that was laid down."""
        self.picks.append(pick)
        self.groups.add(card.group)
        self.taught.update(card.skills)
        self.kinds[card.kind] = self.kinds.get(card.kind, 0) + 1
        for one in interests & set(card.interest):
            self.liked[one] = self.liked.get(one, 0) + 1
        self.offscreen += card.offscreen
        self.together += card.together
        self.minutes += QUICK_MINUTES if pick.quick else card.minutes
        self.practiced += card.stage == PRACTICE
        self.stretched += "stretch" in (pick.reason.get("parts") or {})


def expected(student: Student, skill: str, catalog: Catalog) -> float:
    """The chance of a typical question: hers, or for a skill she never tried that of the same subject's others."""
    now = student.can(skill)
    if now.tried or now.placed:
        return now.chance
    subject = catalog.subject(skill)
    others = [one.chance for name, one in student.skills.items() if one.tried and catalog.subject(name) == subject]
    return (sum(others) + USUAL * USUAL_COUNT) / (len(others) + USUAL_COUNT)


def at_level(chance: float, level: str) -> float:
    """The chance at another level than core."""
    away = LEVELS.index(level) - 1 if level in LEVELS else 0
    bounded = min(0.999, max(0.001, chance))
    return 1 / (1 + math.exp(-(math.log(bounded / (1 - bounded)) - STEP * away)))


def outside(chance: float, band: tuple[float, float]) -> float:
    """How far a chance lies outside a band; 0 within."""
    return max(band[0] - chance, chance - band[1], 0.0)


def band_for(card: Card, wish: Wish) -> tuple[float, float]:
    """The teacher's band; with others a card may ask for more."""
    return (CHALLENGE[0], wish.band[1]) if card.together else wish.band


def wants_stretch(tally: Tally, student: Student) -> bool:
    """Whether it is time for a card that asks a little more: now and then, more often after easy weeks."""
    share = STRETCH_SHARE_EASY if student.easy > EASY else STRETCH_SHARE
    return tally.practiced > 0 and tally.stretched < int(share * (tally.practiced + 1))


def weigh(
    card: Card, basis: dict[str, float], choice: Sequence[Card], chance: float, of: tuple[Student, Tally]
) -> dict[str, float]:
    """The parts that speak for (and against) a card; `choice` is the card with its variants."""
    student, tally = of
    off = outside(chance, band_for(card, tally.wish))
    # Of two levels inside the band the one that asks more is the better practice.
    parts = {**basis, "level": OUTSIDE * off if off else IN_BAND - (chance - tally.wish.band[0])}
    liked = sorted(student.interests & set(card.interest))
    if liked and len(choice) > 1:
        often = min(tally.liked.get(one, 0) for one in liked) > max(2, FAVORITES * len(tally.picks))
        parts["interest"] = FAVORITE if often else LIKED
    if card.offscreen and tally.wants_offscreen():
        parts["offscreen"] = SHARE
    if card.together and tally.wants_together():
        parts["together"] = SHARE
    if card.stage == PRACTICE and wants_stretch(tally, student) and not outside(chance, CHALLENGE):
        parts["stretch"] = STRETCH
        parts["level"] = IN_BAND
    if card.id in student.drawn:
        parts["drawn"] = DRAWN
    parts["kind"] = SAME_KIND * tally.kinds.get(card.kind, 0)
    return parts
