"""Absences that families announced: which there are, and what was said."""

from homeroom.attendance import tables
from homeroom.attendance.events import Excused
from homeroom.attendance.tables import AttendanceDay


def reaching(day: str) -> list[tuple[str, list[AttendanceDay]]]:
    """Announced absences that reach `day` or later, newest first: (absence id, its days)."""
    wanted = AttendanceDay.select(AttendanceDay.absence).where(AttendanceDay.absence != "", AttendanceDay.day >= day)
    found: dict[str, list[AttendanceDay]] = {}
    for one in AttendanceDay.select().where(AttendanceDay.absence.in_(wanted)).order_by(AttendanceDay.day):
        found.setdefault(one.absence, []).append(one)
    return sorted(found.items(), key=lambda item: item[1][-1].day, reverse=True)


def announcement(one: AttendanceDay) -> Excused | None:
    """What was said when the absence that covers this day was announced."""
    said = [entry for entry in tables.history(one.student, one.day) if isinstance(entry.event, Excused)]
    return next((entry.event for entry in said if entry.event.absence == one.absence), None)


def days_of(absence_id: str) -> list[AttendanceDay]:
    """The days of one announced absence."""
    return list(AttendanceDay.select().where(AttendanceDay.absence == absence_id).order_by(AttendanceDay.day))
