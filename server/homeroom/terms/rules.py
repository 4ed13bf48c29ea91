"""On which days there is school. Plain Python.

A day is a school day when its weekday is one, it lies in no holiday and not between two terms; an extra day is one
in any case. Before the first and after the last term that was entered nobody knows better than the weekdays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SORTS = ("term", "holiday", "extra")
WORKDAYS = (0, 1, 2, 3, 4)
FAR = 400  # days within which a next school day is looked for


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, inclusive (ISO); for one class, or all ("")."""

    first: str
    last: str
    sort: str = "holiday"
    title: str = ""
    school_class: str = ""
    id: str = ""

    def holds(self, day: str) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Calendar:
    """All that was entered."""

    spans: tuple[Span, ...] = ()
    weekdays: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        """Whether anybody has entered anything."""
        return bool(self.spans or self.weekdays)

    def is_school_day(self, day: str, classes: Iterable[str] = ()) -> bool:
        """Whether there is school for one of these classes; without classes: for the school as a whole."""
        return any(self._is_on(day, one) for one in tuple(classes) or ("",))

    def _is_on(self, day: str, school_class: str) -> bool:
        if any(one.sort == "extra" for one in self._at(day, school_class)):
            return True
        return date.fromisoformat(day).weekday() in self.days_of_week(school_class) and not self._is_free(
            day, school_class
        )

    def days_of_week(self, school_class: str = "") -> tuple[int, ...]:
        """The weekdays with school (0 = Monday)."""
        return self.weekdays.get(school_class) or self.weekdays.get("") or WORKDAYS

    def _at(self, day: str, school_class: str) -> list[Span]:
        return [one for one in self.spans if one.school_class in ("", school_class) and one.holds(day)]

    def _is_free(self, day: str, school_class: str) -> bool:
        if any(one.sort == "holiday" for one in self._at(day, school_class)):
            return True
        terms = [one for one in self.spans if one.sort == "term" and one.school_class in ("", school_class)]
        inside = any(one.holds(day) for one in terms)
        between = any(one.last < day for one in terms) and any(one.first > day for one in terms)
        return between and not inside

    def why_free(self, day: str, classes: Iterable[str] = ()) -> str | None:
        """What a day without school is called; "" when nobody gave it a name, None when there is school."""
        mine = tuple(classes) or ("",)
        if self.is_school_day(day, mine):
            return None
        names = [one.title for key in mine for one in self._at(day, key) if one.sort == "holiday" and one.title]
        return names[0] if names else ""

    def is_holiday(self, day: str, classes: Iterable[str] = ()) -> bool:
        """Whether a day lies in holidays or between terms for all of these classes, whatever its weekday."""
        return all(
            self._is_free(day, one) and not any(at.sort == "extra" for at in self._at(day, one))
            for one in tuple(classes) or ("",)
        )

    def days(self, first: str, last: str, classes: Iterable[str] = ()) -> list[str]:
        """The school days from a day to another, inclusive."""
        mine = tuple(classes)
        return [day for day in every_day(first, last) if self.is_school_day(day, mine)]

    def after(self, day: str, classes: Iterable[str] = ()) -> str:
        """The next school day; the next day when there is none within a year."""
        return self._towards(day, 1, tuple(classes))

    def back(self, day: str, many: int, classes: Iterable[str] = ()) -> str:
        """The day that lies so many school days before."""
        mine = tuple(classes)
        for _ in range(many):
            day = self._towards(day, -1, mine)
        return day

    def _towards(self, day: str, by: int, classes: tuple[str, ...]) -> str:
        for n in range(1, FAR):
            found = shifted(day, by * n)
            if self.is_school_day(found, classes):
                return found
        return shifted(day, by)

    @property
    def last_day(self) -> str:
        """Until when terms were entered; "" when none were."""
        return max((one.last for one in self.spans if one.sort == "term"), default="")


def shifted(day: str, by: int) -> str:
    """A day some days later or earlier."""
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def every_day(first: str, last: str) -> list[str]:
    """All days from one to another, inclusive."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1)]
