"""What was decided about who learns with whom."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class _AboutNobody:
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    @property
    def subject(self) -> str:
        return ""


@dataclass(frozen=True, kw_only=True)
class _AboutStudent:
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    student: str

    @property
    def subject(self) -> str:
        return self.student


@dataclass(frozen=True, kw_only=True)
class LayoutKept(_AboutNobody):
    """The rooms, stations, periods and tablets of a class, and the classes that share them."""

    kind: ClassVar[str] = "grouping.layout-kept"
    layout: str
    classes: list[str] = field(default_factory=list)
    rooms: list[dict[str, Any]] = field(default_factory=list)
    stations: list[dict[str, Any]] = field(default_factory=list)
    periods: list[dict[str, Any]] = field(default_factory=list)
    tablets: int = 0

    @property
    def register(self) -> str:
        return f"layout/{self.layout}"


@dataclass(frozen=True, kw_only=True)
class StationsPublished(_AboutNobody):
    """The stations of a day as they stood when the plan was published."""

    kind: ClassVar[str] = "grouping.stations-published"
    layout: str
    day: str
    when: int
    classes: list[str] = field(default_factory=list)
    rooms: list[dict[str, Any]] = field(default_factory=list)
    stations: list[dict[str, Any]] = field(default_factory=list)
    periods: list[dict[str, Any]] = field(default_factory=list)
    tablets: int = 0

    @property
    def register(self) -> str:
        return f"stations/{self.layout}/{self.day}"


@dataclass(frozen=True, kw_only=True)
class PlacesGiven(_AboutStudent):
    """Where a student is in each period of a day; no places: she is not in the plan any more.

    A place: period, station, mode, partners (ids), role in a pair, adult, reason.
    """

    kind: ClassVar[str] = "grouping.places-given"
    layout: str
    day: str
    places: list[dict[str, Any]] = field(default_factory=list)

    @property
    def register(self) -> str:
        return f"places/{self.student}/{self.day}/{self.layout}"


@dataclass(frozen=True, kw_only=True)
class KeptApart(_AboutStudent):
    """Two students are not to work together (or may again), with a note for staff."""

    kind: ClassVar[str] = "grouping.kept-apart"
    personal: ClassVar[tuple[str, ...]] = ("note",)
    other: str
    apart: bool = True
    note: str | None = ""

    @property
    def register(self) -> str:
        return f"apart/{self.student}/{self.other}"


@dataclass(frozen=True, kw_only=True)
class GroupAsked(_AboutNobody):
    """A teacher wants these students in a group with an adult on a day (or does not any more).

    `source` says where the wish came from (idea, answer, skill, hand), `about` what it is about.
    """

    kind: ClassVar[str] = "grouping.group-asked"
    personal: ClassVar[tuple[str, ...]] = ("about",)
    group: str
    layout: str
    day: str
    when: int
    students: list[str] = field(default_factory=list)
    source: str = "hand"
    about: str | None = ""
    dropped: bool = False

    @property
    def register(self) -> str:
        return f"asked-group/{self.group}"


@dataclass(frozen=True, kw_only=True)
class _AboutNudge(_AboutStudent):
    rule: str
    about: str = ""
    when: int

    @property
    def register(self) -> str:
        return f"nudge/{self.student}/{self.rule}/{self.about}"


@dataclass(frozen=True, kw_only=True)
class NudgeAnswered(_AboutNudge):
    """A teacher said accept, later or never to a nudge about a student."""

    kind: ClassVar[str] = "grouping.nudge-answered"
    school_class: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class NudgeAnswerTakenBack(_AboutNudge):
    """A teacher took an own answer to a nudge back; the entry it replaces is the one meant."""

    kind: ClassVar[str] = "grouping.nudge-answer-taken-back"


@dataclass(frozen=True, kw_only=True)
class NudgeSwitched(_AboutNobody):
    """A rule for nudges was switched off (or on) for a class, or for all ("")."""

    kind: ClassVar[str] = "grouping.nudge-switched"
    school_class: str
    rule: str
    on: bool = False

    @property
    def register(self) -> str:
        return f"nudge-rule/{self.school_class or 'all'}/{self.rule}"
