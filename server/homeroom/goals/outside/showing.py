"""Learning outside as teachers, children and families read it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from homeroom import clock
from homeroom.attendance.words import day as day_name
from homeroom.attendance.words import duration
from homeroom.goals.outside import tables
from homeroom.goals.outside.tables import OutsideLog, OutsidePlace
from homeroom.i18n import _

SHOWN = 10  # lines on the tablet
AFTER = 21  # days after its end that a place stands on the child's page
HOUR = 60


@dataclass(frozen=True)
class Shown:
    """A place with its log."""

    place: OutsidePlace
    logs: list[OutsideLog]

    @property
    def minutes(self) -> tuple[int, int]:
        """Minutes by her own log, and by her mentor's slips."""
        return tables.minutes(self.logs)

    @property
    def state(self) -> str:
        """over, coming or running."""
        today = clock.today()
        if self.place.over or (self.place.ends and self.place.ends < today):
            return "over"
        return "coming" if self.place.starts > today else "running"

    @property
    def spent(self) -> str:
        """The hours so far in words: the mentor's where there are such, else her own."""
        own, theirs = self.minutes
        told = duration(theirs or own)
        if not self.place.hours:
            return told
        return _("%(spent)s of %(hours)s hours", spent=told, hours=self.place.hours)


def states() -> dict[str, str]:
    """Where a place stands."""
    return {"over": _("Over"), "coming": _("Coming"), "running": _("Running")}


def shown(place: OutsidePlace) -> Shown:
    """A place with its log."""
    return Shown(place, tables.logs(place.student, place.outside))


def of_student(student: str) -> list[Shown]:
    """The places of one student, the latest first."""
    return [shown(one) for one in tables.places_of([student])]


def for_child(student: str) -> list[dict[str, Any]]:
    """What the tablet shows: places that are not long over, with the last lines of the log."""
    since = (date.fromisoformat(clock.today()) - timedelta(days=AFTER)).isoformat()
    return [_for_tablet(one) for one in of_student(student) if not one.place.ends or one.place.ends >= since]


def _for_tablet(one: Shown) -> dict[str, Any]:
    place = one.place
    told = {
        "outside": place.outside,
        "place": place.place,
        "mentor": place.mentor,
        "aims": place.aims,
        "over": one.state == "over",
        "spent": one.spent,
        "logs": [_line(log) for log in one.logs[:SHOWN]],
    }
    return {name: value for name, value in told.items() if value}


def _line(log: OutsideLog) -> dict[str, Any]:
    told = {
        "log": log.log,
        "mine": log.role == "student",
        "kind": log.kind,
        "day": day_name(log.day),
        "time": duration(log.minutes) if log.minutes else "",
        "text": log.text,
        "upload": log.upload,
        "upload_kind": log.upload_kind,
    }
    return {name: value for name, value in told.items() if value}


def for_family(student: str) -> list[str]:
    """A line for each place of a child."""
    lines = []
    for one in of_student(student):
        place = one.place
        head = _("%(place)s with %(mentor)s", place=place.place, mentor=place.mentor) if place.mentor else place.place
        slip = next((log.text for log in one.logs if log.kind == "slip" and log.text), "")
        lines.append(" · ".join(part for part in (head or "", one.spent, f"“{slip}”" if slip else "") if part))
    return lines
