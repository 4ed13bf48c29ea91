"""What happened around a project."""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class ProjectKept:
    """A project as its teacher wants it from now on.

    A milestone: id, title, text, due (ISO day), card. A criterion of the rubric: id, title, skill, words (four
    texts). The exhibition: day, at (hh:mm), place, invitation.
    """

    kind: ClassVar[str] = "goals.project-kept"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""
    project: str
    school_class: str
    when: int
    title: str = ""
    question: str = ""
    products: list[str] = field(default_factory=list)
    starts: str = ""
    ends: str = ""
    milestones: list[dict[str, Any]] = field(default_factory=list)
    rubric: list[dict[str, Any]] = field(default_factory=list)
    exhibition: dict[str, str] = field(default_factory=dict)
    archived: bool = False

    @property
    def register(self) -> str:
        """One project."""
        return f"project/{self.project}"


@dataclass(frozen=True, kw_only=True)
class InProject:
    """What happens to one student in a project; `when` in ms since the epoch."""

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    project: str
    when: int

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class TeamJoined(InProject):
    """A student is in a team of the project, perhaps with a role; no team (""): she is not in it any more."""

    kind: ClassVar[str] = "goals.team-joined"
    personal: ClassVar[tuple[str, ...]] = ("role",)
    team: str = ""
    role: str | None = ""

    @property
    def register(self) -> str:
        """One student in one project."""
        return f"project-team/{self.project}/{self.student}"


@dataclass(frozen=True, kw_only=True)
class RubricMarked(InProject):
    """A teacher marked a student's work in a project by one criterion, from 1 to 4; 0 takes the mark back."""

    kind: ClassVar[str] = "goals.rubric-marked"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    criterion: str
    mark: int = 0
    text: str | None = ""

    @property
    def register(self) -> str:
        """One criterion for one student in one project."""
        return f"rubric/{self.project}/{self.student}/{self.criterion}"


@dataclass(frozen=True, kw_only=True)
class ProjectReflected(InProject):
    """A student looked back at the project, in writing or by voice."""

    kind: ClassVar[str] = "goals.project-reflected"
    personal: ClassVar[tuple[str, ...]] = ("text", "upload")
    text: str | None = ""
    upload: str | None = ""
    auth: str = ""

    @property
    def register(self) -> str:
        """One student in one project."""
        return f"project-reflection/{self.project}/{self.student}"


@dataclass(frozen=True, kw_only=True)
class SlipKept:
    """What a visitor of the exhibition wrote to a team, on paper or on a device; `thrown`: taken away again."""

    kind: ClassVar[str] = "goals.slip-kept"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("liked", "asked")
    subject: ClassVar[str] = ""
    project: str
    slip: str
    when: int
    team: str = ""
    visitor: str = ""
    liked: str | None = ""
    asked: str | None = ""
    thrown: bool = False

    @property
    def register(self) -> str:
        """One slip."""
        return f"slip/{self.project}/{self.slip}"
