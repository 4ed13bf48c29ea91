"""Made-up students whose truth is known: what they can do, learn, forget, and when they only click.

The truth is no copy of the model that is judged: skill grows towards a ceiling, fades with the logarithm of days over
a stability that grows when something was remembered, and an answer has a guess and a slip. All from one seed.
"""

import csv
import math
import random
from dataclasses import dataclass, field

GUESS, SLIP, STEEP = 0.12, 0.07, 1.5
DAY = 86_400.0
START = 1_788_163_200.0  # a Monday, seconds


@dataclass
class Skill:
    """A skill, how hard it is, and what it builds on; `items` are the difficulties of its questions."""

    name: str
    hard: float
    requires: list[int]
    items: list[float]


@dataclass
class Mind:
    """A made-up student."""

    name: str
    ability: float
    pace: float
    forgets: float
    clicks: float
    held: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    stability: dict[int, float] = field(default_factory=dict)

    def now(self, n, skill, skills, t):
        """What she can do about a skill at an instant, in logits."""
        base = self.ability - skill.hard
        if skill.requires:
            lacking = [1 for one in skill.requires if self.held.get(one, 0.0) < 1.0]
            base -= 0.8 * len(lacking) / len(skill.requires)
        days = (t - self.last.get(n, t)) / DAY
        kept = self.held.get(n, 0.0) * math.exp(-self.forgets * math.log1p(days / self.stability.get(n, 2.0)))
        return base + kept

    def chance(self, n, skill, skills, t, item=0.0):
        """The true chance of a right answer."""
        return GUESS + (1 - GUESS - SLIP) / (1 + math.exp(-STEEP * (self.now(n, skill, skills, t) - item)))

    def practice(self, n, skill, skills, t, correct):
        """Learn from one question; what was remembered after days holds longer."""
        days = (t - self.last.get(n, t)) / DAY
        kept = self.held.get(n, 0.0) * math.exp(-self.forgets * math.log1p(days / self.stability.get(n, 2.0)))
        ceiling = 2.8
        self.held[n] = kept + self.pace * (ceiling - kept) * (1.0 if correct else 0.8)
        if correct and days >= 1:
            self.stability[n] = min(60.0, self.stability.get(n, 2.0) * 1.5)
        self.last[n] = t


def make_skills(rng, count=24, strands=4, items=18):
    """Skills in strands; each builds on the one before it, some on another strand, too."""
    skills = []
    for n in range(count):
        before = [n - strands] if n >= strands else []
        if before and rng.random() < 0.25:
            before.append(rng.choice([one for one in range(n) if one not in before]))
        hard = rng.gauss(0.5 + 0.03 * n, 0.4)
        skills.append(Skill(f"skill-{n:02d}", hard, before, [rng.gauss(0, 0.6) for _ in range(items)]))
    return skills


def make_minds(rng, count):
    """Students of different pace and memory; some click without reading now and then."""
    return [
        Mind(
            f"student-{n:03d}",
            rng.gauss(0.2, 0.7),
            min(0.25, max(0.03, rng.gauss(0.11, 0.04))),
            max(0.02, rng.gauss(0.42, 0.06)),
            rng.choice([0.0, 0.0, 0.0, 0.02, 0.05]),
        )
        for n in range(count)
    ]


def answer(rng, mind, n, skill, skills, t):
    """One question put to a student: (item, correct, ms). She learns from it."""
    item = rng.randrange(len(skill.items))
    if rng.random() < mind.clicks:
        return item, rng.random() < 0.3, rng.randrange(300, 1400)
    correct = rng.random() < mind.chance(n, skill, skills, t, skill.items[item])
    mind.practice(n, skill, skills, t, correct)
    return item, correct, rng.randrange(3000, 20000)


def write_answers(path, students=150, weeks=16, seed=7):
    """A CSV as `make bench-mastery DATA=…` reads it; returns the number of answers."""
    rng = random.Random(seed)
    skills, minds, rows = make_skills(rng), make_minds(rng, students), []
    for mind in minds:
        for day in range(weeks * 7):
            if day % 7 < 5 and rng.random() > 0.06:
                rows += _one_day(rng, mind, skills, START + day * DAY + rng.uniform(0, 4 * 3600))
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["student", "skill", "item", "timestamp", "correct"])
        writer.writerows(rows)
    return len(rows)


def _one_day(rng, mind, skills, t):
    # Two skills a day: mostly one of those not held yet, sometimes an old one.
    weak = [n for n in range(len(skills)) if mind.held.get(n, 0.0) < 1.6][:4]
    old = [n for n in mind.held if n not in weak]
    for n in (rng.choice(weak or old), rng.choice(old or weak)):
        for _ in range(rng.randrange(2, 7)):
            item, correct, _ms = answer(rng, mind, n, skills[n], skills, t)
            yield [mind.name, skills[n].name, f"{skills[n].name}-{item}", round(t), int(correct)]
            t += rng.uniform(15, 120)
