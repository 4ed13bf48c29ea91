"""Days that were written while nobody vouched for the clock, and which days they were by what was learned since."""

from homeroom import journal
from homeroom.attendance.tables import AttendanceDay
from homeroom.terms import tables as terms


def is_doubtful(day: str) -> bool:
    """Whether something of that day was written while nobody vouched for the clock of the box."""
    return bool(_written_in_doubt(day))


def real_days(day: str) -> list[str]:
    """The days on which what stands in doubt under `day` really happened, as the box has learned since; sorted."""
    registers = [f"attendance/{row.student}/{day}" for row in _written_in_doubt(day)]
    found = {terms.real_day(entry) for register in registers for entry in journal.of_register(register)}
    return sorted(found - {"", day})


def _written_in_doubt(day: str) -> list[AttendanceDay]:
    in_doubt = (AttendanceDay.clock == 0) & AttendanceDay.said_at.is_null(False)
    return list(AttendanceDay.select().where(AttendanceDay.day == day, in_doubt))
