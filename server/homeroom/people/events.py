"""What happened to the people of a school. A field that is None says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from homeroom.entries import FIRST


@dataclass(frozen=True, kw_only=True)
class _OfStudent:
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    student: str

    @property
    def register(self) -> str:
        """One student."""
        return f"student/{self.student}"

    @property
    def subject(self) -> str:
        """The student."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class _StudentTold(_OfStudent):
    personal: ClassVar[tuple[str, ...]] = (
        "given_name",
        "family_name",
        "username",
        "identifier",
        "sourced_id",
        "birth_year",
        "gender",
        "interests",
        "portrait",
        "picture_seed",
    )
    given_name: str | None = None
    family_name: str | None = None
    username: str | None = None
    identifier: str | None = None
    sourced_id: str | None = None
    birth_year: int | None = None
    gender: str | None = None
    language: str | None = None
    interests: list[str] | None = None
    portrait: str | None = None
    picture_seed: str | None = None


@dataclass(frozen=True, kw_only=True)
class StudentRegistered(_StudentTold):
    """A child became a student of the school."""

    kind: ClassVar[str] = "people.student-registered"


@dataclass(frozen=True, kw_only=True)
class StudentChanged(_StudentTold):
    """Some facts about a student are new; 0 as birth year means: no longer known."""

    kind: ClassVar[str] = "people.student-changed"


@dataclass(frozen=True, kw_only=True)
class StudentArchived(_OfStudent):
    """A student left; all that is known of her stays."""

    kind: ClassVar[str] = "people.student-archived"
    archived: bool = True


@dataclass(frozen=True, kw_only=True)
class StudentRestored(_OfStudent):
    """An archived student is back."""

    kind: ClassVar[str] = "people.student-restored"
    archived: bool = False


@dataclass(frozen=True, kw_only=True)
class StudentErased(_OfStudent):
    """All that was known of a student is gone for ever; the journal itself takes the words out (erasing.py)."""

    kind: ClassVar[str] = "people.student-erased"


@dataclass(frozen=True, kw_only=True)
class _OfClass:
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    school_class: str

    @property
    def register(self) -> str:
        """One class."""
        return f"class/{self.school_class}"

    @property
    def subject(self) -> str:
        """No single person."""
        return ""


@dataclass(frozen=True, kw_only=True)
class _ClassTold(_OfClass):
    name: str | None = None
    sourced_id: str | None = None
    sign: str | None = None
    sign_in: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClassBegun(_ClassTold):
    """A class began."""

    kind: ClassVar[str] = "people.class-begun"


@dataclass(frozen=True, kw_only=True)
class ClassChanged(_ClassTold):
    """A class has a new name, sign or way to sign in."""

    kind: ClassVar[str] = "people.class-changed"


@dataclass(frozen=True, kw_only=True)
class ClassArchived(_OfClass):
    """A class is over."""

    kind: ClassVar[str] = "people.class-archived"
    archived: bool = True


@dataclass(frozen=True, kw_only=True)
class ClassRestored(_OfClass):
    """An archived class goes on."""

    kind: ClassVar[str] = "people.class-restored"
    archived: bool = False


@dataclass(frozen=True, kw_only=True)
class _OfStaff:
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    staff: str

    @property
    def register(self) -> str:
        """One member of staff."""
        return f"staff/{self.staff}"

    @property
    def subject(self) -> str:
        """The member of staff."""
        return self.staff


@dataclass(frozen=True, kw_only=True)
class _StaffTold(_OfStaff):
    personal: ClassVar[tuple[str, ...]] = ("name", "username", "sourced_id")
    name: str | None = None
    username: str | None = None
    sourced_id: str | None = None
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class StaffRegistered(_StaffTold):
    """Somebody began to work at the school, as teacher or in the office."""

    kind: ClassVar[str] = "people.staff-registered"


@dataclass(frozen=True, kw_only=True)
class StaffChanged(_StaffTold):
    """Some facts about a member of staff are new."""

    kind: ClassVar[str] = "people.staff-changed"


@dataclass(frozen=True, kw_only=True)
class StaffArchived(_OfStaff):
    """A member of staff left."""

    kind: ClassVar[str] = "people.staff-archived"
    archived: bool = True


@dataclass(frozen=True, kw_only=True)
class StaffRestored(_OfStaff):
    """A member of staff is back."""

    kind: ClassVar[str] = "people.staff-restored"
    archived: bool = False


@dataclass(frozen=True, kw_only=True)
class _OfEnrolment:
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    student: str
    school_class: str

    @property
    def register(self) -> str:
        """One student in one class."""
        return f"enrolment/{self.school_class}/{self.student}"

    @property
    def subject(self) -> str:
        """The student."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class EnrolmentBegun(_OfEnrolment):
    """A student joined a class."""

    kind: ClassVar[str] = "people.enrolment-begun"


@dataclass(frozen=True, kw_only=True)
class EnrolmentEnded(_OfEnrolment):
    """A student left a class."""

    kind: ClassVar[str] = "people.enrolment-ended"


@dataclass(frozen=True, kw_only=True)
class _OfTeaching:
    version: ClassVar[int] = 1
    urgency: ClassVar[int] = FIRST
    personal: ClassVar[tuple[str, ...]] = ()
    staff: str
    school_class: str

    @property
    def register(self) -> str:
        """One teacher of one class."""
        return f"teaching/{self.school_class}/{self.staff}"

    @property
    def subject(self) -> str:
        """The member of staff."""
        return self.staff


@dataclass(frozen=True, kw_only=True)
class TeachingBegun(_OfTeaching):
    """A member of staff took on a class."""

    kind: ClassVar[str] = "people.teaching-begun"


@dataclass(frozen=True, kw_only=True)
class TeachingEnded(_OfTeaching):
    """A member of staff handed a class on."""

    kind: ClassVar[str] = "people.teaching-ended"
