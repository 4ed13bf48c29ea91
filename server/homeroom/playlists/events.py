"""What happened to the week of one student."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class OnWeek:
    """What every change of a week has in common; `week` is an ISO week such as 2026-W48."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    week: str
    when: int

    @property
    def register(self) -> str:
        """One student's one week."""
        return f"week/{self.student}/{self.week}"

    @property
    def subject(self) -> str:
        """The student it is for."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class PlaylistPublished(OnWeek):
    """A teacher gave a student her week. Each slot: slot, card, must, reason {msgid, params}."""

    kind: ClassVar[str] = "playlists.published"
    school_class: str
    title: str = ""
    skills: list[str] = field(default_factory=list)
    slots: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SlotAdded(OnWeek):
    """A teacher or the student herself put one more card into the week."""

    kind: ClassVar[str] = "playlists.slot-added"
    slot: str
    card: str
    must: bool = False
    reason: dict[str, Any] = field(default_factory=dict)
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class SlotSwapped(OnWeek):
    """Another card took the place of the one in this slot."""

    kind: ClassVar[str] = "playlists.slot-swapped"
    slot: str
    card: str
    reason: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SlotMarked(OnWeek):
    """A teacher said whether this card must be done or may be."""

    kind: ClassVar[str] = "playlists.slot-marked"
    slot: str
    must: bool


@dataclass(frozen=True, kw_only=True)
class SlotRemoved(OnWeek):
    """A teacher took a card out of the week; what was done with it stays."""

    kind: ClassVar[str] = "playlists.slot-removed"
    slot: str


@dataclass(frozen=True, kw_only=True)
class SlotsOrdered(OnWeek):
    """The student (or teacher) put the cards into an order."""

    kind: ClassVar[str] = "playlists.slots-ordered"
    slots: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class WeekTakenBack(OnWeek):
    """A teacher took back that this week was given; nothing had been begun."""

    kind: ClassVar[str] = "playlists.taken-back"


@dataclass(frozen=True, kw_only=True)
class SlotArranged(OnWeek):
    """The student said where and with whom she does this card."""

    kind: ClassVar[str] = "playlists.slot-arranged"
    slot: str
    place: str = ""
    partner: str = ""


@dataclass(frozen=True, kw_only=True)
class TestedOut(OnWeek):
    """A student said "I know this already" and answered a few questions; `recheck`: the day of a look back (ISO)."""

    __test__: ClassVar[bool] = False  # no test of ours, whatever pytest makes of the name
    kind: ClassVar[str] = "playlists.tested-out"
    slot: str
    card: str
    skill: str
    run: str
    passed: bool
    right: int = 0
    asked: int = 0
    recheck: str = ""


@dataclass(frozen=True, kw_only=True)
class OfStudent:
    """What is said about a student beside her weeks."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    when: int

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class IndependenceSet(OfStudent):
    """A teacher set what a student may choose, from 1 to 4; `together`: they talked about it."""

    kind: ClassVar[str] = "playlists.independence-set"
    level: int
    together: bool = False

    @property
    def register(self) -> str:
        """One level a student."""
        return f"independence/{self.student}"


@dataclass(frozen=True, kw_only=True)
class LookedIn(OfStudent):
    """A teacher sat with a student who had tried to test out of a skill a few times."""

    kind: ClassVar[str] = "playlists.looked-in"
    skill: str

    @property
    def register(self) -> str:
        """One skill of one student."""
        return f"look-in/{self.student}/{self.skill}"


@dataclass(frozen=True, kw_only=True)
class OnPlacement(OfStudent):
    """What happens in one placement of one student."""

    placement: str

    @property
    def register(self) -> str:
        """One placement."""
        return f"placement/{self.student}/{self.placement}"


@dataclass(frozen=True, kw_only=True)
class PlacementStarted(OnPlacement):
    """A teacher asks where a student stands. Each strand: id, rungs (skills from the ground up), middle."""

    kind: ClassVar[str] = "playlists.placement-started"
    strands: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PlacementAnswered(OnPlacement):
    """A student answered one question of it, or said that she doesn't know yet."""

    kind: ClassVar[str] = "playlists.placement-answered"
    strand: str
    skill: str
    card_version: str = ""
    question: str = ""
    correct: bool = False
    unsure: bool = False
    guess: float = 0.15


@dataclass(frozen=True, kw_only=True)
class PlacementStopped(OnPlacement):
    """A teacher ended it before all was asked."""

    kind: ClassVar[str] = "playlists.placement-stopped"


@dataclass(frozen=True, kw_only=True)
class PlacementJudged(OnPlacement):
    """A teacher said how many rungs of a strand the student knows, whatever the answers say; the text is why."""

    kind: ClassVar[str] = "playlists.placement-judged"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    strand: str
    known: int
    text: str | None = None
