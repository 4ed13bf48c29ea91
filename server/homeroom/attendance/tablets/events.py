"""What was said about handing out tablets, and who was given which."""

from dataclasses import dataclass
from typing import ClassVar

from homeroom.entries import FIRST


@dataclass(frozen=True, kw_only=True)
class TabletWayChosen:
    """How a class hands out tablets: none, own (each child the same) or next (the next free one)."""

    kind: ClassVar[str] = "attendance.tablet-way"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    school_class: str
    way: str

    @property
    def register(self) -> str:
        return f"tablet-way/{self.school_class}"

    @property
    def subject(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class OwnTabletSet:
    """A child of a class takes this tablet each day; "" = none is hers."""

    kind: ClassVar[str] = "attendance.own-tablet"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    school_class: str
    student: str
    tablet: str

    @property
    def register(self) -> str:
        return f"own-tablet/{self.school_class}/{self.student}"

    @property
    def subject(self) -> str:
        return self.student


@dataclass(frozen=True, kw_only=True)
class _OfTablet:
    """Something about one tablet on one school day. `when` is ms since the epoch."""

    urgency: ClassVar[int] = FIRST
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    tablet: str
    day: str
    student: str
    when: int

    @property
    def register(self) -> str:
        return f"tablet/{self.tablet}/{self.day}"

    @property
    def subject(self) -> str:
        return self.student


@dataclass(frozen=True, kw_only=True)
class TabletGiven(_OfTablet):
    """A child who came was given a tablet; it replaces the givings before that its writer knew to be over."""

    kind: ClassVar[str] = "attendance.tablet-given"


@dataclass(frozen=True, kw_only=True)
class TabletBack(_OfTablet):
    """A grown-up has the tablet back from the child; it replaces the givings that are over by that."""

    kind: ClassVar[str] = "attendance.tablet-back"
