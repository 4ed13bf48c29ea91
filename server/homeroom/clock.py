"""Time: the wall clock, the school day, and the hybrid logical clock that orders entries."""

import threading
import time
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from homeroom import config

DAY_STARTS = 3  # o'clock, school time: a party until midnight still belongs to the same school day
BUILT = 1_795_132_800_000  # ms: no entry can be older than the program that wrote it
COUNTER_BITS = 16


_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # runs on while the machine sleeps; Linux only


class Trust(IntEnum):
    """How far the wall clock is to be trusted when an entry is written."""

    UNSET = 0
    PERSON = 1
    HUB = 2
    NETWORK = 3


class _Clock:
    """The one clock of the process; tests replace `wall` and `since_boot`."""

    def __init__(self) -> None:
        self.wall = lambda: time.time_ns() // 1_000_000
        self.since_boot = lambda: time.clock_gettime_ns(_BOOTTIME) // 1_000_000
        self.trust = Trust.UNSET
        self._last = 0
        self._lock = threading.Lock()

    def tick(self) -> int:
        """The next hybrid time: 48 bits of milliseconds, 16 bits of counter; always grows."""
        with self._lock:
            physical = max(self.wall(), BUILT) << COUNTER_BITS
            self._last = max(self._last + 1, physical)
            return self._last

    def offset(self) -> int:
        """Milliseconds between the wall clock and the time since the machine's start: changes when one is set."""
        return self.wall() - self.since_boot()

    def floor(self, at: int) -> None:
        """Never go below `at`, the newest time this box's own journal knows."""
        with self._lock:
            self._last = max(self._last, at)

    def reset(self) -> None:
        with self._lock:
            self._last = 0


clock = _Clock()


def now_ms() -> int:
    """Milliseconds since the epoch, UTC, by the wall clock."""
    return clock.wall()


def now() -> datetime:
    """The wall clock as an aware datetime in UTC."""
    return datetime.fromtimestamp(now_ms() / 1000, UTC)


def ms_of(at: int) -> int:
    """The milliseconds inside a hybrid time."""
    return at >> COUNTER_BITS


def local(ms: int) -> datetime:
    """Milliseconds since the epoch as an aware datetime in the school's time zone."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(config.current().timezone))


def day_of(ms: int) -> str:
    """The school day (ISO date) that an instant belongs to: it rolls over at 03:00 school time."""
    # Wall-clock arithmetic on purpose: 03:00 on the day that clocks change is still 03:00.
    return (local(ms).replace(tzinfo=None) - timedelta(hours=DAY_STARTS)).date().isoformat()


def today() -> str:
    """The school day now (ISO date)."""
    return day_of(now_ms())
