"""Which copies are kept and which are thinned. Plain Python."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

HOURLY, DAILY = 24, 14
THINNED_HOURLY, THINNED_DAILY = 2, 3  # when the disk is short
NIGHTLY, MONTHLY = 30, 12  # on a stick


class Copy(Protocol):
    """Anything with a name and the time it was made."""

    @property
    def name(self) -> str:
        """What tells it from others."""
        ...

    @property
    def made(self) -> datetime:
        """When it was made."""
        ...


def kept(copies: Sequence[Copy], *, newest: int, days: int) -> set[str]:
    """The names to keep of copies in their order, the newest last: the last `newest` and one a day for `days` days."""
    return {one.name for one in copies[-newest:]} | _last_of(copies, "%Y-%m-%d", days)


def kept_on_a_stick(copies: Sequence[Copy]) -> set[str]:
    """The names to keep on a stick: those of the last 30 days that have one, and of the last 12 months."""
    return _last_of(copies, "%Y-%m-%d", NIGHTLY) | _last_of(copies, "%Y-%m", MONTHLY)


def _last_of(copies: Iterable[Copy], span: str, most: int) -> set[str]:
    last = {one.made.strftime(span): one.name for one in copies}
    return {last[one] for one in sorted(last)[-most:]}


HOUR = 3_600_000  # ms
NIGHT = (18, 6)  # from, to: o'clock, school time
WEEK = 7 * 24 * HOUR


def passed(then: int, now: int) -> int:
    """Milliseconds from `then` to `now`. What lies ahead was said by a clock that was wrong: it counts as long ago."""
    return now - then if then <= now + HOUR else now


def backup_due(*, age: int, hour: int) -> bool:
    """Whether a stick that is plugged in should get a backup now; `age` of its last one in ms.

    Once a night; a stick that is only there by day gets it by day.
    """
    return age > (20 if is_night(hour) else 30) * HOUR


def is_night(hour: int) -> bool:
    """Whether nobody is at school at this hour (o'clock, school time)."""
    return hour >= NIGHT[0] or hour < NIGHT[1]
