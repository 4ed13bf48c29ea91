"""Why an update is not taken or not kept: an English sentence with places, and apart from it what belongs there.

str() fills the places, for logs and the technician. Files for the page hold both, so that it can translate the
sentence before it fills it. Nothing is ever used as a format: such a file may come from anywhere.
"""

import errno
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PLACE = re.compile(r"%\((\w+)\)s")
LONGEST = 500  # characters of a sentence or a value from a file
MOST = 9  # values

Value = str | int


@dataclass(frozen=True)
class Why:
    """A sentence with places like %(name)s, and the values for them; false when there is nothing to say."""

    sentence: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return fill(self.sentence, self.values)

    def __bool__(self) -> bool:
        return bool(self.sentence)

    def as_dict(self) -> dict[str, Any]:
        """As it is written into a file."""
        return {"sentence": self.sentence, "values": dict(self.values)}


class _Telling(Exception):
    def __init__(self, sentence: str, /, **values: Value) -> None:
        self.why = Why(sentence, values)
        super().__init__(str(self.why))


class Refused(_Telling):
    """A kit that this box does not take; nothing was changed."""


class Failed(_Telling):
    """A step that did not work; the old version goes on."""


class Unreadable(_Telling, OSError):
    """A file of a kit that is not there or can't be read."""


def fill(sentence: str, values: Mapping[str, Value]) -> str:
    """A sentence with its values; a place without a value stays as it is, and so does any other %."""
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), sentence)


def of(error: BaseException) -> Why:
    """What is said of an error."""
    if isinstance(error, _Telling):
        return error.why
    words = str(error) or type(error).__name__
    if isinstance(error, OSError):
        if error.errno == errno.ENOSPC:
            return Why("The disk is full.")
        return Why("A file can't be read or written: %(words)s", {"words": words})
    return Why("It did not work: %(words)s", {"words": words})


def read(told: object) -> Why:
    """What a file says, also one of an older updater, which wrote whole sentences; whatever it holds, it is short."""
    if isinstance(told, str):
        return Why(text(told))
    if not isinstance(told, dict) or not isinstance(told.get("sentence"), str):
        return Why()
    values = told.get("values")
    found = list(values.items())[:MOST] if isinstance(values, dict) else []
    return Why(text(told["sentence"]), {name: one if type(one) is int else text(one) for name, one in found})


def text(found: object, most: int = LONGEST) -> str:
    """What a file holds where words belong, as characters that can be written anywhere; "" for what are no words."""
    return found[:most].encode("utf-8", "replace").decode() if isinstance(found, str) else ""
