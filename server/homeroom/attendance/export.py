"""Attendance as a table for other programs: one tidy row a pupil a day."""

from collections.abc import Iterable, Iterator

from homeroom import clock, spreadsheets, store
from homeroom.attendance import tables, words
from homeroom.attendance.codes import codes
from homeroom.people import tables as people

COLUMNS = (
    "school_id",
    "date",
    "student_sourcedId",
    "student_identifier",
    "given_name",
    "family_name",
    "class_sourcedId",
    "class_name",
    "status",
    "ed_fi_category",
    "nces_code",
    "arrival_time",
    "departure_time",
    "minutes_late",
    "minutes_early",
    "reason",
    "source",
    "recorded_by",
    "recorded_at",
    "clock_trusted",
    "roll_confirmed",
    "remarks",
)


def csv_of(class_ids: Iterable[str], days: Iterable[str]) -> Iterator[str]:
    """The whole table in pieces, day by day, so that a year of a large school needs no memory."""
    groups = [people.school_class(one) for one in class_ids]
    names: dict[str, str] = {}
    yield spreadsheets.MARK + spreadsheets.line(COLUMNS)
    for day in days:
        yield "".join(spreadsheets.line(row) for row in _rows(groups, day, names))


def _rows(groups: list[people.SchoolClass], day: str, names: dict[str, str]) -> Iterator[list[str]]:
    done: set[str] = set()
    for group in groups:
        taken = tables.roll(group.id, day)
        students = [one for one in tables.students_on(group.id, day) if one.id not in done]
        for line in tables.lines(students, day, taken):
            done.add(line.student.id)
            if line.record.said_by not in names:
                names.update(words.names_of([line.record.said_by]))
            yield _row(line, group, names, confirmed=taken is not None)


def _row(line: tables.Line, group: people.SchoolClass, names: dict[str, str], *, confirmed: bool) -> list[str]:
    student, told = line.student, line.record
    called = codes(told.status, told.attended, told.minutes_early, told.reason)
    return [
        student.school or store.school_id(),
        told.day,
        student.sourced_id or student.id,
        student.identifier,
        student.given_name,
        student.family_name,
        group.sourced_id or group.id,
        group.name,
        told.attended,
        called.ed_fi,
        called.nces,
        _time(told.arrived),
        _time(told.left),
        "" if told.minutes_late is None else str(told.minutes_late),
        str(told.minutes_early),
        told.reason,
        told.source,
        names[told.said_by] if told.said_by else "",
        clock.local(told.said_at).isoformat(timespec="seconds") if told.said_at is not None else "",
        _yes(told.clock > 0) if told.said_by else "",
        _yes(confirmed),
        " ".join(line.flags),
    ]


def _time(ms: int | None) -> str:
    return clock.local(ms).strftime("%H:%M:%S") if ms is not None else ""


def _yes(true: bool) -> str:
    return "yes" if true else "no"
