"""What was said about the school calendar."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class _OnCalendar:
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    @property
    def subject(self) -> str:
        """Nobody in particular."""
        return ""


@dataclass(frozen=True, kw_only=True)
class SpanKept(_OnCalendar):
    """From `first` to `last` (ISO days) there is a term, a holiday (or day off), or extra school; for a class or all.

    `sort`: term, holiday or extra; `dropped`: it holds no more.
    """

    kind: ClassVar[str] = "terms.span-kept"
    span: str
    school_class: str = ""
    sort: str = "holiday"
    title: str = ""
    first: str
    last: str
    dropped: bool = False

    @property
    def register(self) -> str:
        """One span."""
        return f"calendar-span/{self.span}"


@dataclass(frozen=True, kw_only=True)
class ClockPutRight(_OnCalendar):
    """What was written in this lane, while nobody vouched for the clock, happened `ms` later than it says.

    A lane is written by one clock. Negative: earlier.
    """

    kind: ClassVar[str] = "terms.clock-put-right"
    lane: str
    ms: int

    @property
    def register(self) -> str:
        """One lane."""
        return f"lane-clock/{self.lane}"


@dataclass(frozen=True, kw_only=True)
class WeekdaysKept(_OnCalendar):
    """On these weekdays (0 = Monday) there is school, for a class or for all; none: as for all."""

    kind: ClassVar[str] = "terms.weekdays-kept"
    school_class: str = ""
    days: list[int] = field(default_factory=list)

    @property
    def register(self) -> str:
        """One class, or all."""
        return f"calendar-weekdays/{self.school_class or 'all'}"
