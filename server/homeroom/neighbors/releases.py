"""A newer version of the program from a neighbor: what it runs or has; believed by its signatures only."""

from typing import Any

from homeroom.errors import Unavailable
from homeroom.neighbors.calling import Answered, Call
from homeroom.releases import actions, shelf
from homeroom.releases.arriving import Enough

LONGEST = 60  # pieces of one conversation: entries must not wait long for it
PIECE = 1 << 20


def here() -> dict[str, Any]:
    """The newest release that this box runs or has, as it is told to a neighbor."""
    offer = shelf.best()
    return offer.as_dict() if offer else {}


def fetch(call: Call, told: object) -> None:
    """Hear what the neighbor has, and fetch some of it if this box wants it."""
    actions.hear("neighbor", told)
    actions.fetch("neighbor", _Neighbor(call))


class _Neighbor:
    """The neighbor as a giver of a release."""

    def __init__(self, call: Call) -> None:
        self._call, self._pieces = call, 0

    def names(self, digest: str) -> object:
        return self._ask("release", {"digest": digest})[0].get("files")

    def piece(self, digest: str, name: str, offset: int) -> bytes:
        self._pieces += 1
        if self._pieces > LONGEST:
            raise Enough(soon=True)
        return self._ask("release-piece", {"digest": digest, "name": name, "offset": offset})[1]

    def _ask(self, what: str, about: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        try:
            return self._call.ask(what, about)
        except Answered:
            raise  # it has it no more: told on the page
        except Unavailable as error:
            raise actions.Cut(error.message) from error
