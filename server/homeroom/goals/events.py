"""What happened to a goal of a student."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class OnGoal:
    """What every happening on a goal has in common; `when` in ms since the epoch, `auth` as in evidence."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    goal: str
    when: int
    auth: str = ""

    @property
    def register(self) -> str:
        """One goal of one student."""
        return f"goal/{self.student}/{self.goal}"

    @property
    def subject(self) -> str:
        """The student whose goal it is."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class GoalSet(OnGoal):
    """A student set a goal, or a teacher suggested one; `agreed`: she said yes to it in a talk.

    `about` says what shows its progress: cards (a number of cards, of the subject `ref` or any), card, skill,
    project (`ref` is project/milestone), or nothing (""). `due` is an ISO day or "".
    """

    kind: ClassVar[str] = "goals.set"
    personal: ClassVar[tuple[str, ...]] = ("text", "upload")
    text: str | None = ""
    upload: str | None = ""
    upload_kind: str = ""
    picture: str = ""
    due: str = ""
    about: str = ""
    ref: str = ""
    count: int = 1
    agreed: bool = False


@dataclass(frozen=True, kw_only=True)
class GoalMoved(OnGoal):
    """Not yet: the goal goes on until another day."""

    kind: ClassVar[str] = "goals.moved"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    due: str = ""
    text: str | None = ""


@dataclass(frozen=True, kw_only=True)
class GoalReached(OnGoal):
    """The student says that she is there, how it was (proud, hard, helped, or nothing), and perhaps a line.

    `talk`: she wants to tell somebody about it.
    """

    kind: ClassVar[str] = "goals.reached"
    personal: ClassVar[tuple[str, ...]] = ("text", "upload")
    text: str | None = ""
    upload: str | None = ""
    feeling: str = ""
    talk: bool = False


@dataclass(frozen=True, kw_only=True)
class GoalReopened(OnGoal):
    """A goal that was reached or let go is open again."""

    kind: ClassVar[str] = "goals.reopened"


@dataclass(frozen=True, kw_only=True)
class GoalLetGo(OnGoal):
    """The student does not want this any more, or did not want what was suggested."""

    kind: ClassVar[str] = "goals.let-go"


@dataclass(frozen=True, kw_only=True)
class GoalTaken(OnGoal):
    """The student made a suggested goal her own."""

    kind: ClassVar[str] = "goals.taken"


@dataclass(frozen=True, kw_only=True)
class GoalAnswered(OnGoal):
    """A teacher wrote to a goal."""

    kind: ClassVar[str] = "goals.answered"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = ""


@dataclass(frozen=True, kw_only=True)
class GoalStepTakenBack(OnGoal):
    """A teacher took back own words, another day or that it was reached; the entry it replaces is the one meant."""

    kind: ClassVar[str] = "goals.step-taken-back"
