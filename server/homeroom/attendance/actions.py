"""What people can do at the door and in the register. The only writers of attendance events."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from homeroom import acts, clock, db, journal
from homeroom.attendance import announced, codes, rules, session_times, tables
from homeroom.attendance.events import (
    ActTakenBack,
    Arrived,
    DayConfirmed,
    Excused,
    Left,
    MarkedByTeacher,
    SessionTimes,
    TimesApplied,
)
from homeroom.attendance.tablets import actions as tablets
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.terms import tables as terms

LONGEST_ABSENCE = 120  # days
OLDEST_HOURS = 7  # days
MARKS = ("here", "late", "absent", "excused", "left", "")


# --- at the kiosk ------------------------------------------------------------------------------------


@acts.act("attendance.arrive", by=("kiosk",))
def arrive(act: acts.Act) -> None:
    """A child dragged or tapped her portrait to school."""
    _come_in(Arrived(**_at_the_door(act), method=_method(act)))


@acts.act("attendance.late", by=("kiosk",))
def arrive_late(act: acts.Act) -> None:
    """A child came late, or is here already and now says why."""
    reason = acts.one_of(act.body, "reason", codes.LATE_REASONS)
    _come_in(Arrived(**_at_the_door(act), method=_method(act), reason=reason))


def _come_in(event: Arrived) -> None:
    journal.write(event)
    tablets.hand_out(event.student, event.day)


@acts.act("attendance.leave", by=("kiosk",))
def leave(act: acts.Act) -> None:
    """A child dragged her portrait home."""
    reason = acts.one_of(act.body, "reason", ("", *codes.LEAVE_REASONS), default="")
    journal.write(Left(**_at_the_door(act), method=_method(act), reason=reason))


@acts.act("attendance.undo", by=("kiosk",))
def undo(act: acts.Act) -> None:
    """A child dragged her portrait back: exactly that one act never was."""
    device = f"{act.device_id}/{act.outbox}"
    taken = acts.number(act.body, "of", least=1)
    student, day = _taken_back(act, device, taken)
    journal.write(ActTakenBack(student=student, day=day, when=_when(act), device=device, n=taken))


def _taken_back(act: acts.Act, device: str, taken: int) -> tuple[str, str]:
    """Whose day the move belongs to: from the move itself, or from the kiosk when the move is not here (yet)."""
    for entry in journal.of_act(device, taken):
        if isinstance(entry.event, Arrived | Left | ActTakenBack):
            return entry.event.student, entry.event.day
    if "student" not in act.body:
        raise Refused(_("The box does not know the move that should be taken back. Please look at the register."))
    return _student(act), clock.day_of(_when(act))


def _at_the_door(act: acts.Act) -> dict[str, Any]:
    student, when = _student(act), _when(act)
    day = clock.day_of(when)
    return {"student": student, "day": day, "when": when, **_times(student, day)._asdict()}


def _student(act: acts.Act) -> str:
    student = act.student or acts.ident(act.body, "student")
    try:
        return people.student(student).id
    except NotFound as error:
        raise Refused(_("This child is not on the list of the school any more.")) from error


def _when(act: acts.Act) -> int:
    return min(act.when, clock.now_ms())  # nothing has happened in the future


def _method(act: acts.Act) -> str:
    return acts.text(act.body, "method", most=20, optional=True)


# --- in the register ---------------------------------------------------------------------------------


@db.writes
def mark(
    student_id: str,
    day: str,
    status: str,
    *,
    reason: str = "",
    note: str = "",
    arrived: int | None = None,
    left: int | None = None,
    known: Collection[str] | None = None,
) -> journal.Entry:
    """An adult says what a student's day was; "" gives the word back to the door.

    `known` are the refs of the earlier words she has seen: only these are overruled, so that two
    adults who did not know of each other stay visible. None = all.
    """
    people.student(student_id)
    _check_day(day)
    _check_mark(status, reason, arrived, left)
    return _mark(student_id, day, known, status=status, reason=reason, note=note, arrived=arrived, left=left)


def _mark(student_id: str, day: str, known: Collection[str] | None = None, **said: Any) -> journal.Entry:
    told = tables.history(student_id, day)
    old = [e for e in told if isinstance(e.event, MarkedByTeacher | Excused) and (known is None or e.ref in known)]
    times = _times(student_id, day)
    now = clock.now_ms()
    today = day == clock.today()
    door = {type(entry.event) for entry in rules.in_force(told)}
    if said["status"] == "late" and said.get("arrived") is None and Arrived not in door and today:
        said["arrived"] = now if now < (times.ends or now) else None
    if said["status"] == "left" and said.get("left") is None and Left not in door:
        said["left"] = now if today else times.ends
    event = MarkedByTeacher(student=student_id, day=day, when=now, **said, **times._asdict())
    entry = journal.write(event, replaces=old)
    if said["status"] in tables.PRESENT:
        tablets.hand_out(student_id, day)
    return entry


def _times(student_id: str, day: str) -> rules.Times:
    return session_times.times_for([one.id for one in people.classes_of(student_id)], day)


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise NotFound(_("There is no day “%(day)s”.", day=day)) from error
    if day > clock.today():
        raise Refused(_("This day has not come yet. Announce an absence instead."))


def _check_mark(status: str, reason: str, arrived: int | None, left: int | None) -> None:
    if status not in MARKS:
        raise Refused(_("Choose here, late, absent, excused or left."))
    if reason and reason not in codes.REASONS:
        raise Refused(_("This reason is not on the list."))
    if arrived is not None and left is not None and left < arrived:
        raise Refused(_("She can't have left before she came. Please check the two times."))


@db.writes
def mark_rest(class_id: str, day: str, status: str, students: Collection[str] | None = None) -> dict[str, str]:
    """Mark everybody of a class who is still expected (of `students`, when given); returns student → entry."""
    _check_day(day)
    _check_mark(status, "", None, None)
    waiting = [
        line.student.id
        for line in tables.day(class_id, day)
        if line.record.status == "expected" and (students is None or line.student.id in students)
    ]
    return {student_id: _mark(student_id, day, status=status).ref for student_id in waiting}


@db.writes
def confirm(class_id: str, day: str) -> None:
    """The roll of a class is read: who is still expected is absent, and what the kiosk said counts."""
    people.school_class(class_id)
    kept = terms.calendar()
    if kept.is_holiday(day, (class_id,)) and any(
        line.record.status == "expected" for line in tables.day(class_id, day)
    ):
        # Whoever takes a roll in the holidays would make everybody absent who was never expected.
        free = kept.why_free(day, (class_id,))
        what = f" ({free})" if free else ""
        raise Refused(_("By the calendar there is no school on this day%(what)s. Enter an extra day first.", what=what))
    absent = mark_rest(class_id, day, "absent")
    seen = {line.student.id: line.record.attended for line in tables.day(class_id, day)}
    _say_of_roll(DayConfirmed(school_class=class_id, day=day, when=clock.now_ms(), seen=seen, absent=absent))


@db.writes
def reopen(class_id: str, day: str) -> None:
    """The roll was confirmed too early: it is open again, and whom it made absent is expected again."""
    last = journal.winner(journal.standing(tables.roll_history(class_id, day)))
    if last is None or last.event.dropped:
        raise Refused(_("The roll of this class is open already."))
    for student_id, ref in last.event.absent.items():
        take_back(student_id, day, ref)
    _say_of_roll(DayConfirmed(school_class=class_id, day=day, when=clock.now_ms(), dropped=True))


def _say_of_roll(event: DayConfirmed) -> None:
    journal.write(event, replaces=journal.standing(tables.roll_history(event.school_class, event.day)))


@db.writes
def take_back(student_id: str, day: str, ref: str) -> None:
    """Take back exactly one word of an adult or one fact of the door."""
    if ref not in {entry.ref for entry in tables.history(student_id, day)}:
        raise NotFound(_("This entry is not in the register of that day."))
    journal.write(ActTakenBack(student=student_id, day=day, when=clock.now_ms(), ref=ref))


# --- announced absences ------------------------------------------------------------------------------


@db.writes
def excuse(student_id: str, first: str, last: str, *, reason: str = "", note: str = "") -> str:
    """Announce that a student will be away from one day to another; returns the absence's id."""
    people.student(student_id)
    days = _days(first, last or first)
    if reason and reason not in codes.AWAY_REASONS:
        raise Refused(_("This reason is not on the list."))
    absence = journal.new_id()
    now = clock.now_ms()
    for day in days:
        old = [e for e in tables.history(student_id, day) if isinstance(e.event, Excused)]
        event = Excused(student=student_id, day=day, when=now, absence=absence, reason=reason, note=note)
        journal.write(event, replaces=old)
    return absence


def check_days(first: str, last: str) -> tuple[date, date]:
    """Two ISO days in order. Raises Refused."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise Refused(_("Please give the first and the last day.")) from error
    if end < start:
        raise Refused(_("The last day is before the first day."))
    return start, end


def _days(first: str, last: str) -> list[str]:
    start, end = check_days(first, last)
    if (end - start).days >= LONGEST_ABSENCE:
        raise Refused(_("An absence can be at most %(n)s days long.", n=LONGEST_ABSENCE))
    return [(start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1)]


@db.writes
def take_back_absence(absence_id: str) -> None:
    """The announced absence will not be: all of its days at once."""
    days = announced.days_of(absence_id)
    if not days:
        raise NotFound(_("This absence is not announced (any more)."))
    for one in days:
        for entry in tables.history(one.student, one.day):
            if isinstance(entry.event, Excused) and entry.event.absence == absence_id:
                journal.write(ActTakenBack(student=one.student, day=one.day, when=clock.now_ms(), ref=entry.ref))


# --- school hours ------------------------------------------------------------------------------------


@db.writes
def set_hours(class_id: str, first: str, last: str, *, start: str, grace: str, end: str, dropped: bool = False) -> None:
    """Set (or drop) when school starts and ends; the arrivals of those days are counted again."""
    if class_id:
        people.school_class(class_id)
    _check_hours(first, last, start, grace, end)
    event = SessionTimes(
        school_class=class_id, first=first, last=last, start=start, grace=int(grace), end=end, dropped=dropped
    )
    journal.write(event)
    for one in tables.came_between(first, min(last or clock.today(), clock.today())):
        if not class_id or class_id in {group.id for group in people.classes_of(one.student)}:
            times = _times(one.student, one.day)
            journal.write(TimesApplied(student=one.student, day=one.day, when=clock.now_ms(), **times._asdict()))


def _check_hours(first: str, last: str, start: str, grace: str, end: str) -> None:
    begins, _ends = check_days(first, last or first)
    if begins < date.fromisoformat(clock.today()) - timedelta(days=OLDEST_HOURS):
        raise Refused(_("School hours can be changed for the last %(n)s days and from now on.", n=OLDEST_HOURS))
    if not (_is_time(start) and _is_time(end) and start < end):
        raise Refused(_("Please write the start and the end like 08:00 and 14:30."))
    if not (grace.isdecimal() and int(grace) <= 120):
        raise Refused(_("The grace is a number of minutes, at most 120."))


def _is_time(text: str) -> bool:
    hours, _colon, minutes = text.partition(":")
    return len(text) == 5 and hours.isdecimal() and minutes.isdecimal() and int(hours) < 24 and int(minutes) < 60
