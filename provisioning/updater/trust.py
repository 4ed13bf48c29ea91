"""Whom this box believes: lists of release keys, several of which must sign; each list is signed by the one before."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from . import signed
from .refusal import Refused

LONGEST = 200  # lists in one kit


@dataclass(frozen=True)
class KeyList:
    """Public keys (minisign), and how many of them must have signed. A later list has a higher number."""

    number: int
    threshold: int
    keys: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """As it is written into a file."""
        return {**asdict(self), "keys": list(self.keys)}


def read(told: Any) -> KeyList:
    """A list from its file. Raises Refused."""
    try:
        found = KeyList(int(told["number"]), int(told["threshold"]), tuple(map(str, told["keys"])))
        raw = [base64.b64decode(key, validate=True) for key in found.keys]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused("The list of release keys is damaged.") from error
    # One person with two names is still one person.
    different = {key[10:] for key in raw}
    if any(len(key) != 42 for key in raw) or len(different) != len(raw):
        raise Refused("The list of release keys is damaged: it names a key twice, or something that is none.")
    if found.number < 1 or not 1 <= found.threshold <= len(raw):
        raise Refused("The list of release keys is damaged: nobody could ever sign enough.")
    return found


def enough(keys: KeyList, data: bytes, signatures: Iterable[bytes], number: int = 0) -> None:
    """Raise Refused unless so many different keys of the list as it asks for signed these bytes.

    `number`: of the list that they are; 0 for a kit.
    """
    texts = [one.decode("utf-8", "replace") for one in signatures]
    good = sum(any(_holds(key, data, text) for text in texts) for key in keys.keys)
    if good < keys.threshold:
        if number:
            raise Refused(
                "List of keys %(number)s needs %(wanted)s signatures of release keys known here; %(good)s hold.",
                number=number,
                wanted=keys.threshold,
                good=good,
            )
        raise Refused(
            "The kit needs %(wanted)s signatures of release keys known here; %(good)s hold.",
            wanted=keys.threshold,
            good=good,
        )


def _holds(key: str, data: bytes, signature: str) -> bool:
    try:
        signed.check(key, data, signature)
    except ValueError:
        return False
    return True


def climb(known: KeyList, lists: Mapping[int, tuple[bytes, list[bytes]]]) -> KeyList:
    """From the list this box knows to the newest of a kit: each signed by enough of the one before, and its own.

    A list that is not newer is not looked at: nobody can bring old keys back. Raises Refused.
    """
    for number in range(known.number + 1, known.number + 1 + LONGEST):
        if number not in lists:
            break
        data, signatures = lists[number]
        try:
            new = read(json.loads(data))
        except ValueError as error:
            raise Refused("The list of release keys is damaged.") from error
        if new.number != number:
            raise Refused("The list of release keys is damaged: its number is another one than its name.")
        enough(known, data, signatures, number)
        enough(new, data, signatures, number)
        known = new
    return known
