"""What happened when a student changed from one school of a hub to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class _OfTransfer:
    version: ClassVar[int] = 1
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
class StudentTransferred(_OfTransfer):
    """A hub let a student change from one of its schools to another; `full`: with her whole record."""

    kind: ClassVar[str] = "people.student-transferred"
    transfer: str
    source: str
    target: str
    when: int
    source_name: str = ""
    target_name: str = ""
    full: bool = False


@dataclass(frozen=True, kw_only=True)
class TransferReceived(_OfTransfer):
    """A school has heard of a transfer and has all that goes with it."""

    kind: ClassVar[str] = "people.transfer-received"
    transfer: str
    school: str

    @property
    def register(self) -> str:
        """The transfers of one student."""
        return f"transfer/{self.student}"


@dataclass(frozen=True, kw_only=True)
class TransferCompleted(TransferReceived):
    """Both schools have it: from now on only the new one has the student (`school` is the one that is told)."""

    kind: ClassVar[str] = "people.transfer-completed"


@dataclass(frozen=True, kw_only=True)
class EntryCarried:
    """An entry of a student's old school, as its hub hands it to the new one: name, place and words as they were."""

    kind: ClassVar[str] = "people.entry-carried"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("body",)
    student: str
    lane: str
    seq: int
    box: str
    school: str
    by_hub: bool
    at: int
    clock: int
    entry_kind: str
    entry_version: int
    actor: str
    about: str
    device: str | None = None
    n: int | None = None
    replaces: list[str] | None = None
    body: dict[str, object] | None = None

    @property
    def register(self) -> str:
        """The entry that is carried."""
        return f"carried/{self.lane}-{self.seq}"

    @property
    def subject(self) -> str:
        """The student."""
        return self.student
