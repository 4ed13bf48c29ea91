"""What happened between the boxes of one school."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class BoxAdmitted:
    """A box belongs to the school: it may read what the school's boxes carry to each other, and is believed.

    `key` is its Ed25519 key (base64url), `age` the key that letters to it are sealed to, `carry` what keys of
    children that go to it are sealed to: another one after each erasure.
    """

    kind: ClassVar[str] = "stick.box-admitted"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    box: str
    key: str
    age: str
    carry: str = ""

    @property
    def register(self) -> str:
        """One box."""
        return f"school-box/{self.box}"

    @property
    def subject(self) -> str:
        """No person."""
        return ""
