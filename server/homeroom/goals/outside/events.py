"""What happened around learning outside the school."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class AtPlace:
    """What happens to one student at one place outside the school; `when` in ms since the epoch."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    outside: str
    when: int

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class PlaceKept(AtPlace):
    """Where a student learns outside, with whom, until when and what for; `hours` in all as planned."""

    kind: ClassVar[str] = "goals.place-kept"
    personal: ClassVar[tuple[str, ...]] = ("place", "mentor", "contact", "aims")
    place: str | None = ""
    mentor: str | None = ""
    contact: str | None = ""
    starts: str = ""
    ends: str = ""
    hours: int = 0
    aims: list[str] | None = field(default_factory=list)
    over: bool = False

    @property
    def register(self) -> str:
        """One place of one student."""
        return f"outside/{self.student}/{self.outside}"


@dataclass(frozen=True, kw_only=True)
class OutsideLogged(AtPlace):
    """A day there, in the student's words (log) or in the mentor's (slip); `thrown`: taken away again."""

    kind: ClassVar[str] = "goals.outside-logged"
    personal: ClassVar[tuple[str, ...]] = ("text", "upload")
    log: str
    what: str = "log"
    day: str = ""
    minutes: int = 0
    text: str | None = ""
    upload: str | None = ""
    upload_kind: str = ""
    thrown: bool = False
    auth: str = ""

    @property
    def register(self) -> str:
        """One line of the log."""
        return f"outside-log/{self.student}/{self.outside}/{self.log}"
