"""What the happenings on one card add up to. Plain Python: no clock, no database, no HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from homeroom.entries import Entry
from homeroom.evidence import events as ev

PAUSE = 4 * 60_000  # ms: a longer silence does not count as time on the card
PIECES = {
    ev.TextWritten.kind: "text",
    ev.PhotoAdded.kind: "photo",
    ev.DrawingAdded.kind: "drawing",
    ev.RecordingAdded.kind: "recording",
}
OPEN = ("started", "returned")
FINISHED = ("done", "waiting", "accepted")


@dataclass
class Progress:
    """Where a student stands with one card. Times are ms since the epoch, None for never."""

    card: str = ""
    card_version: str = ""
    times: list[int] = field(default_factory=list)
    tally: dict[str, bool | None] = field(default_factory=dict)
    wrong_run: int = 0
    hints: int = 0
    hand: int | None = None
    asked: int | None = None
    helped: int | None = None
    mark: int | None = None
    note: str | None = None
    verdict: str = ""
    verdict_ref: str = ""
    place: dict[str, Any] | None = None
    finished: int | None = None
    fresh: int | None = None

    @property
    def status(self) -> str:
        """new, started, done, waiting (for the teacher), returned or accepted."""
        if self.verdict == "returned":
            return "returned" if self.finished is None else "waiting"
        if self.finished is not None and self.fresh is not None:
            return "waiting"
        if self.verdict == "accepted":
            return "accepted"
        if self.finished is not None:
            return "done"
        return "started" if self.times else "new"

    @property
    def waiting(self) -> int | None:
        """Since when the work waits for the teacher."""
        return max(self.finished or 0, self.fresh or 0) if self.status == "waiting" else None

    @property
    def opened(self) -> int | None:
        """When the student first did something here."""
        return min(self.times, default=None)

    @property
    def last(self) -> int | None:
        """When the student last did something here."""
        return max(self.times, default=None)

    @property
    def spent(self) -> int:
        """Time on the card in ms; long silences do not count."""
        times = sorted(self.times)
        return sum(min(after - before, PAUSE) for before, after in zip(times, times[1:], strict=False))

    @property
    def right(self) -> int:
        """How many questions were answered right, at whichever try."""
        return sum(1 for correct in self.tally.values() if correct)


def progress(facts: Iterable[Entry]) -> Progress:
    """Fold the standing facts about one slot, given in their order, into one picture."""
    work = Progress()
    for fact in facts:
        event = fact.event
        if by_student(fact):
            work.times.append(event.when)
        work.card = event.card or work.card
        work.card_version = getattr(event, "card_version", "") or work.card_version
        if fact.kind in PIECES:
            work.fresh = max(event.when, work.fresh or 0)
        elif fact.kind in _TAKERS:
            _TAKERS[fact.kind](work, fact)
    return work


def by_student(fact: Entry) -> bool:
    """Whether the student did this herself."""
    return fact.actor.startswith("student:")


def author(fact: Entry) -> str:
    """The id of the person who acted."""
    return fact.actor.partition(":")[2]


def _answer(work: Progress, fact: Entry) -> None:
    correct, question = fact.event.correct, fact.event.question
    if correct is not None:
        work.wrong_run = 0 if correct else work.wrong_run + 1
    known = work.tally.get(question)
    work.tally[question] = correct if known is None else bool(known or correct)


def _hint(work: Progress, fact: Entry) -> None:
    work.hints += 1


def _place(work: Progress, fact: Entry) -> None:
    work.place = fact.event.place


def _finish(work: Progress, fact: Entry) -> None:
    work.finished, work.wrong_run = fact.event.when, 0


def _ask(work: Progress, fact: Entry) -> None:
    work.hand = fact.event.when
    if fact.event.text:
        work.asked = fact.event.when


def _say(work: Progress, fact: Entry) -> None:
    work.asked = fact.event.when


def _hand_down(work: Progress, fact: Entry) -> None:
    work.hand = None


def _hand_answered(work: Progress, fact: Entry) -> None:
    work.hand, work.asked, work.wrong_run = None, None, 0
    work.helped = max(fact.event.when, work.helped or 0)


def _reply(work: Progress, fact: Entry) -> None:
    work.asked = None


def _return(work: Progress, fact: Entry) -> None:
    _judge(work, fact, "returned")
    work.finished, work.mark, work.note = None, None, fact.event.text


def _accept(work: Progress, fact: Entry) -> None:
    _judge(work, fact, "accepted")
    work.mark, work.note = fact.event.mark, None


def _judge(work: Progress, fact: Entry, verdict: str) -> None:
    work.verdict, work.verdict_ref = verdict, fact.ref
    work.fresh, work.asked, work.wrong_run = None, None, 0


_TAKERS = {
    ev.AnswerGiven.kind: _answer,
    ev.HintTaken.kind: _hint,
    ev.PlaceKept.kind: _place,
    ev.CardFinished.kind: _finish,
    ev.HelpAsked.kind: _ask,
    ev.MessageWritten.kind: _say,
    ev.HelpWithdrawn.kind: _hand_down,
    ev.HelpAnswered.kind: _hand_answered,
    ev.ReplyWritten.kind: _reply,
    ev.CardReturned.kind: _return,
    ev.EvidenceAccepted.kind: _accept,
}


def stuck(*, status: str, wrong_run: int, last: int | None, now: int, most_wrong: int, silence: int) -> str:
    """Why a student seems stuck on a card: "wrong" answers in a row, "quiet" for too long, or "" for not.

    `silence` is in ms. Only an open card can be stuck.
    """
    if status not in OPEN:
        return ""
    if wrong_run >= most_wrong:
        return "wrong"
    return "quiet" if last is not None and now - last >= silence else ""
