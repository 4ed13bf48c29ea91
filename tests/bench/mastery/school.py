"""A simulated school over a year: what the box says of each child and skill, beside the truth.

The box's own rules run here (walk, states, re-checks); children are absent, tablets hand in late, some only click,
there are holidays. The box chooses what is practiced; the truth never tells it anything.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from tests.bench.mastery import simulate

from homeroom.mastery import learning, rules
from homeroom.mastery.weights import SHIPPED, Weights

MS = 1000
CAN = 0.80  # true chance on a typical question from which a child can do it
HOLIDAYS = (range(70, 84), range(150, 160))  # days of the year's plan without school
ABSENT, LATE = 0.05, 0.03
A_DAY = 86_400.0


@dataclass
class Child:
    """A made-up child and what the box knows of her."""

    mind: simulate.Mind
    you: rules.Learner = field(default_factory=rules.Learner)
    traces: dict = field(default_factory=dict)
    shows: list = field(default_factory=list)
    late: list = field(default_factory=list)
    days: list = field(default_factory=list)
    rechecks: dict = field(default_factory=lambda: defaultdict(int))


@dataclass
class Found:
    """What came out. `right` by month: share of states that agree with the truth; the same for slow and fast."""

    right: dict = field(default_factory=lambda: defaultdict(list))
    clear: dict = field(default_factory=lambda: defaultdict(list))
    too_early: dict = field(default_factory=lambda: defaultdict(list))
    too_late: dict = field(default_factory=lambda: defaultdict(list))
    rechecks: list = field(default_factory=list)
    most_in_a_day: int = 0
    failed: list = field(default_factory=list)
    after_absence: list = field(default_factory=list)
    answers: int = 0
    weights: Weights = SHIPPED


def run(students=60, days=120, seed=7, learns=False):
    """A school of so many children over so many days (weekends included); perhaps one that learns its own weights."""
    rng = random.Random(seed)
    skills = simulate.make_skills(rng)
    children = [Child(mind) for mind in simulate.make_minds(rng, students)]
    middle = sorted(child.mind.pace for child in children)[students // 2]
    found = Found()
    beside = _beside(skills)
    for day in range(days):
        t = simulate.START + day * A_DAY + 8 * 3600
        if day % 7 > 4 or any(day in away for away in HOLIDAYS):
            continue
        for child in children:
            if rng.random() > ABSENT:
                _school_day(rng, child, skills, beside, t, found)
        if learns and day % 7 == 4:  # a box does so every night; here five days at once to save time
            _learn(children, t, found)
        if day % 30 >= 25 and day % 7 == 4:
            for child in children:
                _compare(child, skills, beside, t + 6 * 3600, found, day // 30 + 1, child.mind.pace >= middle)
    for child in children:
        found.rechecks.append(sum(child.rechecks.values()) / max(1, len(child.days)))
        found.most_in_a_day = max(found.most_in_a_day, *child.rechecks.values(), 0)
    return found


def _learn(children, t, found):
    mornings = int((t - 5 * A_DAY) * MS), int((t + A_DAY) * MS)
    moved, _count = learning.learn(found.weights.values, [child.shows for child in children[::3]], *mornings)
    found.weights = Weights("learned", moved)


def _beside(skills):
    found = defaultdict(list)
    for skill in skills:
        for before in skill.requires:
            found[skill.name].append(skills[before].name)
            found[skills[before].name].append(skill.name)
    return found


def _states(child, skills, beside, t, weights):
    now, today, found = int(t * MS), int(t * MS) // rules.DAY, {}
    for n, skill in enumerate(skills):
        on = child.traces.get(skill.name, rules.Trace())
        frozen = rules.frozen(child.days, on.last // rules.DAY, today) * rules.DAY if on.last else 0
        near = rules.neighborhood(skill.name, beside, child.traces)
        found[n] = rules.state(skill.name, on, now, child.you, frozen=frozen, neighbors=near, weights=weights)
    return found


def _school_day(rng, child, skills, beside, t, found):
    now, today = int(t * MS), int(t * MS) // rules.DAY
    # A tablet that was out of reach hands in what it has when it is back.
    handed, child.late = child.late, []
    states = _states(child, skills, beside, t, found.weights)
    due = sorted((one.chance, n) for n, one in states.items() if rules.wants_look(one, now))[:2]
    back = bool(child.days) and today - child.days[-1] > 4
    child.days.append(today)
    if back:
        found.after_absence.append(len(due))
    shown = []
    for _chance, n in due:
        t, one = _ask(rng, child, skills, n, t, found)
        child.rechecks[today] += 1
        found.failed.append(one.outcome < 0.5)
        shown.append(one)
    for n in _chosen(rng, states, skills):
        for _ in range(rng.randrange(3, 6)):
            t, one = _ask(rng, child, skills, n, t, found)
            shown.append(one)
    if rng.random() < LATE:
        child.late = shown
        shown = []
    _take_in(child, [*handed, *shown])


def _chosen(rng, states, skills):
    ready = [
        n
        for n, one in states.items()
        if one.state != "mastered" and all(states[before].known for before in skills[n].requires)
    ]
    return ready[:2] or [rng.randrange(len(skills))]


def _ask(rng, child, skills, n, t, found):
    item, correct, ms = simulate.answer(rng, child.mind, n, skills[n], skills, t)
    found.answers += 1
    when = int(t * MS)
    one = rules.show_of(rules.Answer(when, f"{n}-{item}", correct, False, "core", ms), skills[n].name)
    return t + rng.uniform(15, 90), one


def _take_in(child, shown):
    shown = sorted(shown, key=lambda one: (one.when, one.ref))
    late = bool(shown) and child.shows and (shown[0].when, shown[0].ref) <= (child.you.last, child.you.ref)
    child.shows = sorted([*child.shows, *shown], key=lambda one: (one.when, one.ref))
    if late:
        child.you, child.traces = rules.Learner(), {}
        shown = sorted(child.shows, key=lambda one: (one.when, one.ref))
    rules.walk(child.you, child.traces, shown)


def _compare(child, skills, beside, t, found, month, fast):
    for n, one in _states(child, skills, beside, t, found.weights).items():
        if one.state == "not_begun":
            continue
        truth = child.mind.chance(n, skills[n], skills, t)
        can, said = truth >= CAN, one.state == "mastered"
        group = "fast" if fast else "slow"
        for key in (month, group):
            found.right[key].append(can == said)
            if abs(truth - CAN) > 0.05:
                found.clear[key].append(can == said)
        found.too_early[group].append(said and not can)
        found.too_late[group].append(can and not said)


def share(told):
    """The mean of a list of true and false."""
    return sum(told) / len(told) if told else float("nan")


def report(found):
    """Print what came out."""
    print(f"{found.answers} answers · states right, by month (all / where the truth is clear, 5 points off the bar):")
    months = sorted(key for key in found.right if isinstance(key, int))
    print("  " + " · ".join(f"{key}: {share(found.right[key]):.0%}/{share(found.clear[key]):.0%}" for key in months))
    mean = sum(found.rechecks) / len(found.rechecks)
    gone = share(found.failed)
    print(f"re-checks a child and school day: {mean:.2f}, at most {found.most_in_a_day}; {gone:.0%} not there any more")
    if found.after_absence:
        print(f"on the first day after an absence: at most {max(found.after_absence)}")
    for group in ("slow", "fast"):
        print(
            f"{group} starters: right {share(found.right[group]):.0%}, called mastered too early"
            f" {share(found.too_early[group]):.0%}, too late {share(found.too_late[group]):.0%}"
        )
