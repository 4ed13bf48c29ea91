"""What happened around one card of one student."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from homeroom.entries import LATER


@dataclass(frozen=True, kw_only=True)
class OnCard:
    """What every happening on a card has in common.

    `when` is ms since the epoch; `auth` says whether the student had signed in ("session"), only said
    who she is ("claimed"), or whether staff acted ("").
    """

    personal: ClassVar[tuple[str, ...]] = ()
    version: ClassVar[int] = 1
    student: str
    slot: str
    card: str
    when: int
    auth: str = ""

    @property
    def register(self) -> str:
        """All that happens on one slot of one student folds together."""
        return f"work/{self.student}/{self.slot}"

    @property
    def subject(self) -> str:
        """The student it is about."""
        return self.student


@dataclass(frozen=True, kw_only=True)
class CardOpened(OnCard):
    """A student opened a card; `card_version` is the hash of what she saw."""

    kind: ClassVar[str] = "evidence.card-opened"
    card_version: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswerGiven(OnCard):
    """An answer with what the tablet claimed and what the box found when it checked.

    `correct` is the verdict that counts: the box's own where it could check, else the claim.
    Skills and level stand here because the card may change after the answer.
    """

    kind: ClassVar[str] = "evidence.answer-given"
    personal: ClassVar[tuple[str, ...]] = ("response",)
    card_version: str = ""
    question: str
    response: Any = None
    claimed: bool | None = None
    correct: bool | None = None
    checked: bool = False
    score: float = 0.0
    tries: int = 1
    hints: int = 0
    ms: int = 0
    misconception: str = ""
    trial: bool = False
    skills: list[str] = field(default_factory=list)
    level: str = "core"


@dataclass(frozen=True, kw_only=True)
class HintTaken(OnCard):
    """A student looked at a hint of a question."""

    kind: ClassVar[str] = "evidence.hint-taken"
    question: str
    index: int = 0


@dataclass(frozen=True, kw_only=True)
class PlaceKept(OnCard):
    """Where a student is in a card, in the student page's own words."""

    kind: ClassVar[str] = "evidence.place-kept"
    personal: ClassVar[tuple[str, ...]] = ("place",)
    place: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class TextWritten(OnCard):
    """A student wrote something that nobody but a person can judge."""

    kind: ClassVar[str] = "evidence.text-written"
    urgency: ClassVar[int] = LATER
    personal: ClassVar[tuple[str, ...]] = ("text",)
    block: str = ""
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class PhotoAdded(OnCard):
    """A student added a photo; the picture itself may come later, under the same upload id."""

    kind: ClassVar[str] = "evidence.photo-added"
    personal: ClassVar[tuple[str, ...]] = ("upload",)
    block: str = ""
    upload: str | None = None


@dataclass(frozen=True, kw_only=True)
class DrawingAdded(OnCard):
    """A student added a drawing."""

    kind: ClassVar[str] = "evidence.drawing-added"
    personal: ClassVar[tuple[str, ...]] = ("upload",)
    block: str = ""
    upload: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordingAdded(OnCard):
    """A student added her voice."""

    kind: ClassVar[str] = "evidence.recording-added"
    personal: ClassVar[tuple[str, ...]] = ("upload",)
    block: str = ""
    upload: str | None = None


@dataclass(frozen=True, kw_only=True)
class CardFinished(OnCard):
    """A student said: I am done with this card."""

    kind: ClassVar[str] = "evidence.card-finished"


@dataclass(frozen=True, kw_only=True)
class HelpAsked(OnCard):
    """A student raised a hand, perhaps with a question."""

    kind: ClassVar[str] = "evidence.help-asked"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class HelpWithdrawn(OnCard):
    """A student took the hand down again."""

    kind: ClassVar[str] = "evidence.help-withdrawn"


@dataclass(frozen=True, kw_only=True)
class MessageWritten(OnCard):
    """A student wrote to the teacher about a card."""

    kind: ClassVar[str] = "evidence.message-written"
    urgency: ClassVar[int] = LATER
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReplyWritten(OnCard):
    """A teacher wrote to the student about a card."""

    kind: ClassVar[str] = "evidence.reply-written"
    urgency: ClassVar[int] = LATER
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class CardReturned(OnCard):
    """A teacher gave the work back for another try; the text says what to change."""

    kind: ClassVar[str] = "evidence.card-returned"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class EvidenceAccepted(OnCard):
    """A teacher accepted the work, with a mark from 1 to 4 or none, and what the card was about."""

    kind: ClassVar[str] = "evidence.accepted"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    mark: int | None = None
    text: str | None = None
    skills: list[str] = field(default_factory=list)
    level: str = "core"


@dataclass(frozen=True, kw_only=True)
class VerdictTakenBack(OnCard):
    """A teacher took back an acceptance or a return; the entry it replaces is the one meant."""

    kind: ClassVar[str] = "evidence.verdict-taken-back"


@dataclass(frozen=True, kw_only=True)
class HelpAnswered(OnCard):
    """A teacher answered a raised hand, in person or in writing."""

    kind: ClassVar[str] = "evidence.help-answered"
    personal: ClassVar[tuple[str, ...]] = ("text",)
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class WordsTakenBack(OnCard):
    """A teacher took back own words, or that a hand was answered; the entry it replaces is the one meant."""

    kind: ClassVar[str] = "evidence.words-taken-back"


@dataclass(frozen=True, kw_only=True)
class UploadKept:
    """The box has a picture or recording that a device sent under its own id."""

    kind: ClassVar[str] = "evidence.upload-kept"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("sha256",)
    upload: str
    student: str
    sha256: str | None
    media: str
    size: int
    when: int

    @property
    def register(self) -> str:
        """One upload is one thing, however often it is sent."""
        return f"upload/{self.upload}"

    @property
    def subject(self) -> str:
        """The student whose work it is."""
        return self.student
