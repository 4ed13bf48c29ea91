"""What a hub wants of a school's packs, and what the school says to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class _OfPin:
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    school: str
    pack: str

    @property
    def subject(self) -> str:
        """Nobody."""
        return ""


@dataclass(frozen=True, kw_only=True)
class Pinned(_OfPin):
    """A hub wants this version of a pack at a school, and vouches for its publisher's key."""

    kind: ClassVar[str] = "pins.pinned"
    title: str
    pack_version: str
    serial: int
    manifest: str
    signer: str
    key: str

    @property
    def register(self) -> str:
        """The pin of one pack at one school."""
        return f"pin/{self.school}/{self.pack}"


@dataclass(frozen=True, kw_only=True)
class Unpinned(_OfPin):
    """A hub leaves the choice to the school again; what is installed stays."""

    kind: ClassVar[str] = "pins.unpinned"

    @property
    def register(self) -> str:
        """The pin of one pack at one school."""
        return f"pin/{self.school}/{self.pack}"


@dataclass(frozen=True, kw_only=True)
class OwnKept(_OfPin):
    """A school keeps its own version of a pinned pack for so many school days after `since`."""

    kind: ClassVar[str] = "pins.own-kept"
    since: str
    days: int

    @property
    def register(self) -> str:
        """The school's own choice for one pack."""
        return f"pin-own/{self.school}/{self.pack}"


@dataclass(frozen=True, kw_only=True)
class OwnLetGo(_OfPin):
    """A school takes the hub's version again."""

    kind: ClassVar[str] = "pins.own-let-go"

    @property
    def register(self) -> str:
        """The school's own choice for one pack."""
        return f"pin-own/{self.school}/{self.pack}"


@dataclass(frozen=True, kw_only=True)
class Failed(_OfPin):
    """A box could not take a pinned version, and why."""

    kind: ClassVar[str] = "pins.failed"
    box: str
    manifest: str
    words: str

    @property
    def register(self) -> str:
        """The trouble of one box with one pack."""
        return f"pin-failed/{self.school}/{self.pack}/{self.box}"


@dataclass(frozen=True, kw_only=True)
class KeyRevoked:
    """A hub has revoked a publisher's key (one line, as in keys.json): the boxes of this school do, too."""

    kind: ClassVar[str] = "pins.key-revoked"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    school: str
    key: str
    name: str

    @property
    def register(self) -> str:
        """The hub's word on one key for one school."""
        return f"pin-key/{self.school}/{self.key}"

    @property
    def subject(self) -> str:
        """Nobody."""
        return ""


@dataclass(frozen=True, kw_only=True)
class KeyAllowed:
    """A hub takes its revocation of a key back; what a school's own people revoked stays so."""

    kind: ClassVar[str] = "pins.key-allowed"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    school: str
    key: str

    @property
    def register(self) -> str:
        """The hub's word on one key for one school."""
        return f"pin-key/{self.school}/{self.key}"

    @property
    def subject(self) -> str:
        """Nobody."""
        return ""


@dataclass(frozen=True, kw_only=True)
class KeyFollowed:
    """A hub knows of a publisher's change of keys; `proof` is a keys.json of this one, signed by both keys."""

    kind: ClassVar[str] = "pins.key-followed"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    school: str
    proof: str

    @property
    def register(self) -> str:
        """One change, told to one school."""
        return f"pin-key-change/{self.school}/{hashlib.sha256(self.proof.encode()).hexdigest()[:32]}"

    @property
    def subject(self) -> str:
        """Nobody."""
        return ""
