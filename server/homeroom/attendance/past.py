"""What was said about a child's day, by whom, when and why; and her last days at school."""

from dataclasses import dataclass
from typing import Any

from homeroom import clock, journal
from homeroom.attendance import rules, tables, words
from homeroom.attendance.events import ActTakenBack, Arrived, Excused, Left, MarkedByTeacher, TimesApplied
from homeroom.i18n import _


@dataclass(frozen=True)
class Said:
    """One entry of the history, in words."""

    ref: str
    when: int
    known: str  # when the box got to know, if that was on another minute
    who: str
    what: str
    why: str
    counts: bool
    can_take_back: bool


def told(student_id: str, day: str) -> list[Said]:
    """The history of a child's day, newest first."""
    entries = tables.history(student_id, day)
    names = words.names_of(entry.actor for entry in entries)
    live = {entry.ref for entry in rules.in_force(entries)}
    return [_said(entry, names[entry.actor], entries, entry.ref in live) for entry in reversed(entries)]


def _said(entry: journal.Entry, who: str, entries: list[journal.Entry], counts: bool) -> Said:
    event = entry.event
    known = words.hhmm(clock.ms_of(entry.at))
    return Said(
        ref=entry.ref,
        when=event.when,
        known="" if known == words.hhmm(event.when) else known,
        who=who,
        what=_what(event, entries),
        why=" · ".join(_why(event)),
        counts=counts,
        can_take_back=counts and not isinstance(event, ActTakenBack | TimesApplied),
    )


def _what(event: Any, entries: list[journal.Entry]) -> str:
    match event:
        case Arrived():
            return _("came in")
        case Left():
            return _("went out")
        case MarkedByTeacher(status=""):
            return _("left the word to the door")
        case MarkedByTeacher():
            return words.statuses()[event.status] + _mark_times(event)
        case Excused():
            return _("announced as away")
        case ActTakenBack():
            return _("took back: %(what)s", what=_taken(event, entries))
    return _("school hours of this day were changed")


def _mark_times(event: MarkedByTeacher) -> str:
    times = [words.hhmm(ms) for ms in (event.arrived, event.left) if ms is not None]
    return f" ({' – '.join(times)})" if times else ""


def _taken(event: ActTakenBack, entries: list[journal.Entry]) -> str:
    for entry in entries:
        if entry.ref == event.ref or (event.device and (entry.device, entry.n) == (event.device, event.n)):
            return f"{_what(entry.event, [])} {words.hhmm(entry.event.when)}"
    return "…"


def _why(event: Any) -> list[str]:
    reason, note = getattr(event, "reason", ""), getattr(event, "note", "")
    return [part for part in (words.reasons().get(reason, reason), note) if part]


def last_days(student_id: str, day: str, most: int = 10) -> list[tables.AttendanceDay]:
    """Her days with entries up to this day, the newest last."""
    found = (
        tables.AttendanceDay.select()
        .where(tables.AttendanceDay.student == student_id, tables.AttendanceDay.day <= day)
        .order_by(tables.AttendanceDay.day.desc())
        .limit(most)
    )
    return list(reversed(list(found)))
