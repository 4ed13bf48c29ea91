"""Walk a learner model over answers and say how well it foresaw them."""

import math
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field

GAPS = (("under 10 min", 600), ("to 1 hour", 3600), ("to 1 day", 86_400), ("1-7 days", 604_800),
        ("7-30 days", 2_592_000), ("over 30 days", math.inf))  # fmt: skip
DAY = 86_400
ABLE = 0.80  # the bar at which the note on learning counts returns
LONG = 7 * DAY


def interleaved(by):
    """All answers as a new school would see them: by time, else in turns."""
    rows = [row for mine in by.values() for row in mine]
    if all(row[3] is not None for row in rows):
        return sorted(rows, key=lambda row: row[3])
    longest = max(map(len, by.values()))
    return [mine[n] for n in range(longest) for mine in by.values() if n < len(mine)]


@dataclass
class Seen:
    """What came out: chance, answer, how often tried before, time since; and the decisions of mastery.

    `able`: skills of students that were at ABLE once. `back`: of each return to one after a day the chance on a
    typical question, the answer, and whether it was called mastered, too.
    """

    p: list = field(default_factory=list)
    y: list = field(default_factory=list)
    tried: list = field(default_factory=list)
    gap: list = field(default_factory=list)
    decided: dict = field(default_factory=dict)
    able: set = field(default_factory=set)
    back: list = field(default_factory=list)
    pairs: int = 0

    def add(self, other):
        """Take in another fold."""
        for name in ("p", "y", "tried", "gap", "back"):
            getattr(self, name).extend(getattr(other, name))
        self.decided.update(other.decided)
        self.pairs += other.pairs
        return self


def walk(engine, rows):
    """Predict before every update."""
    seen, tried, last = Seen(), defaultdict(int), {}
    for student, skill, item, t, correct in rows:
        pair = (student, skill)
        p = engine.predict(student, skill, item, t)
        if pair in seen.able and t is not None and last.get(pair) is not None and t - last[pair] > DAY:
            seen.back.append((engine.mastery(*pair, t), correct, pair in seen.decided))
        engine.update(student, skill, item, t, correct)
        seen.p.append(p)
        seen.y.append(correct)
        seen.tried.append(tried[pair])
        seen.gap.append(t - last[pair] if t is not None and last.get(pair) is not None else None)
        tried[pair] += 1
        last[pair] = t
        if hasattr(engine, "mastery"):
            _decide(engine, seen, pair, tried[pair], t, correct)
    seen.pairs = len(tried)
    return seen


def cost(engine, rows):
    """Microseconds of processor time for one update and one prediction, whoever else uses the machine."""
    begun = time.process_time()
    for row in rows:
        engine.update(*row)
    updated = time.process_time()
    for row in rows:
        engine.predict(*row[:4])
    return (updated - begun) / len(rows) * 1e6, (time.process_time() - updated) / len(rows) * 1e6


def _decide(engine, seen, pair, tried, t, correct):
    if pair in seen.decided:
        seen.decided[pair][1].append((correct, seen.gap[-1]))
        return
    reached = engine.mastery(*pair, t)
    if reached >= ABLE:
        seen.able.add(pair)
    if reached >= engine.mastery_threshold:
        seen.decided[pair] = (tried, [])


def warm(make, by, folds=5, seed=7):
    """Students of one fold after the other are unknown; the engine learns from the others first."""
    names, seen = sorted(by), Seen()
    random.Random(seed).shuffle(names)
    for fold in range(folds):
        test, engine = names[fold::folds], make()
        held = set(test)
        rows = [row for name in names if name not in held for row in by[name]]
        if hasattr(engine, "fit"):
            engine.fit(rows)
        else:
            for row in rows:
                engine.update(*row)
        seen.add(walk(engine, [row for name in test for row in by[name]]))
    return seen


def auc(p, y):
    """Chance that a right answer was foreseen higher than a wrong one."""
    order, rank, n = sorted(range(len(p)), key=p.__getitem__), 0.0, 0
    right = sum(y)
    if right in (0, len(y)):
        return math.nan
    while n < len(order):
        m = n
        while m + 1 < len(order) and p[order[m + 1]] == p[order[n]]:
            m += 1
        rank += sum(y[order[k]] for k in range(n, m + 1)) * ((n + m) / 2 + 1)
        n = m + 1
    return (rank - right * (right + 1) / 2) / (right * (len(y) - right))


def log_loss(p, y):
    """Mean surprise."""
    return -sum(math.log(max(1e-6, q if told else 1 - q)) for q, told in zip(p, y, strict=True)) / len(p)


def calibration(p, y):
    """How far shares lie from what was foreseen, over ten bins (expected calibration error)."""
    bins = defaultdict(lambda: [0.0, 0])
    for q, told in zip(p, y, strict=True):
        found = bins[min(9, int(q * 10))]
        found[0] += q
        found[1] += told
    return sum(abs(a - b) for a, b in bins.values()) / len(p)


def by_gap(seen):
    """Rows (name, answers, share right, share foreseen, AUC) by time since the skill was last practiced."""
    low, found = -math.inf, []
    for name, high in GAPS:
        at = [n for n, gap in enumerate(seen.gap) if gap is not None and low < gap <= high]
        low = high
        if at:
            p, y = [seen.p[n] for n in at], [seen.y[n] for n in at]
            found.append((name, len(at), sum(y) / len(y), sum(p) / len(p), auc(p, y)))
    return found


def gap_error(seen):
    """The mean distance between share and forecast over the gaps, by answers."""
    rows = by_gap(seen)
    return sum(n * abs(y - p) for _name, n, y, p, _auc in rows) / max(1, sum(row[1] for row in rows))


def mastery(seen):
    """What the rule of mastery decides: how often, after how many answers, and how the next answers went."""
    used = sorted(n for n, _after in seen.decided.values())
    after = [y for _n, told in seen.decided.values() for y, _gap in told[:5]]
    late = [next((y for y, gap in told if gap is not None and gap > LONG), None) for _n, told in seen.decided.values()]
    late = [y for y in late if y is not None]
    return {
        "declared": len(used) / max(1, seen.pairs),
        "answers": sum(used) / len(used) if used else math.nan,
        "next five": sum(after) / len(after) if after else math.nan,
        "after a week": sum(late) / len(late) if late else math.nan,
    }


def rechecks(seen, *, mastered=False, room=0.2):
    """Of returns after a day to what was at ABLE (or called mastered): share that fails among the lowest chances
    asked, among all, and how many."""
    back = [(p, y) for p, y, decided in seen.back if decided or not mastered]
    if not back:
        return math.nan, math.nan, 0
    asked = sorted(back)[: max(1, int(room * len(back)))]
    return (*(sum(not y for _p, y in some) / len(some) for some in (asked, back)), len(back))
