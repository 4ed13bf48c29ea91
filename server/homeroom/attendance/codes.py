"""Reasons people give, and what a day is called in Ed-Fi and NCES. Pure data and look-ups."""

from typing import NamedTuple

LATE_REASONS = ("bus", "slept", "doctor", "weather", "other")
LEAVE_REASONS = ("sick", "family", "appointment", "other")

# Reason of a day away → NCES code of the absence (2009/2018 list).
NCES_AWAY = {
    "sick": "2C",
    "doctor": "2C",
    "appointment": "2C",
    "emergency": "2D",
    "family": "2G",
    "religious": "2B",
    "legal": "2F",
    "activity": "2A",
    "work": "2H",
    "transport": "2I",
    "suspended": "2E",
    "skipping": "2J",
    "unknown": "2K",
}
# Away from the building, but learning: counts as attending.
NCES_ELSEWHERE = {"trip": "1D", "distance": "1B", "sports": "1E"}

AWAY_REASONS = (*NCES_AWAY, *NCES_ELSEWHERE, "weather", "other")
REASONS = tuple(dict.fromkeys((*LATE_REASONS, *LEAVE_REASONS, *AWAY_REASONS)))


class Codes(NamedTuple):
    """What one day is called elsewhere; empty while the roll is open."""

    ed_fi: str = ""
    nces: str = ""


def codes(status: str, attended: str, minutes_early: int, reason: str) -> Codes:
    """The Ed-Fi AttendanceEventCategory and the NCES code of one student's day."""
    if status == "expected":
        return Codes()
    if attended in ("here", "late"):
        return Codes(_came(attended, minutes_early), "1A")
    if reason in NCES_ELSEWHERE:
        return Codes("In Attendance", NCES_ELSEWHERE[reason])
    category = "Excused Absence" if attended == "excused" else "Unexcused Absence"
    return Codes(category, NCES_AWAY.get(reason, "2K"))


def _came(attended: str, minutes_early: int) -> str:
    if attended == "late":
        return "Partial" if minutes_early else "Tardy"
    return "Early departure" if minutes_early else "In Attendance"
