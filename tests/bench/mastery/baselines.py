"""Small own versions of what the model is compared with: share by chance, Elo, PFA and BKT."""

import math
from collections import defaultdict


def sigmoid(z):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


class Share:
    """The share of right answers so far, for everybody and everything: what chance alone gives."""

    def __init__(self):
        self.right, self.all = 0.5, 1.0

    def predict(self, student, skill, item, t):
        return self.right / self.all

    def update(self, student, skill, item, t, correct):
        self.right += correct
        self.all += 1


class Elo:
    """Student against question (Pelánek 2016), one level each; steps shrink with the number of answers."""

    def __init__(self):
        self.level, self.hard = defaultdict(lambda: [0.0, 0]), defaultdict(lambda: [0.0, 0])

    def predict(self, student, skill, item, t):
        return sigmoid(self.level[student][0] - self.hard[item][0])

    def update(self, student, skill, item, t, correct):
        surprise = correct - self.predict(student, skill, item, t)
        for found, sign in ((self.level[student], 1), (self.hard[item], -1)):
            found[0] += sign * surprise / (1 + 0.05 * found[1])
            found[1] += 1


class PFA:
    """Performance factors (Pavlik, Cen, Koedinger 2009): difficulty, right and wrong so far, fitted while walking."""

    def __init__(self):
        self.w = defaultdict(lambda: [0.0, 0.1, 0.0])
        self.g = defaultdict(lambda: [1.0, 1.0, 1.0])
        self.n = defaultdict(lambda: [0, 0])

    def _x(self, student, skill):
        right, wrong = self.n[student, skill]
        return 1.0, math.log1p(right), math.log1p(wrong)

    def predict(self, student, skill, item, t):
        return sigmoid(sum(w * x for w, x in zip(self.w[skill], self._x(student, skill), strict=True)))

    def update(self, student, skill, item, t, correct):
        surprise = correct - self.predict(student, skill, item, t)
        w, g = self.w[skill], self.g[skill]
        for n, x in enumerate(self._x(student, skill)):
            g[n] += (surprise * x) ** 2
            w[n] += 0.3 * surprise * x / math.sqrt(g[n])
        self.n[student, skill][0 if correct else 1] += 1


class BKT:
    """Knowledge tracing (Corbett & Anderson 1995): per skill start, learn, slip, guess by a few rounds of EM."""

    mastery_threshold = 0.95

    def __init__(self):
        self.of = defaultdict(lambda: (0.4, 0.15, 0.1, 0.25))
        self.known = {}

    def fit(self, rows):
        runs = defaultdict(lambda: defaultdict(list))
        for student, skill, _item, _t, correct in rows:
            runs[skill][student].append(correct)
        for skill, mine in runs.items():
            told = self.of[skill]
            for _ in range(12):
                told = em_round(list(mine.values()), told)
            self.of[skill] = told

    def predict(self, student, skill, item, t):
        start, _learn, slip, guess = self.of[skill]
        known = self.known.get((student, skill), start)
        return known * (1 - slip) + (1 - known) * guess

    def update(self, student, skill, item, t, correct):
        start, learn, slip, guess = self.of[skill]
        known = self.known.get((student, skill), start)
        if_known, if_not = (1 - slip, guess) if correct else (slip, 1 - guess)
        after = known * if_known / (known * if_known + (1 - known) * if_not)
        self.known[student, skill] = after + (1 - after) * learn

    def mastery(self, student, skill, t):
        return self.known.get((student, skill), self.of[skill][0])


def _within(value, low, high):
    return max(low, min(high, value))


def em_round(runs, told):
    """One round of Baum-Welch on a two-state chain that never goes back."""
    start, learn, slip, guess = told
    s0 = l_up = l_all = sl = kn = gu = un = 1e-6
    for run in runs:
        alpha, known = [], start
        for y in run:
            a, b = (1 - slip, guess) if y else (slip, 1 - guess)
            post = known * a / (known * a + (1 - known) * b)
            alpha.append((known, post))
            known = post + (1 - post) * learn
        later = alpha[-1][1]
        smooth = [later]
        for n in range(len(run) - 2, -1, -1):
            post = alpha[n][1]
            ahead = alpha[n + 1][0]
            stay, up = post, (1 - post) * learn
            jump = up / ahead * smooth[-1] if ahead else 0.0
            l_up += jump
            l_all += jump + (1 - smooth[-1])
            smooth.append(min(1.0, stay / ahead * smooth[-1] if ahead else 0.0))
        smooth.reverse()
        s0 += smooth[0]
        for y, known in zip(run, smooth, strict=True):
            kn += known
            un += 1 - known
            sl += known * (not y)
            gu += (1 - known) * y
    return (
        _within(s0 / len(runs), 0.02, 0.95),
        _within(l_up / l_all, 0.01, 0.6),
        _within(sl / kn, 0.02, 0.3),
        _within(gu / un, 0.05, 0.4),
    )
