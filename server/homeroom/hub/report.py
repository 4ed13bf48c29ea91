"""What a hub shows of its schools: last contact, attendance of the day, progress of the week."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from homeroom import clock, db
from homeroom.attendance import tables as attendance
from homeroom.evidence.events import AnswerGiven, CardFinished
from homeroom.hub import health, tables
from homeroom.hub.health import Health
from homeroom.hub.tables import Box, School
from homeroom.people.tables import SchoolClass, Student

SILENT_AFTER = 7 * 24 * 3600 * 1000  # ms without contact before a school stands first
PRESENT = ("here", "late", "left")


@dataclass(frozen=True)
class Line:
    """One school at a glance."""

    school: School
    last_contact: int
    silent: bool
    waiting: int
    day: str
    came: int
    late: int
    students: int
    finished: int
    answers: int
    health: Health | None  # of the box that needs a look first


def lines() -> list[Line]:
    """All schools, those not heard for a week first."""
    found = [_line(school) for school in tables.schools()]
    return sorted(found, key=lambda line: (not line.silent, line.school.name, line.school.id))


def _line(school: School) -> Line:
    boxes = tables.boxes_of(school.id)
    last = max((box.last_contact for box in boxes), default=0)
    day = school_day(school)
    counts = attendance.counts_by_school(day).get(school.id, {})
    monday = _monday(school, day)
    return Line(
        school=school,
        last_contact=last,
        silent=clock.now_ms() - last > SILENT_AFTER,
        waiting=max((box.waiting for box in boxes), default=0),
        day=day,
        came=sum(counts.get(status, 0) for status in PRESENT),
        late=counts.get("late", 0),
        students=_students(school.id),
        finished=_count("DISTINCT register", school.id, CardFinished.kind, monday),
        answers=_count("*", school.id, AnswerGiven.kind, monday),
        health=health.worst(health.of_boxes(boxes).values()),
    )


def school_day(school: School) -> str:
    """The school day it is at the school now (ISO date), by its own time zone."""
    local = datetime.fromtimestamp(clock.now_ms() / 1000, _zone(school)) - timedelta(hours=clock.DAY_STARTS)
    return local.date().isoformat()


def local(school: School, ms: int) -> datetime:
    """An instant in the school's own time."""
    return datetime.fromtimestamp(ms / 1000, _zone(school))


def _zone(school: School) -> Any:
    try:
        return ZoneInfo(school.timezone)
    except (KeyError, ValueError, OSError):
        return UTC


def _monday(school: School, day: str) -> int:
    today = date.fromisoformat(day)
    monday = today - timedelta(days=today.weekday())
    return int(
        datetime(monday.year, monday.month, monday.day, clock.DAY_STARTS, tzinfo=_zone(school)).timestamp() * 1000
    )


def _students(school_id: str) -> int:
    return Student.select().where(Student.school == school_id, ~Student.archived).count()


def _count(what: str, school_id: str, kind: str, since: int) -> int:
    # Who finishes a card again after another try has still finished one card: one register.
    row = db.database.execute_sql(
        f"SELECT count({what}) FROM entry e JOIN lane l USING (lane_no)"
        " WHERE l.school = ? AND e.kind = ? AND e.at >= ?",
        (school_id, kind, since << clock.COUNTER_BITS),
    ).fetchone()
    return int(row[0])


@dataclass(frozen=True)
class ClassLine:
    """One class of a school on a day."""

    name: str
    sign: str
    students: int
    came: int
    late: int
    absent: int
    finished: int


def classes(school: School) -> list[ClassLine]:
    """The classes of a school today: who came, and cards finished since Monday."""
    day = school_day(school)
    monday = _monday(school, day)
    query = (
        SchoolClass.select()
        .where(SchoolClass.school == school.id, ~SchoolClass.archived)
        .order_by(SchoolClass.name, SchoolClass.id)
    )
    return [_class_line(one, day, monday) for one in query]


def _class_line(one: SchoolClass, day: str, monday: int) -> ClassLine:
    rows = db.database.execute_sql(
        "SELECT d.status, count(*) FROM enrolment n JOIN attendance_day d ON d.student = n.student"
        " WHERE n.school_class = ? AND d.day = ? GROUP BY d.status",
        (one.id, day),
    ).fetchall()
    counts = {str(status): int(count) for status, count in rows}
    students, finished = db.database.execute_sql(
        "SELECT count(DISTINCT n.student), (SELECT count(DISTINCT e.register) FROM enrolment m"
        " JOIN entry e ON e.subject = m.student AND e.kind = ? AND e.at >= ? WHERE m.school_class = n.school_class)"
        " FROM enrolment n WHERE n.school_class = ?",
        (CardFinished.kind, monday << clock.COUNTER_BITS, one.id),
    ).fetchone()
    return ClassLine(
        name=one.name or f"#{one.id[-4:]}",
        sign=one.sign,
        students=students,
        came=sum(counts.get(status, 0) for status in PRESENT),
        late=counts.get("late", 0),
        absent=counts.get("absent", 0),
        finished=finished or 0,
    )


@dataclass(frozen=True)
class StudentLine:
    """One student of a school: under her name only if the school lets it out."""

    name: str
    status: str
    finished: int
    answers: int


def students(school: School) -> list[StudentLine]:
    """The students of a school today and since Monday, by the name that is known here."""
    day = school_day(school)
    since = _monday(school, day) << clock.COUNTER_BITS
    rows = db.database.execute_sql(
        "SELECT s.id, s.given_name, s.family_name, coalesce(d.status, 'expected'),"
        " (SELECT count(DISTINCT e.register) FROM entry e WHERE e.subject = s.id AND e.kind = ? AND e.at >= ?),"
        " (SELECT count(*) FROM entry e WHERE e.subject = s.id AND e.kind = ? AND e.at >= ?)"
        " FROM student s LEFT JOIN attendance_day d ON d.student = s.id AND d.day = ?"
        " WHERE s.school = ? AND NOT s.archived ORDER BY s.given_name, s.family_name, s.id",
        (CardFinished.kind, since, AnswerGiven.kind, since, day, school.id),
    ).fetchall()
    return [
        StudentLine(f"{given} {family}".strip() or f"#{student[-4:]}", status, finished, answers)
        for student, given, family, status, finished, answers in rows
    ]


def on_the_way(school: School) -> int:
    """How many entries of this hub no box of the school has yet, as far as the boxes have said."""
    row = db.database.execute_sql(
        "SELECT coalesce(sum(last_seq), 0) FROM lane WHERE hub = 1 AND school = ?", (school.id,)
    ).fetchone()
    return max(0, int(row[0]) - max((box.down for box in tables.boxes_of(school.id)), default=0))


def box_lines(school: School) -> list[Box]:
    """The boxes of a school, the one heard last first."""
    return tables.boxes_of(school.id)
