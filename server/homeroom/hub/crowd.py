"""A bound on boxes that talk at once: those too many are told when to come again, instead of waiting in line."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from homeroom.errors import Unavailable
from homeroom.i18n import _

SOONEST, LATEST = 5, 60  # seconds


class Crowd:
    """At most `most` requests of boxes at a time; people who use the hub's pages keep their place."""

    def __init__(self, *, most: int) -> None:
        self._places = threading.BoundedSemaphore(most)

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Take a place for one request. Raises Unavailable with the seconds to wait when there is none."""
        if not self._places.acquire(blocking=False):
            wait = random.randint(SOONEST, LATEST)
            raise Unavailable(_("Many boxes are calling now. This one comes again soon."), retry_after=wait)
        try:
            yield
        finally:
            self._places.release()
