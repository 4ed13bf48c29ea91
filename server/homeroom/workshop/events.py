"""What happens while cards are written."""

from dataclasses import dataclass
from typing import ClassVar

from homeroom.entries import LATER


@dataclass(frozen=True, kw_only=True)
class CardWritten:
    """A card was saved: its whole text, Markdown with front matter."""

    kind: ClassVar[str] = "workshop.card_written"
    urgency: ClassVar[int] = LATER
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""

    card: str
    text: str

    @property
    def register(self) -> str:
        """The card."""
        return f"workshop/card/{self.card}"


@dataclass(frozen=True, kw_only=True)
class CardPlaced:
    """A card was put on the shelf (in the version `text_ref`), back on the desk, or into the bin."""

    kind: ClassVar[str] = "workshop.card_placed"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""

    card: str
    place: str
    text_ref: str

    @property
    def register(self) -> str:
        """The card."""
        return f"workshop/card/{self.card}"


@dataclass(frozen=True, kw_only=True)
class FileAdded:
    """A picture or a recording for cards; `path` is its name in them."""

    kind: ClassVar[str] = "workshop.file_added"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""

    path: str
    sha256: str
    media: str

    @property
    def register(self) -> str:
        """The file."""
        return f"workshop/file/{self.path}"


@dataclass(frozen=True, kw_only=True)
class IdeaNamed:
    """A teacher gave a wrong idea a name, to tag wrong answers with."""

    kind: ClassVar[str] = "workshop.idea_named"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""

    idea: str
    skill: str
    title: str

    @property
    def register(self) -> str:
        """The wrong idea."""
        return f"workshop/idea/{self.idea}"


@dataclass(frozen=True, kw_only=True)
class SourceNamed:
    """A work of others that cards here are made from, as its licence asks to be told."""

    kind: ClassVar[str] = "workshop.source_named"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[str] = ""

    source: str
    title: str
    authors: list[str]
    licence: str
    url: str = ""

    @property
    def register(self) -> str:
        """The work."""
        return f"workshop/source/{self.source}"
