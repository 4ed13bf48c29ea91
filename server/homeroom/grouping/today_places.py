"""Where children go today, as kiosk and tablet show it: times, station, sign and partners, nothing else."""

from collections.abc import Iterable
from typing import Any

from homeroom import clock
from homeroom.grouping import reasons, tables
from homeroom.grouping.layout import Layout
from homeroom.grouping.names import Names
from homeroom.people import tables as people


def of_all(day: str) -> dict[str, list[dict[str, Any]]]:
    """For every child who has places on a day: {from, until, station, sign, room} in the order of the day."""
    found: dict[str, list[dict[str, Any]]] = {}
    for student, rows in _rows(day, None).items():
        found[student] = [_shown(frame, row) for frame, row in rows]
    return found


def of_student(student: str, day: str = "") -> list[dict[str, Any]]:
    """The same for one child, with those she works with and the sentence why."""
    rows = _rows(day or clock.today(), [student]).get(student, [])
    if not rows:
        return []
    classmates = {one.id: one for group in people.classes_of(student) for one in people.students_of(group.id)}
    others = {one for _frame, row in rows for one in row.partners if one not in classmates}
    names = Names([*classmates.values(), *(people.student(one) for one in sorted(others))])
    return [
        {
            **_shown(frame, row),
            "day": row.day,
            "key": f"{row.day}:{row.layout}:{row.period}",
            "with": [names.child(one) for one in row.partners],
            "adult": names.adult(row.adult) if row.mode in ("teacher", "mentor") else "",
            "reason": reasons.sentence(row.reason, names.calls),
        }
        for frame, row in rows
    ]


def _rows(day: str, students: Iterable[str] | None) -> dict[str, list[tuple[Layout, tables.Placing]]]:
    """Each child's places with their frame; of two plans for one child the one published last counts."""
    found: dict[str, list[tuple[Layout, tables.Placing]]] = {}
    rows = tables.places(day, students)
    for plan in tables.plans_of(day):
        frame, mine = plan.frame, [row for row in rows if row.layout == plan.layout]
        order = {period.id: n for n, period in enumerate(frame.periods)}
        by_student: dict[str, list[tuple[Layout, tables.Placing]]] = {}
        for row in sorted(mine, key=lambda row: order.get(row.period, 0)):
            if row.period in order and frame.station(row.station):
                by_student.setdefault(row.student, []).append((frame, row))
        found.update(by_student)
    return found


def _shown(frame: Layout, row: tables.Placing) -> dict[str, Any]:
    period, station = frame.period(row.period), frame.station(row.station)
    assert period is not None  # _rows leaves out what the plan does not know
    assert station is not None
    room = next((one.name for one in frame.rooms if one.id == station.room), "")
    return {
        "from": period.start,
        "until": period.end,
        "station": station.name,
        "sign": station.sign,
        "mode": station.mode,
        "room": room if len(frame.rooms) > 1 else "",
    }
