"""The rooms and stations a class begins with, before anybody has changed them; and which day comes next."""

from homeroom import clock
from homeroom.attendance import session_times
from homeroom.grouping import tables
from homeroom.grouping.layout import Layout, Period, Room, Station
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people.on_this_box import Device
from homeroom.people.rules import SIGNS
from homeroom.terms import tables as terms

LESSON, BREAK, MORNING = 40, 10, 30  # minutes
PERIODS = 3


def layout_of(class_id: str) -> Layout:
    """The rooms and stations of a class: as kept the last time, else a usable beginning."""
    return tables.layout(class_id) or beginning(class_id)


def beginning(class_id: str) -> Layout:
    """One room with five stations and three periods that fit the class and its school hours."""
    group = people.school_class(class_id)
    many = max(4, len(people.students_of(class_id)))
    teachers = people.teachers_of(class_id)
    adult = teachers[0].id if teachers else ""
    third = -(-many // 3)
    signs = [sign for sign in SIGNS if sign != group.sign]
    parts = [
        (_("Teacher table"), "teacher", 5, adult),
        (_("Partner table"), "pair", min(8, many), ""),
        (_("Quiet corner"), "own", max(third, 6), ""),
        (_("Workshop"), "project", max(third, 4), ""),
        (_("Carpet"), "offscreen", max(third, 6), ""),
    ]
    return Layout(
        id=class_id,
        classes=(class_id,),
        rooms=(Room("r1", _("Room of %(name)s", name=group.name), many + 6),),
        stations=tuple(
            Station(f"s{n}", "r1", name, mode, seats, who, signs[n % len(signs)])
            for n, (name, mode, seats, who) in enumerate(parts)
        ),
        periods=_periods(class_id),
        tablets=_tablets(class_id) or -(-many // 2),
    )


def _periods(class_id: str) -> tuple[Period, ...]:
    starts = session_times.times_for((class_id,), clock.today()).starts
    local = clock.local(starts) if starts else clock.now()
    begin = local.hour * 60 + local.minute + MORNING
    found = []
    for n in range(PERIODS):
        start = begin + n * (LESSON + BREAK)
        found.append(Period(f"p{n}", _hhmm(start), _hhmm(start + LESSON)))
    return tuple(found)


def _hhmm(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _tablets(class_id: str) -> int:
    mine = (Device.kind == "tablet") & Device.school_class.in_([class_id, ""]) & Device.revoked.is_null()
    return int(Device.select().where(mine).count())


def next_day(*classes: str) -> str:
    """The school day that is planned now: the next one by the calendar, of these classes or the whole school."""
    return terms.calendar().after(clock.today(), classes)
