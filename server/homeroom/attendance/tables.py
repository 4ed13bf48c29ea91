"""The register: one row a student a day, and the rolls taken, all read from the journal."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import peewee

from homeroom import clock, db, journal
from homeroom.attendance import rules
from homeroom.attendance.events import (
    ActTakenBack,
    Arrived,
    DayConfirmed,
    Excused,
    Left,
    MarkedByTeacher,
    TimesApplied,
)
from homeroom.people import tables as people
from homeroom.terms import tables as terms

PRESENT = ("here", "late")


class AttendanceDay(db.Projection):
    """One student's day as the facts known so far tell it."""

    student = peewee.TextField()
    day = peewee.TextField()
    school = peewee.TextField(default="")
    status = peewee.TextField(default="expected")
    attended = peewee.TextField(default="expected")
    arrived = peewee.IntegerField(null=True)
    left = peewee.IntegerField(null=True)
    spans = peewee.TextField(default="[]")
    minutes_late = peewee.IntegerField(null=True, default=0)
    minutes_early = peewee.IntegerField(default=0)
    reason = peewee.TextField(default="")
    note = peewee.TextField(default="")
    source = peewee.TextField(default="")
    said_by = peewee.TextField(default="")
    said_at = peewee.IntegerField(null=True)
    clock = peewee.IntegerField(default=0)
    flags = peewee.TextField(default="")
    marks = peewee.TextField(default="")
    check_ins = peewee.TextField(default="[]")
    absence = peewee.TextField(default="")
    entries = peewee.IntegerField(default=0)
    latest = peewee.IntegerField(default=0)

    class Meta:
        table_name = "attendance_day"
        primary_key = peewee.CompositeKey("student", "day")


class RollTaken(db.Projection):
    """A class whose roll an adult has confirmed, and what she saw."""

    school_class = peewee.TextField()
    day = peewee.TextField()
    school = peewee.TextField()
    at = peewee.IntegerField()
    taken_by = peewee.TextField()
    seen = peewee.TextField()
    latest = peewee.IntegerField()

    class Meta:
        table_name = "roll_taken"
        primary_key = peewee.CompositeKey("school_class", "day")


# --- folds -------------------------------------------------------------------------------------------


@journal.fold(Arrived, Left, ActTakenBack, MarkedByTeacher, Excused, TimesApplied)
def fold_day(register: str, entries: Sequence[journal.Entry]) -> None:
    """Show one student's day."""
    told = rules.day_of(entries)
    spans, said_by = told.spans, told.said_by
    AttendanceDay.replace(
        student=entries[0].event.student,
        day=entries[0].event.day,
        school=entries[0].school,
        status=told.status,
        attended=told.attended,
        arrived=spans[0][0] if spans else None,
        left=spans[-1][1] if spans else None,
        spans=json.dumps(spans),
        minutes_late=told.minutes_late,
        minutes_early=told.minutes_early,
        reason=told.reason,
        note=told.note,
        source=_source(said_by) if said_by else "",
        said_by=said_by.actor if said_by else "",
        said_at=clock.ms_of(said_by.at) if said_by else None,
        clock=said_by.clock if said_by else 0,
        flags=" ".join(told.flags),
        marks=" ".join(entry.ref for entry in told.marks),
        check_ins=json.dumps(_check_ins(entries)),
        absence=told.announced.event.absence if told.announced else "",
        entries=len(entries),
        latest=max(entry.at for entry in entries),
    ).execute()


def _source(entry: journal.Entry) -> str:
    return "kiosk" if isinstance(entry.event, Arrived | Left) else entry.role


def _check_ins(entries: Iterable[journal.Entry]) -> list[tuple[str, int]]:
    return [(e.device.partition("/")[0], e.event.when) for e in entries if e.device and isinstance(e.event, Arrived)]


@journal.fold(DayConfirmed)
def fold_roll(register: str, entries: Sequence[journal.Entry]) -> None:
    """Show the word about a class's roll that counts; no row while it is open."""
    last = journal.winner(journal.standing(entries))
    assert last is not None
    key = (RollTaken.school_class == last.event.school_class) & (RollTaken.day == last.event.day)
    RollTaken.delete().where(key).execute()
    if last.event.dropped:
        return
    RollTaken.insert(
        school_class=last.event.school_class,
        day=last.event.day,
        school=last.school,
        at=last.event.when,
        taken_by=last.actor,
        seen=json.dumps(last.event.seen, sort_keys=True),
        latest=last.at,
    ).execute()


# --- one class, one day ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line of a register: a student, her day, and what an adult should look at."""

    student: people.Student
    record: AttendanceDay
    verified: bool
    flags: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Whether an adult has looked since, and no two adults disagree."""
        return self.verified and not {"conflict", "door_differs"} & set(self.flags)

    @property
    def spans(self) -> list[list[int | None]]:
        """When she was in: [from, to], to = None while she is."""
        found: list[list[int | None]] = json.loads(self.record.spans)
        return found


def day(class_id: str, day: str) -> list[Line]:
    """The register of a class: every student of it, in the class's order."""
    return lines(students_on(class_id, day), day, roll(class_id, day))


def students_on(class_id: str, day: str) -> list[people.Student]:
    """The students of a class, and those who have left the school since but have an entry of that day."""
    members = people.Enrolment.select(people.Enrolment.student).where(people.Enrolment.school_class == class_id)
    known = AttendanceDay.select(AttendanceDay.student).where(AttendanceDay.day == day)
    gone = people.Student.select().where(
        people.Student.archived, people.Student.id.in_(members), people.Student.id.in_(known)
    )
    return [*people.students_of(class_id), *gone]


def lines(students: Sequence[people.Student], day: str, taken: RollTaken | None) -> list[Line]:
    """Lines for these students; who has no entry yet is expected."""
    records = {one.student: one for one in AttendanceDay.select().where(AttendanceDay.day == day)}
    hurried = rules.hurried(
        (kiosk, one.student, when) for one in records.values() for kiosk, when in json.loads(one.check_ins)
    )
    seen = json.loads(taken.seen) if taken else {}
    over = day < clock.today()
    return [
        _line(one, records.get(one.id) or AttendanceDay(student=one.id, day=day), seen, one.id in hurried, over)
        for one in students
    ]


def _line(student: people.Student, record: AttendanceDay, seen: dict[str, str], hurried: bool, over: bool) -> Line:
    verified = record.source not in ("", "kiosk") or seen.get(student.id) == record.attended != "expected"
    flags = record.flags.split()
    if hurried and not verified:
        flags.append("hurried")
    if over and record.status in PRESENT:
        flags.append("not_signed_out")
    return Line(student, record, verified, tuple(flags))


def roll(class_id: str, day: str) -> RollTaken | None:
    """Who confirmed the roll of a class, if anybody has."""
    found: RollTaken | None = RollTaken.get_or_none(RollTaken.school_class == class_id, RollTaken.day == day)
    return found


def record(student_id: str, day: str) -> AttendanceDay:
    """One student's day; expected when nothing is known."""
    found = AttendanceDay.get_or_none(AttendanceDay.student == student_id, AttendanceDay.day == day)
    return found or AttendanceDay(student=student_id, day=day)


def history(student_id: str, day: str) -> list[journal.Entry]:
    """Everything ever said about one student's day, in order."""
    return journal.of_register(f"attendance/{student_id}/{day}")


def roll_history(class_id: str, day: str) -> list[journal.Entry]:
    """Everything ever said about the roll of a class on a day, in order."""
    return journal.of_register(f"roll/{class_id}/{day}")


def status_counts(class_id: str, day: str) -> dict[str, int]:
    """How many students of a class have each status; all six are there."""
    students = {one.id for one in people.students_of(class_id)}
    pairs = AttendanceDay.select(AttendanceDay.student, AttendanceDay.status).where(AttendanceDay.day == day)
    found = Counter(status for student, status in _tuples(pairs) if student in students)
    counts = {status: found[status] for status in rules.STATUSES}
    counts["expected"] += len(students) - sum(found.values())
    return counts


def came(class_id: str, first: str, last: str) -> dict[str, int]:
    """How many students of a class came on each day between two days."""
    members = people.Enrolment.select(people.Enrolment.student).where(people.Enrolment.school_class == class_id)
    rows = AttendanceDay.select(AttendanceDay.day, peewee.fn.COUNT(AttendanceDay.student)).where(
        AttendanceDay.day.between(first, last),
        AttendanceDay.attended.in_(PRESENT),
        AttendanceDay.student.in_(members),
    )
    return dict(_tuples(rows.group_by(AttendanceDay.day)))


def news(day: str) -> str:
    """A short text that changes whenever anything in the registers of a day changes."""
    days = AttendanceDay.select(peewee.fn.SUM(AttendanceDay.entries), peewee.fn.MAX(AttendanceDay.latest))
    rolls = RollTaken.select(peewee.fn.COUNT(RollTaken.day), peewee.fn.MAX(RollTaken.latest))
    parts = _tuples(days.where(AttendanceDay.day == day))[0] + _tuples(rolls.where(RollTaken.day == day))[0]
    return "-".join(str(part or 0) for part in parts)


# --- the whole school --------------------------------------------------------------------------------


def present_now() -> list[AttendanceDay]:
    """Who is in the building now."""
    today = clock.today()
    return list(AttendanceDay.select().where(AttendanceDay.day == today, AttendanceDay.status.in_(PRESENT)))


def counts_by_school(day: str) -> dict[str, dict[str, int]]:
    """How many students of each school have each status; who has no entry at all is not counted."""
    counts: dict[str, dict[str, int]] = {}
    rows = (
        AttendanceDay.select(AttendanceDay.school, AttendanceDay.status, peewee.fn.COUNT(AttendanceDay.student))
        .where(AttendanceDay.day == day)
        .group_by(AttendanceDay.school, AttendanceDay.status)
    )
    for school, status, count in _tuples(rows):
        counts.setdefault(school, dict.fromkeys(rules.STATUSES, 0))[status] = count
    return counts


def school_days(first: str, last: str) -> list[str]:
    """The days between two days (inclusive) with a roll, or on which anybody came and there was school."""
    came = AttendanceDay.select(AttendanceDay.day).where(
        AttendanceDay.day.between(first, last), AttendanceDay.source != "", AttendanceDay.attended != "excused"
    )
    taken = RollTaken.select(RollTaken.day).where(RollTaken.day.between(first, last))
    kept = terms.calendar()
    with_school = {day for (day,) in _tuples(came) if not kept.is_holiday(day)}
    return sorted(with_school | {day for (day,) in _tuples(taken)})


def came_between(first: str, last: str) -> list[AttendanceDay]:
    """Days between two days on which somebody came."""
    return list(
        AttendanceDay.select().where(AttendanceDay.day.between(first, last), AttendanceDay.attended.in_(PRESENT))
    )


def _tuples(query: Any) -> list[tuple[Any, ...]]:
    return cast("list[tuple[Any, ...]]", list(query.tuples()))
