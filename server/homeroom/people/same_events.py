"""What happened when a new child stood at the door, and when she turned out to be a child already known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from homeroom import aliases
from homeroom.entries import FIRST


@dataclass(frozen=True, kw_only=True)
class StudentProvisional:
    """A teacher took a child in at the door; hub or office have not said yet who she is."""

    kind: ClassVar[str] = "people.student-provisional"
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    student: str
    provisional: bool = True

    @property
    def register(self) -> str:
        """One student."""
        return f"student/{self.student}"

    @property
    def subject(self) -> str:
        """The student."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class StudentConfirmed(StudentProvisional):
    """Hub or office know who she is."""

    kind: ClassVar[str] = "people.student-confirmed"
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class StudentJoined:
    """`student` and `other` are two ids of one child; where a hub says so, `student` is the one that counts."""

    kind: ClassVar[str] = aliases.JOINED
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    student: str
    other: str

    @property
    def register(self) -> str:
        """Whether these two are the same child."""
        return aliases.register(self.student, self.other)

    @property
    def subject(self) -> str:
        """The child."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class StudentParted(StudentJoined):
    """They are two children after all."""

    kind: ClassVar[str] = aliases.PARTED
