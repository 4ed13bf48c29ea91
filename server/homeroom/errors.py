"""What can go wrong, each as a sentence a teacher can act on. HTTP codes live in web.py."""

import traceback
from pathlib import Path
from typing import Any


class HomeroomError(Exception):
    """Base of every error that is meant for people.

    `message` is one sentence: what happened, what was kept, what to do now. `extra` goes into the
    machine-readable answer (numbers and ids only, never personal data).
    """

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.message = message
        self.extra = extra


class NotFound(HomeroomError):
    """The thing asked for is not here."""


class Refused(HomeroomError):
    """The input or the moment does not allow it; nothing was changed."""


class Conflict(HomeroomError):
    """Somebody else changed the same thing first."""


class Forbidden(HomeroomError):
    """This person may not do that."""


class NotSignedIn(HomeroomError):
    """Nobody we know is asking."""


class TooMany(HomeroomError):
    """Too many tries; `retry_after` says how many seconds to wait."""

    def __init__(self, message: str, *, retry_after: int, **extra: Any) -> None:
        super().__init__(message, retry_after=retry_after, **extra)
        self.retry_after = retry_after


class Unavailable(HomeroomError):
    """The box can't do it now (disk full, disk error); nothing was acknowledged."""


class NoRoom(Unavailable):
    """The disk is nearly full: this was not taken, smaller and more important things still are."""


class BadConfig(HomeroomError):
    """A wrong setting; the box does not start."""


def where(error: BaseException) -> str:
    """The kind of an error and where it happened, for the log: its own words may hold a child's name."""
    places = (
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    )
    return " < ".join((type(error).__name__, *reversed(list(places))))
