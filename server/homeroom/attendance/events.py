"""What happened at the door and in the register."""

from dataclasses import dataclass, field
from typing import ClassVar

from homeroom.entries import FIRST


@dataclass(frozen=True, kw_only=True)
class _OfOneDay:
    """Something about one student on one school day. `when` is ms since the epoch."""

    urgency: ClassVar[int] = FIRST

    student: str
    day: str
    when: int

    @property
    def register(self) -> str:
        return f"attendance/{self.student}/{self.day}"

    @property
    def subject(self) -> str:
        return self.student


@dataclass(frozen=True, kw_only=True)
class _AtTheDoor(_OfOneDay):
    """A fact seen at the door, with the session times (ms) that applied to this student then."""

    method: str = ""
    reason: str = ""
    starts: int | None = None
    late_after: int | None = None
    ends: int | None = None


@dataclass(frozen=True, kw_only=True)
class Arrived(_AtTheDoor):
    """A student came in; with a reason when she said why she is late."""

    kind: ClassVar[str] = "attendance.arrived"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class Left(_AtTheDoor):
    """A student went out."""

    kind: ClassVar[str] = "attendance.left"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class ActTakenBack(_OfOneDay):
    """Exactly one act was taken back: the device's own number `n`, or the entry `ref`."""

    kind: ClassVar[str] = "attendance.taken-back"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    device: str = ""
    n: int = 0
    ref: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkedByTeacher(_OfOneDay):
    """An adult says what the day was up to `when`; an empty status gives the word back to the door."""

    kind: ClassVar[str] = "attendance.marked"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("note",)

    status: str
    reason: str = ""
    note: str | None = ""
    arrived: int | None = None
    left: int | None = None
    starts: int | None = None
    late_after: int | None = None
    ends: int | None = None


@dataclass(frozen=True, kw_only=True)
class Excused(_OfOneDay):
    """An absence was announced; one entry for each school day, held together by `absence`."""

    kind: ClassVar[str] = "attendance.excused"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("note",)

    absence: str
    reason: str = ""
    note: str | None = ""


@dataclass(frozen=True, kw_only=True)
class TimesApplied(_OfOneDay):
    """The session times (ms) that apply to this student's day, after they were changed."""

    kind: ClassVar[str] = "attendance.times-applied"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    starts: int | None = None
    late_after: int | None = None
    ends: int | None = None


@dataclass(frozen=True, kw_only=True)
class DayConfirmed:
    """A teacher has read the roll of a class; `seen` is what it said of each student.

    `absent` names the entries by which it made those absent who were still expected. `dropped`: the
    roll is open again.
    """

    kind: ClassVar[str] = "attendance.confirmed"
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()

    school_class: str
    day: str
    when: int
    seen: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    dropped: bool = False

    @property
    def register(self) -> str:
        return f"roll/{self.school_class}/{self.day}"

    @property
    def subject(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class SessionTimes:
    """When school starts and ends for a class (or "" = the whole school), from one day to another."""

    kind: ClassVar[str] = "attendance.session-times"
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()

    school_class: str
    first: str
    last: str = ""
    start: str
    grace: int
    end: str
    dropped: bool = False

    @property
    def register(self) -> str:
        return f"session-times/{self.school_class or 'school'}/{self.first}/{self.last or 'on'}"

    @property
    def subject(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class _OfOneVisit:
    """Something about one visit of a grown-up from outside. `when` is ms since the epoch."""

    urgency: ClassVar[int] = FIRST

    visit: str
    day: str
    when: int

    @property
    def register(self) -> str:
        return f"visit/{self.visit}"

    @property
    def subject(self) -> str:
        return ""  # a visitor is nobody the school keeps anything else about


@dataclass(frozen=True, kw_only=True)
class VisitorCame(_OfOneVisit):
    """A visitor is in the building: who, and whom she visits.

    `private`: the words never leave the school's boxes, whatever its policy. They are emptied after a while.
    """

    kind: ClassVar[str] = "attendance.visitor-came"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("name", "host")
    private: ClassVar[tuple[str, ...]] = ("name", "host")

    name: str | None = ""
    host: str | None = ""


@dataclass(frozen=True, kw_only=True)
class VisitorWent(_OfOneVisit):
    """A visitor has left the building."""

    kind: ClassVar[str] = "attendance.visitor-went"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()


@dataclass(frozen=True, kw_only=True)
class VisitErased(_OfOneVisit):
    """The office had a visit erased before its time: no box of the school keeps its words."""

    kind: ClassVar[str] = "attendance.visit-erased"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
