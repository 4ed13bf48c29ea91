"""A bound on guesses at enrolment codes, for all callers together."""

import threading

from homeroom import clock
from homeroom.errors import TooMany
from homeroom.i18n import _


class Tries:
    """At most `most` tries in `seconds`; a right one empties the count."""

    def __init__(self, *, most: int, seconds: int) -> None:
        self._most, self._ms = most, seconds * 1000
        self._times: list[int] = []
        self._lock = threading.Lock()

    def take(self) -> None:
        """Count a try. Raises TooMany with the seconds to wait."""
        now = clock.now_ms()
        with self._lock:
            self._times = [time for time in self._times if 0 <= now - time < self._ms]
            if len(self._times) >= self._most:
                wait = (self._times[0] + self._ms - now) // 1000 + 1
                raise TooMany(_("Too many tries. Please wait a few minutes."), retry_after=wait)
            self._times.append(now)

    def forget(self) -> None:
        """A right code: start counting anew."""
        with self._lock:
            self._times = []
