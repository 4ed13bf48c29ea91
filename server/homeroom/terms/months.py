"""Months as the page shows them, and what days and times are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from homeroom import clock
from homeroom.i18n import _
from homeroom.terms.rules import Calendar


@dataclass(frozen=True)
class Day:
    """One day of a month: "school", "free" (a holiday) or "off" (no weekday with school); `title`: why."""

    number: int
    state: str
    title: str = ""
    today: bool = False


@dataclass(frozen=True)
class Month:
    """One month: empty places before its first day, its days, how many of them are school days."""

    title: str
    before: int
    days: tuple[Day, ...]

    @property
    def school_days(self) -> int:
        """How many days have school."""
        return sum(one.state == "school" for one in self.days)


def of(calendar: Calendar, today: str, many: int, classes: Iterable[str]) -> list[Month]:
    """The months from the current one on."""
    mine, found = tuple(classes), list[Month]()
    first = date.fromisoformat(today).replace(day=1)
    for _n in range(many):
        following = (first + timedelta(days=32)).replace(day=1)
        days = tuple(_day(calendar, first + timedelta(days=n), today, mine) for n in range((following - first).days))
        found.append(Month(f"{month_names()[first.month - 1]} {first.year}", first.weekday(), days))
        first = following
    return found


def _day(calendar: Calendar, day: date, today: str, classes: tuple[str, ...]) -> Day:
    told = day.isoformat()
    why = calendar.why_free(told, classes)
    if why is None:
        return Day(day.day, "school", today=told == today)
    free = bool(why) or calendar.is_holiday(told, classes)
    return Day(day.day, "free" if free else "off", why, told == today)


def weekdays() -> tuple[str, ...]:
    """The days of a week, Monday first."""
    return (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )


def short_weekdays() -> tuple[str, ...]:
    """The short names of the days, Monday first."""
    return (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))


def month_names() -> tuple[str, ...]:
    """The months."""
    return (
        _("January"),
        _("February"),
        _("March"),
        _("April"),
        _("May"),
        _("June"),
        _("July"),
        _("August"),
        _("September"),
        _("October"),
        _("November"),
        _("December"),
    )


def day_name(day: str) -> str:
    """A day with its weekday and year."""
    told = date.fromisoformat(day)
    parts = {"weekday": weekdays()[told.weekday()], "day": told.day, "month": month_names()[told.month - 1]}
    return _("%(weekday)s %(day)s %(month)s", **parts) + f" {told.year}"


def moment(at: datetime) -> str:
    """An instant as people write it: 23 November, 10:26. The year is told when it is not this one."""
    month = month_names()[at.month - 1] + (f" {at.year}" if at.year != clock.local(clock.now_ms()).year else "")
    return _("%(day)s %(month)s, %(time)s", day=at.day, month=month, time=f"{at:%H:%M}")


def sorts() -> dict[str, str]:
    """What each kind of span is called."""
    return {"term": _("Term"), "holiday": _("No school"), "extra": _("School besides")}
