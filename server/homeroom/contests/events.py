"""What was said against a recommendation, and the answer."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class _OnContest:
    personal: ClassVar[tuple[str, ...]] = ("text",)
    version: ClassVar[int] = 1
    student: str
    about: str
    key: str
    when: int
    text: str | None = None

    @property
    def register(self) -> str:
        """One recommendation to one student."""
        return f"contest/{self.student}/{self.about}/{self.key}"

    @property
    def subject(self) -> str:
        """The student."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class Contested(_OnContest):
    """A student does not agree; `why` is the row that explained it as it was shown to her."""

    kind: ClassVar[str] = "contests.contested"
    why: dict[str, Any] = field(default_factory=dict)
    auth: str = ""


@dataclass(frozen=True, kw_only=True)
class Answered(_OnContest):
    """A teacher agreed, and changed it, or keeps it; the text explains it to the child."""

    kind: ClassVar[str] = "contests.answered"
    agreed: bool = False
