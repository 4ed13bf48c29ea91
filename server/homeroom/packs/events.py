"""What happened to the packs of a box."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Installed:
    """A pack was verified and its version became the one in use."""

    kind: ClassVar[str] = "packs.installed"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    pack: str
    pack_version: str
    serial: int
    manifest: str
    signer: str
    box: str

    @property
    def register(self) -> str:
        """The pack on one box."""
        return f"packs/{self.box}/{self.pack}"

    @property
    def subject(self) -> str:
        """Nobody."""
        return ""


@dataclass(frozen=True, kw_only=True)
class RolledBack(Installed):
    """The version kept from before became the one in use again."""

    kind: ClassVar[str] = "packs.rolled-back"


@dataclass(frozen=True, kw_only=True)
class Removed(Installed):
    """The pack was taken off the box."""

    kind: ClassVar[str] = "packs.removed"
