"""The live picture of a class: who is at what, and who needs somebody first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from homeroom import clock, config
from homeroom.attendance import tables as attendance
from homeroom.evidence import tables as evidence
from homeroom.evidence.rows import Work
from homeroom.i18n import language
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists import tables as playlists
from homeroom.today import inbox, rules, tables

MINUTE = 60_000
SCHOOL_DAY = 18 * 60 * MINUTE  # ms: work older than this is not of today


@dataclass(frozen=True)
class Seat:
    """One student on the board."""

    id: str
    name: str
    portrait: str
    presence: str
    state: str
    why: str
    title: str
    subject: str
    slot: str
    since: int | None
    called: int | None
    question: str
    tablet: str
    sign: str
    done: int
    total: int


@dataclass(frozen=True)
class Board:
    """A class now."""

    seats: tuple[Seat, ...]
    counts: dict[str, int]
    presence: dict[str, int]
    waiting: int

    @property
    def calls(self) -> list[Seat]:
        """Who needs somebody, the longest wait first."""
        found = [seat for seat in self.seats if seat.state in rules.CALLS]
        return sorted(found, key=lambda seat: (seat.state != "hand", seat.called or 0))


def board(class_id: str) -> Board:
    """The board of a class now."""
    here = people.students_of(class_id)
    ids = [one.id for one in here]
    look = _Look(ids, attendance_of(class_id))
    names = people.short_names(here)
    seats = tuple(look.seat(one, names[one.id]) for one in here)
    present = [look.presence.get(one, "expected") for one in ids]
    return Board(
        seats=seats,
        counts=rules.counts(seat.state for seat in seats),
        presence={status: present.count(status) for status in dict.fromkeys(["here", "late", *present])},
        waiting=inbox.count(ids),
    )


def attendance_of(class_id: str) -> dict[str, str]:
    """The attendance status of each student of a class today."""
    return {line.student.id: line.record.status for line in attendance.day(class_id, clock.today())}


class _Look:
    """Everything about a class that is asked once for all."""

    def __init__(self, ids: list[str], presence: dict[str, str]) -> None:
        self.now, self.presence = clock.now_ms(), presence
        self.shelf = catalog.shelf(language())
        self.tablets = tables.signed_in(ids)
        self.counts = playlists.counts(ids, catalog.this_week())
        self.works: dict[str, list[Work]] = {one: [] for one in ids}
        for work in evidence.works_since(ids, self.now - SCHOOL_DAY):
            self.works[work.student].append(work)
        settings = config.current()
        self.limits = rules.Limits(settings.stuck_wrong, settings.stuck_minutes * MINUTE)

    def seat(self, student: people.Student, name: str) -> Seat:
        """What one student is at."""
        works = self._of_today(self.works[student.id])
        doing = _doing(max(works, key=lambda work: work.last or 0, default=None), self.shelf)
        raised = min((work for work in works if work.hand), key=lambda work: work.hand or 0, default=None)
        tablet = self.tablets.get(student.id)
        done, total = self.counts.get(student.id, (0, 0))
        presence = self.presence.get(student.id, "expected")
        state = rules.state(
            doing,
            hand=raised.hand if raised else None,
            signed_in=tablet is not None,
            presence=presence,
            all_done=0 < total <= done,
            now=self.now,
            limits=self.limits,
        )
        return Seat(
            id=student.id,
            name=name,
            portrait=people.portrait_url(student),
            presence=presence,
            state=state,
            tablet=tablet.name if tablet else "",
            sign=tablet.sign if tablet else "",
            done=done,
            total=total,
            **self._card(state, doing, raised),
        )

    def _card(self, state: str, doing: rules.Doing | None, raised: Work | None) -> dict[str, Any]:
        """What a seat says about the card: that of the raised hand, else the one touched last."""
        shown = _doing(raised, self.shelf) if raised else doing
        card = self.shelf.find(shown.card) if shown and state in ("hand", "stuck", "working") else None
        return {
            "title": card.title if card else "",
            "subject": card.subject if card else "",
            "slot": shown.slot if shown else "",
            "since": (raised.hand if raised else shown.since) if shown and card else None,
            "called": raised.hand if raised else doing.last if doing else None,
            "question": _question(raised) if raised else "",
            "why": rules.why_stuck(doing, self.now, self.limits) if doing and state == "stuck" else "",
        }

    def _of_today(self, works: Iterable[Work]) -> list[Work]:
        today = clock.day_of(self.now)
        return [work for work in works if work.last is not None and clock.day_of(work.last) == today]


def _doing(work: Work | None, shelf: catalog.Shelf) -> rules.Doing | None:
    if work is None or work.last is None:
        return None
    card, begun = shelf.find(work.card), work.opened or work.last
    return rules.Doing(
        slot=work.slot,
        card=work.card,
        kind=card.kind if card else "",
        status=work.status,
        since=begun if clock.day_of(begun) == clock.day_of(work.last) else work.last,
        last=max(work.last, work.helped or 0),
        wrong_run=work.wrong_run,
        hand=work.hand,
    )


def _question(work: Work) -> str:
    if work.asked is None:
        return ""
    said = [one for one in evidence.messages(work.student, [work.slot]) if one.kind == "question"]
    return said[-1].text or "" if said else ""
