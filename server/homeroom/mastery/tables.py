"""What each student can do, skill by skill. Others read mastery through this module.

state_of(student, skill) · states_of(student) · states_of_all(students)   states with chance, parts, standard
forecast(students).chance(student, skills, level=…, card=…)               chance of success before it is tried
chance(student, skill, level=…, card=…)                                   the same for one student
due_rechecks(student, today) · due_rechecks_of(students, today)           at most two quick questions a day
"""

import json
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

from homeroom import clock
from homeroom.db import database
from homeroom.mastery import bars, folding, model, rules
from homeroom.mastery.away import EPOCH, LOOK_BACK, free_days
from homeroom.mastery.bars import SkillBar
from homeroom.mastery.rows import LearnedWeights, LearnerRow, QuestionTally, SkillSaid, SkillShow, SkillTrace
from homeroom.mastery.rules import Judgement, Learner, SkillState, Trace
from homeroom.mastery.skillmap import skill_map
from homeroom.mastery.weights import SHIPPED, Weights, vector

__all__ = ["Due", "Forecast", "SkillShow", "SkillTrace", "chance", "due_rechecks", "due_rechecks_of", "forecast"]
__all__ += ["recheck_taken", "state_of", "states_of", "states_of_all", "weights"]

MOST_A_DAY = 2
TALLY = 4.0  # answers that the level's ease counts for, beside the school's own answers to a question
ANSWERED = 30 * rules.DAY  # how long a child finds an answer of her teacher


@dataclass(frozen=True)
class Known:
    """All that is read of one student to say what she can do."""

    student: str
    you: Learner = field(default_factory=Learner)
    traces: Mapping[str, Trace] = field(default_factory=dict)
    judged: Mapping[str, Judgement] = field(default_factory=dict)
    days: Sequence[int] = ()


class Forecast:
    """What several students can do and would do, read once from the database."""

    def __init__(
        self,
        known: Mapping[str, Known],
        now: int,
        used: Weights,
        asked: Mapping[str, Mapping[str, SkillBar]] | None = None,
    ) -> None:
        self.bars = asked or {}
        self._known, self._now, self._weights = known, now, used
        self._beside = skill_map().beside
        self._eases: dict[str, float | None] = {}
        self._free = free_days(now)

    def state(self, student: str, skill: str) -> SkillState:
        """What a student can do about a skill now; also for a skill she never met."""
        known = self._known[student]
        on = known.traces.get(skill, Trace())
        return rules.state(
            skill,
            on,
            self._now,
            known.you,
            frozen=self._frozen(known, on),
            neighbors=rules.neighborhood(skill, self._beside, known.traces),
            judged=known.judged.get(skill),
            weights=self._weights,
            bar=bar.bar / 100 if (bar := self.bars.get(student, {}).get(skill)) else rules.MASTERED,
        )

    def states(self, student: str) -> dict[str, SkillState]:
        """The same for all skills she has shown something of, or that a teacher has judged."""
        known = self._known[student]
        return {skill: self.state(student, skill) for skill in sorted({*known.traces, *known.judged})}

    def chance(self, student: str, skills: Iterable[str], *, level: str = "core", card: str = "") -> float:
        """The predicted chance (0..1) that she gets a question on these skills right, at a level or on a card.

        A card's own ease comes from all answers in this school; until there are such, its level speaks.
        With several skills it is the mean; with none what she gets right in general.
        """
        known, wanted = self._known[student], list(skills)
        ease = self._ease(card, level)
        found = [self._chance(known, skill, ease) for skill in wanted or [""]]
        return sum(found) / len(found)

    def _chance(self, known: Known, skill: str, ease: float) -> float:
        on = known.traces.get(skill, Trace())
        hours = max(0.0, (self._now - on.last) / rules.HOUR) if on.last is not None else 0.0
        near = rules.neighborhood(skill, self._beside, known.traces)
        return model.chance_of(model.total(model.parts(known.you, on, hours, ease, 0, 0, near), self._weights.values))

    def _ease(self, card: str, level: str) -> float:
        prior = rules.EASES.get(level, 0.0)
        if not card:
            return prior
        key = f"{card} {level}"
        found = self._eases.get(key)
        if found is None:
            found = self._eases[key] = _learned_ease(card, prior)
        return found

    def _frozen(self, known: Known, on: Trace) -> int:
        if on.last is None:
            return 0
        today, last = self._now // rules.DAY, on.last // rules.DAY
        if today - last <= 1:
            return 0
        free = self._free[bisect_right(self._free, last) : bisect_left(self._free, today)]
        if today - last <= rules.WEEKEND and not free:
            return 0
        return rules.frozen(known.days, last, today, free) * rules.DAY


def forecast(students: Iterable[str]) -> Forecast:
    """States and chances of several students; a few questions to the database, however many cards are asked about."""
    now = clock.now_ms()
    wanted = list(students)
    return Forecast(_known(wanted, now), now, weights(), bars.of_students(wanted))


def chance(student: str, skill: str, *, level: str = "core", card: str = "") -> float:
    """The predicted chance (0..1) that a student gets a question on a skill right. For many, use `forecast`."""
    return forecast([student]).chance(student, [skill], level=level, card=card)


def state_of(student: str, skill: str) -> SkillState:
    """What a student can do about one skill now; also for a skill she never met."""
    return forecast([student]).state(student, skill)


def states_of(student: str) -> dict[str, SkillState]:
    """What a student can do, for every skill she has shown something of or that a teacher has judged."""
    return forecast([student]).states(student)


def states_of_all(students: Iterable[str]) -> dict[str, dict[str, SkillState]]:
    """The same for several students, in a few questions to the database."""
    wanted = list(students)
    found = forecast(wanted)
    return {student: found.states(student) for student in wanted}


# --- re-checks ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A skill that wants one quick question."""

    skill: str
    days: int
    state: SkillState


def due_rechecks(student: str, today: str) -> list[Due]:
    """What one quick question should be asked about on a school day: at most two a day, lowest chance first.

    Those already taken on that day count; what is asked today is not asked again. Nothing piles up: after an
    absence there are two a day, too.
    """
    return due_rechecks_of([student], today)[student]


def due_rechecks_of(students: Iterable[str], today: str) -> dict[str, list[Due]]:
    """The same for several students."""
    wanted = list(students)
    seen, taken = forecast(wanted), rechecks_on(wanted, today)
    return {one: _due(seen.states(one), taken.get(one, set())) for one in wanted}


def _due(states: Mapping[str, SkillState], taken: set[str]) -> list[Due]:
    now = clock.now_ms()
    found = [one for one in states.values() if one.skill not in taken and rules.wants_look(one, now)]
    found.sort(key=lambda one: (one.chance, one.skill))
    room = max(0, MOST_A_DAY - len(taken))
    return [Due(one.skill, round((now - (one.trace.last or now)) / rules.DAY), one) for one in found[:room]]


def rechecks_on(students: Iterable[str], day: str) -> dict[str, set[str]]:
    """The skills of the re-checks that these students have begun on a school day."""
    wanted, found = list(students), defaultdict[str, set[str]](set)
    begun = (SkillSaid.kind == "recheck-begun") & SkillSaid.student.in_(wanted)
    for row in SkillSaid.select().where(begun):
        if clock.day_of(row.when) == day:
            found[row.student].add(row.skill)
    return found


def recheck_taken(student: str, skill: str) -> list[SkillSaid]:
    """The quick questions about a skill that a student took, latest first."""
    mine = (SkillSaid.student == student) & (SkillSaid.skill == skill) & (SkillSaid.kind == "recheck-begun")
    return list(SkillSaid.select().where(mine).order_by(SkillSaid.when.desc()))


# --- what is said, and the evidence behind a state ---------------------------------------------------


def said_of(student: str, skill: str) -> list[SkillSaid]:
    """All that was said about one skill of a student, latest first."""
    mine = (SkillSaid.student == student) & (SkillSaid.skill == skill)
    return list(SkillSaid.select().where(mine).order_by(SkillSaid.when.desc(), SkillSaid.ref))


def shows_of(student: str, skill: str, most: int = 50) -> list[SkillShow]:
    """What showed a skill, latest first."""
    mine = (SkillShow.student == student) & (SkillShow.skill == skill)
    return list(SkillShow.select().where(mine).order_by(SkillShow.when.desc(), SkillShow.ref).limit(most))


def contests(students: Iterable[str]) -> list[SkillSaid]:
    """What children of these do not agree with and nobody has answered yet, the longest wait first."""
    wanted = set(students)
    open_now = SkillSaid.select().where((SkillSaid.kind == "state-contested") & (SkillSaid.counts == 1))
    return sorted((row for row in open_now if row.student in wanted), key=lambda row: (row.when, row.ref))


def answers_to(student: str) -> dict[str, str]:
    """What a student was answered lately when she did not agree, by skill."""
    since = clock.now_ms() - ANSWERED
    mine = (SkillSaid.student == student) & (SkillSaid.kind == "contest-answered") & (SkillSaid.when >= since)
    return {row.skill: row.text or "" for row in SkillSaid.select().where(mine).order_by(SkillSaid.when)}


def weights() -> Weights:
    """The weights in use: those shipped, or those this school's answers have moved."""
    row = LearnedWeights.one(base=SHIPPED.version)
    if row is None:
        return SHIPPED
    named = json.loads(row.weights)
    return Weights(row.version, vector({**SHIPPED.named(), **named}))


# --- reading -----------------------------------------------------------------------------------------


def _known(students: list[str], now: int) -> dict[str, Known]:
    learners = {row.student: row for row in LearnerRow.select().where(LearnerRow.student.in_(students))}
    traces, judged, came = _traces(students), _judged(students), _came(students, now)
    found = {}
    for student in students:
        row = learners.get(student)
        worked = [int(day) for day in row.days.split(",") if day] if row else []
        you = folding.learner(row) if row else Learner()
        days = sorted({*worked, *came.get(student, ())})
        found[student] = Known(student, you, traces.get(student, {}), judged.get(student, {}), days)
    return found


def _traces(students: list[str]) -> dict[str, dict[str, Trace]]:
    found: dict[str, dict[str, Trace]] = {}
    names = ", ".join(f'"{name}"' for name in folding.TRACE)
    sql = f"SELECT student, skill, {names} FROM skill_trace WHERE student IN ({','.join('?' * len(students))})"
    for student, skill, *values in database.execute_sql(sql, tuple(students)).fetchall():
        found.setdefault(student, {})[skill] = Trace(*values)
    return found


def _judged(students: list[str]) -> dict[str, dict[str, Judgement]]:
    found: dict[str, dict[str, Judgement]] = {}
    in_force = (SkillSaid.kind == "skill-judged") & (SkillSaid.counts == 1) & SkillSaid.student.in_(students)
    for row in SkillSaid.select().where(in_force):
        state = row.state if row.state in rules.STATES else ""
        said = Judgement(state, row.mark, row.text, row.author, row.when)
        found.setdefault(row.student, {})[row.skill] = said
    return found


def _came(students: list[str], now: int) -> dict[str, list[int]]:
    first = (clock.local(now) - timedelta(days=LOOK_BACK)).date().isoformat()
    found: dict[str, list[int]] = {}
    marks = ",".join("?" * len(students))
    sql = f"SELECT student, day FROM attendance_day WHERE student IN ({marks}) AND day >= ? AND arrived IS NOT NULL"
    for student, day in database.execute_sql(sql, (*students, first)).fetchall():
        found.setdefault(student, []).append(date.fromisoformat(day).toordinal() - EPOCH)
    return found


def _learned_ease(card: str, prior: float) -> float:
    # A question's ease is how far the school's share of right answers lies from that of the level it has.
    rows = list(QuestionTally.select().where(QuestionTally.card == card))
    if not rows:
        return prior
    usual = model.chance_of(0.7 + prior)
    found = [log((row.right + TALLY * usual) / (row.tried - row.right + TALLY * (1 - usual))) - 0.7 for row in rows]
    return sum(found) / len(found)
