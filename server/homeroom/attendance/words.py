"""The words of the register in the reader's language: statuses, reasons, flags, days and times."""

from collections.abc import Iterable
from datetime import date

from homeroom import clock
from homeroom.i18n import _, ngettext
from homeroom.people import tables as people
from homeroom.terms.months import month_names, short_weekdays, weekdays


def statuses() -> dict[str, str]:
    """What each status is called on a screen."""
    return {
        "expected": _("Not here yet"),
        "here": _("Here"),
        "late": _("Late"),
        "left": _("Went home"),
        "absent": _("Absent"),
        "excused": _("Excused"),
    }


ICONS = {"expected": "idle", "here": "check", "late": "late", "left": "home", "absent": "x", "excused": "excused"}
KINDS = {"expected": "", "here": "good", "late": "warn", "left": "", "absent": "stop", "excused": "accent"}


def reasons() -> dict[str, str]:
    """What each reason is called on a screen."""
    return {
        "sick": _("Ill"),
        "doctor": _("Doctor"),
        "appointment": _("Appointment"),
        "family": _("Family"),
        "emergency": _("Family emergency"),
        "religious": _("Religious day"),
        "legal": _("Legal matter"),
        "activity": _("Other activity, no lessons"),
        "work": _("Work"),
        "transport": _("No transport"),
        "bus": _("Bus was late"),
        "slept": _("Overslept"),
        "weather": _("Weather"),
        "suspended": _("Suspended"),
        "skipping": _("Stayed away without leave"),
        "trip": _("School trip"),
        "sports": _("Sports or arts for the school"),
        "distance": _("Learns elsewhere"),
        "unknown": _("Not known"),
        "other": _("Other reason"),
    }


def flags() -> dict[str, str]:
    """Why an adult should look at a line, in one sentence."""
    return {
        "conflict": _("Two adults said different things. Please choose."),
        "door_differs": _("The kiosk says otherwise: a check-in came in later."),
        "after_absent": _("Came in at the kiosk after being marked absent. Is it really her?"),
        "after_excused": _("Came in at the kiosk after being excused. Is it really her?"),
        "announced": _("Was announced as away, but came in at the kiosk."),
        "hurried": _("Four check-ins within five seconds. Did each child move her own portrait?"),
        "toggled": _("In and out several times within minutes."),
        "not_signed_out": _("Did not sign out."),
    }


def day(iso: str) -> str:
    """A day as people write it: Monday 23 November."""
    told = date.fromisoformat(iso)
    return _(
        "%(weekday)s %(day)s %(month)s",
        weekday=weekdays()[told.weekday()],
        day=told.day,
        month=month_names()[told.month - 1],
    )


def hhmm(ms: int | None) -> str:
    """An instant as the time on the school's wall; "" when nobody knows it."""
    return clock.local(ms).strftime("%H:%M") if ms is not None else ""


def duration(minutes: int) -> str:
    """A length of time in minutes, or in hours and minutes."""
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes, count=minutes)
    return _("%(hours)s h %(minutes)s min", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def short_day(iso: str) -> str:
    """A day in a narrow place: Mon 23."""
    told = date.fromisoformat(iso)
    return f"{short_weekdays()[told.weekday()]} {told.day}"


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of those who did something, for people to read."""
    return {actor: _name(actor) for actor in set(actors)}


def _name(actor: str) -> str:
    role, _colon, key = actor.partition(":")
    if role in ("teacher", "office"):
        found = people.Staff.get_or_none(people.Staff.id == key)
        return found.name if found else _("Somebody of the staff")
    if role in ("kiosk", "student", "tablet"):
        device = people.Device.get_or_none(people.Device.id == key)
        return device.name if device else _("Kiosk")
    return _("The box")
