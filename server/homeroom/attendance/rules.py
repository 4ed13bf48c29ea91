"""What the facts of one school day add up to. Any order, any repetition of entries gives the same day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from homeroom.attendance.events import ActTakenBack, Arrived, Excused, Left, MarkedByTeacher, TimesApplied
from homeroom.entries import Entry, standing, winner

STATUSES = ("expected", "here", "late", "left", "absent", "excused")
MINUTE = 60_000
TOGGLE_WITHIN = 10 * MINUTE  # going home for lunch is no game; out and in again within minutes is
TOGGLES = 2
HURRY_WITHIN = 5_000
HURRY_CHECK_INS = 3

Span = tuple[int | None, int | None]


class Times(NamedTuple):
    """When the day starts, when late begins and when it ends for one student (ms)."""

    starts: int | None = None
    late_after: int | None = None
    ends: int | None = None

    def minutes_late(self, arrived: int | None) -> int:
        """Minutes since the start for who came after the grace; else 0. The minute that a clock shows counts whole."""
        if arrived is None or self.starts is None or self.late_after is None or arrived < self.late_after + MINUTE:
            return 0
        return (arrived - self.starts) // MINUTE

    def minutes_early(self, left: int | None) -> int:
        """Minutes missed at the end for who left earlier than the grace; else 0."""
        if left is None or self.ends is None or self.starts is None or self.late_after is None:
            return 0
        return (self.ends - left) // MINUTE if left < self.ends - (self.late_after - self.starts) else 0


@dataclass(frozen=True)
class Day:
    """One student's day: where she is, how the day counts, and what an adult should look at."""

    status: str = "expected"
    attended: str = "expected"  # the status before leaving: what the day counts as
    spans: tuple[Span, ...] = ()
    minutes_late: int | None = 0  # None: late, nobody knows how much
    minutes_early: int = 0
    reason: str = ""
    note: str = ""
    said_by: Entry | None = None  # the entry that decides how the day counts
    marks: tuple[Entry, ...] = ()  # the adults' words that stand; more than one: nobody has chosen yet
    announced: Entry | None = None  # the announcement of an absence that holds for this day
    flags: tuple[str, ...] = ()


def moment(day: str, hhmm: str, timezone: str) -> int:
    """A time of a school day as ms since the epoch, also on the days when the clocks change."""
    return int(datetime.fromisoformat(f"{day}T{hhmm}").replace(tzinfo=ZoneInfo(timezone)).timestamp() * 1000)


def times(day: str, *, start: str, grace: int, end: str, timezone: str) -> Times:
    """The session times of one school day."""
    starts = moment(day, start, timezone)
    return Times(starts, starts + grace * MINUTE, moment(day, end, timezone))


def in_force(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that nothing in force takes back. An act that takes back can be taken back itself."""
    takers: dict[str, list[Entry]] = defaultdict(list)
    for taker in entries:
        if isinstance(taker.event, ActTakenBack):
            for entry in entries:
                if _takes_back(taker, entry):
                    takers[entry.ref].append(taker)

    def stands(entry: Entry, asking: frozenset[str]) -> bool:
        asking |= {entry.ref}
        return not any(stands(taker, asking) for taker in takers[entry.ref] if taker.ref not in asking)

    return [entry for entry in entries if stands(entry, frozenset())]


def _takes_back(taker: Entry, entry: Entry) -> bool:
    said: ActTakenBack = taker.event
    if taker.ref == entry.ref:
        return False
    if said.device and (entry.device, entry.n) == (said.device, said.n):
        return taker.device == entry.device or taker.rank >= entry.rank
    return entry.ref == said.ref and taker.rank >= entry.rank


def day_of(entries: Sequence[Entry]) -> Day:
    """Fold all entries about one student's day. An adult's word beats the door up to when it was said."""
    live = in_force(entries)
    marks = standing(entry for entry in live if isinstance(entry.event, MarkedByTeacher | Excused))
    ruling = winner(marks)
    door = sorted(
        (entry for entry in live if isinstance(entry.event, Arrived | Left)), key=lambda e: (e.event.when, e.order)
    )
    if ruling is None or not _status(ruling):
        told = _told_by_door(door, _spans(door), _times(live))
    else:
        told = _told_by_adult(ruling, door, _times(live))
    flags = [*told.flags, *(["conflict"] if _differ(marks) else []), *(["toggled"] if _toggled(entries) else [])]
    announced = winner(entry for entry in live if isinstance(entry.event, Excused))
    return _with(told, marks=tuple(marks), announced=announced, flags=tuple(flags))


def _with(day: Day, **changes: object) -> Day:
    return Day(**{**day.__dict__, **changes})


def _status(entry: Entry) -> str:
    return "excused" if isinstance(entry.event, Excused) else str(entry.event.status)


def _times(live: Iterable[Entry]) -> Times:
    timed = winner(
        entry
        for entry in live
        if isinstance(entry.event, Arrived | Left | MarkedByTeacher | TimesApplied) and entry.event.starts is not None
    )
    return Times(timed.event.starts, timed.event.late_after, timed.event.ends) if timed else Times()


def _spans(door: Iterable[Entry], before: tuple[Span, ...] = ()) -> tuple[Span, ...]:
    spans = list(before)
    for entry in door:
        inside = bool(spans) and spans[-1][1] is None
        if isinstance(entry.event, Arrived) and not inside:
            spans.append((entry.event.when, None))
        elif isinstance(entry.event, Left) and inside:
            spans[-1] = (spans[-1][0], entry.event.when)
        elif isinstance(entry.event, Left) and not spans:
            spans.append((None, entry.event.when))
    return tuple(spans)


def _told_by_door(door: Sequence[Entry], spans: tuple[Span, ...], times: Times) -> Day:
    if not spans:
        return Day()
    late = times.minutes_late(spans[0][0])
    return _came(spans, "late" if late else "here", late, times, door, _reason(door, Arrived), said_by=door[0])


def _told_by_adult(ruling: Entry, door: Sequence[Entry], times: Times) -> Day:
    said, status = ruling.event, _status(ruling)
    before = [entry for entry in door if entry.event.when <= said.when]
    after = door[len(before) :]
    if status in ("absent", "excused"):
        return _away(ruling, before, after, times)
    spans = _spans(after, _corrected(said, _spans(before)))
    late: int | None = times.minutes_late(spans[0][0])
    if status == "late":
        late = _late_by_hand(spans[0][0], times)
    elif status == "here":
        late = 0
    attended = "late" if status == "late" or (status == "left" and late) else "here"
    unseen = said.arrived is None and not before and any(isinstance(e.event, Arrived) for e in after)
    told = _came(spans, attended, late, times, door, said.reason or _reason(door, Arrived), said_by=ruling)
    return _with(
        told,
        note=said.note or "",
        reason=(said.reason or told.reason) if status == "left" else told.reason,
        flags=("door_differs",) if unseen and status != "left" else (),
    )


def _away(ruling: Entry, before: Sequence[Entry], after: Sequence[Entry], times: Times) -> Day:
    said, status = ruling.event, _status(ruling)
    if _spans(after):
        surprise = "announced" if isinstance(said, Excused) else f"after_{status}"
        return _with(_told_by_door(after, _spans(after), times), flags=(surprise,))
    # What she did not know when she spoke: an entry of a door that was out of reach.
    news = any(entry.order > ruling.order for entry in before)
    flags = ("door_differs",) if news and _spans(before) else ()
    return Day(status, status, (), 0, 0, said.reason, said.note or "", ruling, flags=flags)


def _corrected(said: MarkedByTeacher, known: tuple[Span, ...]) -> tuple[Span, ...]:
    spans = list(known) or [(None, None)]
    if said.arrived is not None:
        spans[0] = (said.arrived, spans[0][1])
    out = None
    if said.status == "left":
        out = said.left if said.left is not None else (spans[-1][1] or said.when)
    spans[-1] = (spans[-1][0], out)
    return tuple(spans)


def _late_by_hand(arrived: int | None, times: Times) -> int | None:
    if arrived is None or times.starts is None:
        return None
    return max(0, (arrived - times.starts) // MINUTE)


def _came(
    spans: tuple[Span, ...],
    attended: str,
    late: int | None,
    times: Times,
    door: Sequence[Entry],
    reason: str,
    *,
    said_by: Entry,
) -> Day:
    out = spans[-1][1]
    if out is None:
        return Day(attended, attended, spans, late, 0, reason, said_by=said_by)
    return Day("left", attended, spans, late, times.minutes_early(out), _reason(door, Left) or reason, said_by=said_by)


def _reason(door: Sequence[Entry], kind: type[Arrived] | type[Left]) -> str:
    return next((e.event.reason for e in reversed(door) if isinstance(e.event, kind) and e.event.reason), "")


def _differ(marks: Sequence[Entry]) -> bool:
    said = {(_status(e), getattr(e.event, "arrived", None), getattr(e.event, "left", None)) for e in marks}
    return len(said) > 1


def _toggled(entries: Sequence[Entry]) -> bool:
    acts = [e for e in entries if e.device and isinstance(e.event, Arrived | Left | ActTakenBack)]
    inside, last, turns = False, 0, 0
    for entry in sorted(acts, key=lambda e: (e.event.when, e.order)):
        now = isinstance(entry.event, Arrived) or (isinstance(entry.event, ActTakenBack) and not inside)
        if now != inside and last and entry.event.when - last <= TOGGLE_WITHIN:
            turns += 1
        inside, last = now, entry.event.when
    return turns > TOGGLES


def hurried(check_ins: Iterable[tuple[str, str, int]]) -> set[str]:
    """The students of more than three check-ins within five seconds at one kiosk.

    `check_ins` are (kiosk, student, ms).
    """
    found: set[str] = set()
    by_kiosk: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for kiosk, student, when in check_ins:
        by_kiosk[kiosk].append((when, student))
    for row in by_kiosk.values():
        row.sort()
        for last in range(HURRY_CHECK_INS, len(row)):
            window = row[last - HURRY_CHECK_INS : last + 1]
            if window[-1][0] - window[0][0] <= HURRY_WITHIN:
                found.update(student for _, student in window)
    return found
