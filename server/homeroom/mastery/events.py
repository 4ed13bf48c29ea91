"""What was said about a student's skills beside her answers."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class OnSkill:
    """What every saying about one skill of one student has in common; `when` in ms since the epoch."""

    personal: ClassVar[tuple[str, ...]] = ("text",)
    version: ClassVar[int] = 1
    student: str
    skill: str
    when: int
    text: str | None = None

    @property
    def register(self) -> str:
        """All that is said about one skill of one student folds together."""
        return f"skill/{self.student}/{self.skill}"

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class SkillObserved(OnSkill):
    """A teacher saw or heard a student show a skill, at a mark from 1 to 4; `source` is where else the mark stands."""

    kind: ClassVar[str] = "mastery.skill-observed"
    way: str = "observation"
    mark: int = 3
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class ObservationTakenBack(OnSkill):
    """What was noted as seen does not count any more; the entries it replaces are those meant."""

    kind: ClassVar[str] = "mastery.observation-taken-back"


@dataclass(frozen=True, kw_only=True)
class SkillJudged(OnSkill):
    """A teacher said what a skill is, whatever the answers say; the text is her reason. An empty state lifts it."""

    kind: ClassVar[str] = "mastery.skill-judged"
    state: str = ""
    standard: int | None = None


@dataclass(frozen=True, kw_only=True)
class StateContested(OnSkill):
    """A student said "I don't agree"; `why` is the explanation that she was shown."""

    kind: ClassVar[str] = "mastery.state-contested"
    state: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    auth: str = ""


@dataclass(frozen=True, kw_only=True)
class ContestAnswered(OnSkill):
    """A teacher answered a student who did not agree."""

    kind: ClassVar[str] = "mastery.contest-answered"


@dataclass(frozen=True, kw_only=True)
class RecheckBegun(OnSkill):
    """A student took the quick question that was offered to her; `why` explains the offer as it was made."""

    kind: ClassVar[str] = "mastery.recheck-begun"
    slot: str = ""
    card: str = ""
    why: dict[str, Any] = field(default_factory=dict)
    auth: str = ""


@dataclass(frozen=True, kw_only=True)
class BarSet:
    """From how many of 100 typical questions on a skill counts as mastered, for a class or all (""); text: why."""

    kind: ClassVar[str] = "mastery.bar-set"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    school_class: str
    skill: str
    bar: int
    text: str = ""
    when: int

    @property
    def register(self) -> str:
        """One skill of one class."""
        return f"skill-bar/{self.school_class or 'all'}/{self.skill}"

    @property
    def subject(self) -> str:
        """Nobody in particular."""
        return ""


@dataclass(frozen=True, kw_only=True)
class WeightsLearned:
    """The weights after a day of answers; each moved by at most the daily limit from those before."""

    kind: ClassVar[str] = "mastery.weights-learned"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    base: str
    day: str
    weights: dict[str, float]
    answers: int = 0
    when: int

    @property
    def register(self) -> str:
        """One set of weights a shipped version."""
        return f"weights/{self.base}"

    @property
    def subject(self) -> str:
        """Nobody in particular."""
        return ""
