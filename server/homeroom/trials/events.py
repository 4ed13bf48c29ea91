"""What happened in a comparison of two cards or packs."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class _OnTrial:
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    trial: str
    when: int

    @property
    def register(self) -> str:
        """One trial."""
        return f"trial/{self.trial}"

    @property
    def subject(self) -> str:
        """Nobody in particular."""
        return ""


@dataclass(frozen=True, kw_only=True)
class TrialPlanned(_OnTrial):
    """Somebody asks which of two ways helps more: `usual` and `new` are cards, `most` how many children are measured.

    `names` are what the two are called; the seed decides who gets which.
    """

    kind: ClassVar[str] = "trials.planned"
    question: str
    skill: str
    usual: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    outcome: str = "next"
    most: int = 80
    seed: str = ""


@dataclass(frozen=True, kw_only=True)
class TrialEnded(_OnTrial):
    """It is over: by hand, because of harm, because the new way is better, or because enough was measured."""

    kind: ClassVar[str] = "trials.ended"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    reason: str = "hand"
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class TrialLooked(_OnTrial):
    """One of the looks that were planned: what it rested on (for each stratum right and all, usual and new)."""

    kind: ClassVar[str] = "trials.looked"
    look: int
    counts: dict[str, list[int]] = field(default_factory=dict)

    @property
    def register(self) -> str:
        """One look."""
        return f"trial-look/{self.trial}/{self.look}"


@dataclass(frozen=True, kw_only=True)
class ClassJoined(_OnTrial):
    """A class takes part (or does no more); `cut`: the chance on the skill in the middle of the class."""

    kind: ClassVar[str] = "trials.class-joined"
    school_class: str
    cut: float = 0.5
    out: bool = False

    @property
    def register(self) -> str:
        """One class in one trial."""
        return f"trial-class/{self.trial}/{self.school_class}"


@dataclass(frozen=True, kw_only=True)
class _OnChild(_OnTrial):
    student: str

    @property
    def register(self) -> str:
        """One child in one trial."""
        return f"trial-child/{self.trial}/{self.student}"

    @property
    def subject(self) -> str:
        """The child."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class ChildAssigned(_OnChild):
    """The lot gave a child one of the two ways; what is known of her then, by which the result is told."""

    kind: ClassVar[str] = "trials.child-assigned"
    school_class: str
    arm: str = "usual"
    starter: str = "slow"
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ChildTakenOut(_OnChild):
    """A teacher decided otherwise for one child; from then on she is not counted. `back`: she is in again."""

    kind: ClassVar[str] = "trials.child-taken-out"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None
    back: bool = False


Told = dict[str, Any]
