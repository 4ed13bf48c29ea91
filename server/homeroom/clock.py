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
    """How far the time is to be trusted when an entry is written."""

    UNSET = 0
    """Nobody vouches for it: the day may be another one."""
    PERSON = 1
    """Somebody set it, it has a battery, or devices of the school agree about it."""
    HUB = 2
    NETWORK = 3
    """A time server."""


DAY = 86_400_000  # ms
SAME = 30_000  # ms: so near, two clocks agree; a slow link brings the time late
FUTURE = 2 * DAY  # that the wall clock may be ahead of what was known and what passed since
UNKNOWN_FUTURE = 3653 * DAY  # after the program was made, while nothing is known


class _Clock:
    """The one clock of the process; tests replace `wall` and `since_boot`.

    What it shows is the wall clock while that may be true. When somebody to be trusted said something else, it is
    that, and what passed on the clock that only counts (`since_boot`): setting the wall clock changes nothing then.
    """

    def __init__(self) -> None:
        self.wall = lambda: time.time_ns() // 1_000_000
        self.since_boot = lambda: time.clock_gettime_ns(_BOOTTIME) // 1_000_000
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Know nothing, as at the start of the process."""
        self.trust = Trust.UNSET
        self._last = 0
        self._told: tuple[int, int] | None = None  # (time, since_boot then), of what is trusted
        self._instead = False  # of the wall clock

    def now(self) -> int:
        """Milliseconds since the epoch, UTC, as far as the box knows."""
        if self._told and self._instead:
            return self._told[0] + self.since_boot() - self._told[1]
        wall = self.wall()
        return wall if wall <= self.ceiling() else self._without_wall()

    def ceiling(self) -> int:
        """What can't be yet: a clock that shows more is wrong."""
        if self._told is None:
            return BUILT + UNKNOWN_FUTURE
        return self._told[0] + self.since_boot() - self._told[1] + FUTURE

    def _without_wall(self) -> int:
        if self._told is None:
            return max(BUILT, self._last >> COUNTER_BITS)
        return self._told[0] + self.since_boot() - self._told[1]

    def learn(self, ms: int, trust: Trust) -> None:
        """Take over a time from somebody who is trusted at least as much as who said it before.

        The time may go back by this; the order of entries never does (see `tick`).
        """
        with self._lock:
            if trust < self.trust:
                return
            self._told, self.trust = (ms, self.since_boot()), trust
            self._instead = abs(self.wall() - ms) > SAME

    def resume(self, told: tuple[int, int] | None, trust: Trust, *, instead: bool) -> None:
        """Go on with what another process of this boot had learned."""
        with self._lock:
            self._told, self.trust, self._instead = told, trust, instead

    @property
    def learned(self) -> tuple[tuple[int, int] | None, Trust, bool]:
        """What `resume` needs."""
        return self._told, self.trust, self._instead

    def tick(self) -> int:
        """The next hybrid time: 48 bits of milliseconds, 16 bits of counter; always grows."""
        with self._lock:
            physical = max(self.now(), BUILT) << COUNTER_BITS
            self._last = max(self._last + 1, physical)
            return self._last

    def offset(self) -> int:
        """Milliseconds between the time and the time since the machine's start: changes when one is set."""
        return self.now() - self.since_boot()

    def floor(self, at: int) -> None:
        """Never order below `at`, the newest time that a journal knows, unless it can't be yet."""
        with self._lock:
            if at >> COUNTER_BITS <= self.ceiling():
                self._last = max(self._last, at)


clock = _Clock()


def now_ms() -> int:
    """Milliseconds since the epoch, UTC."""
    return clock.now()


def now() -> datetime:
    """The time as an aware datetime in UTC."""
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
