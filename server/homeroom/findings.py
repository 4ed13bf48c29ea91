"""How the box is: what was looked at, and the one color, sentence and action that it adds up to."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from homeroom.config import Config

FRESH = 30.0  # seconds a look at everything is good for: some of it reads the whole database


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether all is well, what was seen, what to do; `grave` when lessons or data suffer.

    `code` names the check in every language: that is what a hub is told, without the words.
    """

    name: str
    well: bool
    words: str
    cure: str = ""
    grave: bool = False
    code: str = ""


@dataclass(frozen=True)
class Verdict:
    """What it adds up to. `worst` is the finding to do something about first."""

    color: str  # green, yellow, red
    worst: Finding | None
    findings: tuple[Finding, ...]


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Red for a grave finding, yellow for any other that is not well, else green."""
    found = tuple(findings)
    bad = [one for one in found if not one.well]
    worst = next((one for one in bad if one.grave), bad[0] if bad else None)
    return Verdict("green" if worst is None else "red" if worst.grave else "yellow", worst, found)


class Watch:
    """Looks at most every 30 seconds, however many ask, and in the language of whoever asked."""

    def __init__(self, examine: Callable[[Config], list[Finding]]) -> None:
        self._examine = examine
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[float, list[Finding]]] = {}

    def look(self, settings: Config, language: str) -> list[Finding]:
        """All findings, at most 30 seconds old."""
        with self._lock:
            at, found = self._seen.get(language, (-FRESH, []))
            if time.monotonic() - at >= FRESH:
                found = self._examine(settings)
                self._seen[language] = (time.monotonic(), found)
            return found

    def forget(self) -> None:
        """Look afresh the next time."""
        with self._lock:
            self._seen.clear()
