"""Days on which nothing can be practiced, so that nothing counts as forgotten on them."""

from datetime import date, timedelta

from homeroom import clock
from homeroom.terms import tables as terms
from homeroom.terms.rules import every_day

LOOK_BACK = 90  # days of holidays and attendance that the clock of forgetting is stopped by
EPOCH = date(1970, 1, 1).toordinal()


def free_days(now: int) -> list[int]:
    """The days (since 1970) of the last months that were holidays of the whole school."""
    kept, today = terms.calendar(), clock.day_of(now)
    if not kept.spans:
        return []
    first = (date.fromisoformat(today) - timedelta(days=LOOK_BACK)).isoformat()
    return [date.fromisoformat(day).toordinal() - EPOCH for day in every_day(first, today) if kept.is_holiday(day)]
