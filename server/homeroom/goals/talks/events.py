"""What happened around the talks with a student."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class OfStudent:
    """What happens around the talks with one student; `when` in ms since the epoch."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    when: int

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class MentorChosen(OfStudent):
    """Who talks with this student every week; nobody in particular (""): the teachers of her class."""

    kind: ClassVar[str] = "goals.mentor-chosen"
    staff: str = ""

    @property
    def register(self) -> str:
        """One mentor a student."""
        return f"mentor/{self.student}"


@dataclass(frozen=True, kw_only=True)
class TalkHeld(OfStudent):
    """Somebody of the staff talked with a student; `step` is what they agreed on, `goal` the goal made of it."""

    kind: ClassVar[str] = "goals.talk-held"
    personal: ClassVar[tuple[str, ...]] = ("step",)
    talk: str
    day: str = ""
    step: str | None = ""
    goal: str = ""

    @property
    def register(self) -> str:
        """One talk."""
        return f"talk/{self.student}/{self.talk}"


@dataclass(frozen=True, kw_only=True)
class TalkTakenBack(OfStudent):
    """It was noted by mistake; the entry it replaces is the one meant."""

    kind: ClassVar[str] = "goals.talk-taken-back"
    talk: str

    @property
    def register(self) -> str:
        """One talk."""
        return f"talk/{self.student}/{self.talk}"


@dataclass(frozen=True, kw_only=True)
class NoteKept(OfStudent):
    """A private note of its author about a student, shown to nobody else but the staff in `shared`.

    `private`: fields that never leave the school, whatever its policy, and are in no record or report.
    """

    kind: ClassVar[str] = "goals.note-kept"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    private: ClassVar[tuple[str, ...]] = ("text",)
    note: str
    text: str | None = ""
    shared: list[str] = field(default_factory=list)
    thrown: bool = False

    @property
    def register(self) -> str:
        """One note."""
        return f"talk-note/{self.student}/{self.note}"
