"""From what a student showed to what we call it: not begun, growing, mastered or rusty. Plain Python.

The chance is the model's (model.py); here stand the bars, the words' meaning and when a fresh look is due.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import exp, log, log1p

from homeroom.mastery import model
from homeroom.mastery.model import Learner, Trace
from homeroom.mastery.weights import FIGURES, GROUPS, NAMES, SHIPPED, Vector, Weights

__all__ = ["Answer", "Learner", "Show", "SkillState", "Trace", "due_in", "standard", "state", "trace", "walk"]

BARS, SAYS = FIGURES["bars"], FIGURES["says"]
MASTERED, SHAKY, LEAST = BARS["mastered"], BARS["shaky"], BARS["least"]
EASES: dict[str, float] = FIGURES["levels"]
MARKS: dict[int, float] = {int(mark): outcome for mark, outcome in FIGURES["marks"].items()}
HOUR = 3_600_000
DAY = 24 * HOUR
LONGEST = BARS["longest_days"] * DAY
RECENT = 5
MANY = 20
WEEKEND = 3  # days from a Friday to a Monday: longer away than this, and her clock of forgetting stands still
DAYS_KEPT = 90  # days of work remembered for that
STATES = ("not_begun", "growing", "mastered", "rusty")
WAYS = ("answers", "evidence", "conversation", "observation")


@dataclass(frozen=True)
class Answer:
    """One answer to a question. `helped`: after a hint or an earlier try; `ms`: time taken, 0 = unknown."""

    when: int
    ref: str
    correct: bool
    helped: bool
    level: str = "core"
    ms: int = 0

    @property
    def says(self) -> float:
        """How much it is worth beside an unaided answer."""
        return worth(self.correct, self.helped, self.ms)


def worth(correct: bool, helped: bool, ms: int) -> float:
    """How much an answer says beside an unaided one: little when it came too fast to be read, less with help."""
    if 0 < ms < SAYS["quick_ms"]:
        return float(SAYS["quick"])
    if helped:
        return float(SAYS["helped"] if correct else SAYS["again"])
    return 1.0


@dataclass(frozen=True)
class Show:
    """Something that showed a skill: an answer, a marked piece, a talk. `outcome` is 0..1, `says` its worth."""

    when: int
    ref: str
    skills: tuple[str, ...]
    outcome: float
    says: float = 1.0
    level: str = "core"
    mark: int = 0


def show_of(answer: Answer, *skills: str) -> Show:
    """An answer as a show of these skills."""
    return Show(answer.when, answer.ref, skills, float(answer.correct), answer.says, answer.level)


Watch = Callable[[Show, Vector], None]


def walk(you: Learner, traces: dict[str, Trace], shows: Iterable[Show], watch: Watch | None = None) -> set[str]:
    """Go on through a student's shows, which come after all that is in `you` and `traces`; returns the skills touched.

    One after the other or all at once is the same. Always with the shipped weights: what is stored must not
    depend on when it was folded. `watch` is told the parts before each show of a skill.
    """
    touched: set[str] = set()
    for one in shows:
        _take(you, traces, one, watch)
        touched.update(one.skills)
    return touched


def _take(you: Learner, traces: dict[str, Trace], one: Show, watch: Watch | None) -> None:
    ease, surprises, known = EASES.get(one.level, 0.0), [], []
    for skill in one.skills:
        on = traces.setdefault(skill, Trace())
        hours = (one.when - on.last) / HOUR if on.last is not None else 0.0
        parts = model.parts(you, on, hours, ease)
        if watch:
            watch(one, parts)
        surprises.append(one.outcome - model.chance_of(model.total(parts)))
        known.append((on, hours))
    model.learn_in_general(you, sum(surprises) / len(surprises), one.outcome, one.says)
    you.last, you.ref = one.when, one.ref
    for surprise, (on, hours) in zip(surprises, known, strict=True):
        was = on.mastered is not None
        model.learn_on_skill(on, surprise, one.outcome, one.says, hours)
        on.turn, on.last = you.turn, one.when
        on.right += one.outcome >= 0.5
        on.best = max(on.best, one.mark)
        on.recent = (on.recent + ("1" if one.outcome >= 0.5 else "0"))[-RECENT:]
        _reach(you, on, was, lasted=hours >= model.A_DAY)


def _reach(you: Learner, on: Trace, was: bool, *, lasted: bool) -> None:
    # A miss after a day or more shakes what was mastered, until she is through with it once more.
    right = on.recent[-1] == "1"
    if was and lasted and not right:
        on.shaken = True
    if (on.mastered is None or on.shaken) and right and on.count >= LEAST:
        there = model.chance_of(model.total(model.parts(you, on, 0.0))) >= MASTERED
        if there:
            on.mastered = on.last if on.mastered is None else on.mastered
            on.shaken = False


def trace(answers: Iterable[Answer], skill: str = "") -> Trace:
    """What a student's answers about one skill leave, when they are all she ever did."""
    traces = {skill: Trace()}
    ordered = sorted(answers, key=lambda answer: (answer.when, answer.ref))
    walk(Learner(), traces, [show_of(one, skill) for one in ordered])
    return traces[skill]


# --- states ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Judgement:
    """What a teacher said a skill is, and why; it overrules the model until it is lifted."""

    state: str
    standard: int | None
    reason: str | None
    author: str
    when: int


@dataclass(frozen=True)
class SkillState:
    """What a student can do about one skill now, and the parts that say so.

    `state` is one of STATES and is what everybody sees; `machine` is what the model alone says. `chance` is
    that of a right answer to a typical question now; `parts` are weight x part by name, and sum up to its logit.
    """

    skill: str
    state: str = "not_begun"
    chance: float = 0.5
    trace: Trace = field(default_factory=Trace)
    parts: dict[str, float] = field(default_factory=dict)
    machine: str = "not_begun"
    judged: Judgement | None = None
    weights: str = SHIPPED.version
    bar: float = MASTERED

    @property
    def known(self) -> bool:
        """Whether others may build on this skill; where a teacher has raised the bar only when it is mastered."""
        if self.state == "mastered" or self.bar > MASTERED:
            return self.state == "mastered"
        return self.trace.attempts >= LEAST and self.chance >= 0.7

    @property
    def groups(self) -> dict[str, float]:
        """The sums of the four groups: you, skill, question, time."""
        return {group: sum(self.parts.get(name, 0.0) for name in names) for group, names in GROUPS.items()}

    @property
    def standard(self) -> int | None:
        """1 beginning, 2 getting there, 3 meets it, 4 goes beyond, None not begun; a teacher's word goes first."""
        if self.judged and self.judged.standard:
            return self.judged.standard
        return standard(self)


def state(
    skill: str,
    known: Trace,
    now: int,
    you: Learner | None = None,
    *,
    frozen: int = 0,
    neighbors: float = 0.0,
    judged: Judgement | None = None,
    weights: Weights = SHIPPED,
    bar: float = MASTERED,
) -> SkillState:
    """Name what a student can do. `frozen` = ms of her absence and of holidays since she last practiced.

    `bar`: the chance from which it counts as mastered, where her teacher wants another than the usual one.
    """
    you = you or _alone(known)
    hours = max(0.0, (now - known.last) / HOUR) if known.last is not None else 0.0
    found = model.parts(you, known, hours, neighbors=neighbors)
    named = {name: w * x for name, w, x in zip(NAMES, weights.values, found, strict=True)}
    expected = model.chance_of(sum(named.values()))
    awake = max(0.0, hours - frozen / HOUR)
    steady = model.chance_of(model.total(model.parts(you, known, awake, neighbors=neighbors), weights.values))
    if bar != MASTERED:
        fresh = model.chance_of(model.total(model.parts(you, known, 0.0, neighbors=neighbors), weights.values))
        known = replace(known, mastered=_reached(known, fresh, bar))
    machine = _name(known, steady, awake * HOUR, bar)
    said = judged.state if judged and judged.state else machine
    return SkillState(skill, said, expected, known, named, machine, judged, weights.version, bar)


def _reached(known: Trace, fresh: float, bar: float) -> int | None:
    """When a skill was mastered by another bar than the usual: what the last answers say, time aside."""
    if known.mastered is not None and bar < MASTERED:
        return known.mastered
    return known.last if known.count >= LEAST and fresh >= bar else None


def _alone(known: Trace) -> Learner:
    # A student of whom nothing else is known: her work elsewhere is taken as none.
    return Learner(turn=known.turn)


def _name(known: Trace, expected: float, awake: float, bar: float = MASTERED) -> str:
    if known.last is None:
        return "not_begun"
    if known.mastered is None:
        return "growing"
    faded = expected < bar - (MASTERED - SHAKY) - 1e-9 and awake >= rest_of(known) * DAY
    return "rusty" if known.shaken or faded or awake > LONGEST else "mastered"


def rest_of(known: Trace) -> float:
    """Days without another look after the last answer, if it was right: the credit for what survived."""
    if not known.recent.endswith("1"):
        return 0.0
    return float(min(BARS["rest_most"], BARS["rest_days"] * BARS["rest_grows"] ** min(known.survived, MANY)))


def standard(of: SkillState) -> int | None:
    """The standard that state and marks speak for: never a place among other children."""
    if of.state == "not_begun":
        return None
    if of.state == "growing":
        # What she has shown, not how long ago: nobody falls back to a beginning by being away.
        return 2 if model.chance_of(sum(of.parts.values()) - of.groups["time"]) >= 0.5 else 1
    return 4 if of.trace.best == max(MARKS) and of.state == "mastered" else 3


# --- time away, and when a fresh look is due ------------------------------------------------------------


def frozen(days: Iterable[int], last: int, today: int, free: Iterable[int] = ()) -> int:
    """How many of the days between two days (numbers) are time away.

    Of each stretch without her all but a weekend, or all that was free by the calendar, whichever is more.
    """
    there = sorted({last, today, *(day for day in days if last < day < today)})
    off = sorted(set(free))
    return sum(
        max(0, b - a - WEEKEND, bisect_left(off, b) - bisect_right(off, a))
        for a, b in zip(there, there[1:], strict=False)
    )


def due_in(of: SkillState, weights: Weights = SHIPPED) -> float:
    """After how many days since the last practice a re-check is due: between what has its rest and the longest.

    z is linear in ln(1 + hours) / 5, so the day on which the chance falls below SHAKY needs no simulation.
    """
    w, on = weights.named(), of.trace
    slope = w["gap"] + w["gap_form"] * on.form + w["survived"] * log1p(on.survived)
    rest = sum(value for name, value in of.parts.items() if name not in ("gap", "gap_form", "survived"))
    rest += w["survived"] * log1p(on.survived) * (of.parts.get("lag", 0.0) / w["lag"] if w["lag"] else 0.0)
    longest = BARS["longest_days"]
    if slope >= 0:
        return float(longest)
    reach = (log(SHAKY / (1 - SHAKY)) - rest) / slope
    return float(min(longest, max(1.0, rest_of(on), (exp(min(5 * reach, 20.0)) - 1) / 24)))


def wants_look(of: SkillState, now: int, again: int = 7 * DAY) -> bool:
    """Whether a quick question is worth asking: mastered once, fading by now; after a miss not before a week."""
    on = of.trace
    if on.mastered is None or on.last is None or of.state == "growing" or of.state == "not_begun":
        return False
    if on.shaken:
        return now - on.last >= again
    return of.machine == "rusty"


def neighborhood(skill: str, beside: Mapping[str, Iterable[str]], traces: Mapping[str, Trace]) -> float:
    """Her mean level on the skills that are beside this one on the map; 0 when she has done none of them."""
    found = [on.level + on.form for near in beside.get(skill, ()) if (on := traces.get(near)) and on.attempts]
    return sum(found) / len(found) if found else 0.0
