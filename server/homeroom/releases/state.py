"""What this box knows of releases on their way, in a file of its own: it belongs to the files beside it.

A return to a copy of the database (after an update that was taken back, say) must not forget what was fetched since.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from homeroom.config import Config
from homeroom.errors import Unavailable
from homeroom.i18n import _
from homeroom.releases import places
from homeroom.updater import files, refusal
from homeroom.updater.refusal import Why

MOST = 20  # names of releases that are remembered of each sort


@dataclass(frozen=True)
class Coming:
    """A release that somebody offers: bytes in all and here, and why it does not come, since when (ms)."""

    digest: str
    version: str
    counter: int
    size: int
    done: int = 0
    trouble: Why = Why()
    at: int = 0


@dataclass
class State:
    """By road; what people here do not want; what the hub took back; what somebody wants at once."""

    coming: dict[str, Coming] = field(default_factory=dict)
    declined: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    asked: str = ""

    def wants(self, digest: str) -> bool:
        """Whether nobody spoke against a release."""
        return digest not in self.declined and (digest not in self.withdrawn or digest == self.asked)


def read(settings: Config) -> State:
    """What is known; whatever the file holds, something comes of it."""
    told = files.read(places.folder(settings) / "releases.json")
    try:
        coming = {str(road): _coming(one) for road, one in dict(told.get("coming", {})).items()}
        declined, withdrawn = ([str(one) for one in told.get(name, [])] for name in ("declined", "withdrawn"))
        return State(coming, declined, withdrawn, str(told.get("asked", "")))
    except (TypeError, ValueError):
        return State()


def _coming(told: dict[str, Any]) -> Coming:
    # What a newer version wrote besides is no reason to forget what people here said.
    known = {one.name: told[one.name] for one in fields(Coming) if one.name in told}
    return Coming(**{**known, "trouble": refusal.read(told.get("trouble"))})


@contextmanager
def changing(settings: Config) -> Iterator[State]:
    """Change what is known, alone among the threads and commands of this box. Raises Unavailable on a full disk."""
    folder = places.folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "releases.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            now = read(settings)
            before = asdict(now)
            yield now
            now.declined, now.withdrawn = now.declined[-MOST:], now.withdrawn[-MOST:]
            if asdict(now) != before:
                files.write(folder / "releases.json", asdict(now))
    except OSError as error:
        raise Unavailable(_("This can't be saved now: %(why)s", why=str(error))) from error
