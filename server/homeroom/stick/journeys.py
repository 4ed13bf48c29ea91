"""The one trip that is under way in this process: begun from a page, watched from any, stopped at any time."""

import contextvars
import json
import logging
import secrets
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from homeroom.errors import Conflict, HomeroomError, Refused, Unavailable, where
from homeroom.i18n import _
from homeroom.stick import actions, outgoing, tables, trips
from homeroom.stick.files import Stick, Stopped
from homeroom.stick.telling import Word

log = logging.getLogger(__name__)
PROCESS = secrets.token_hex(8)  # a trip of another process that says "running" was cut off
NOTE_EVERY = 0.5  # seconds between two notes of how far it is


@dataclass(frozen=True)
class Now:
    """The trip as the page shows it; `state` is running, done, stopped, failed or cut."""

    way: str
    folder: str
    state: str
    done: int
    total: int
    words: list[Word]


class _Journey:
    """Counts bytes, notes them now and then, and ends when somebody pressed Stop."""

    def __init__(self, way: str, folder: Path, total: int, school: str) -> None:
        self.way, self.folder, self.total, self.school = way, folder, total, school
        self.done, self._noted = 0, time.monotonic()
        self.stop = threading.Event()

    def __call__(self, size: int) -> None:
        if self.stop.is_set():
            raise Stopped(_("Stopped. Nothing half-written counts; begin again at any time."))
        self.done += size
        if time.monotonic() - self._noted > NOTE_EVERY:
            self._noted = time.monotonic()
            actions.note_trip(min(self.done, self.total), self.total)

    def run(self) -> None:
        words, state = self._travel()
        told = [vars(one) for one in words]
        try:
            actions.note_trip(self.total if state == "done" else self.done, self.total, state, told)
        except Unavailable as error:
            log.error("the end of a trip could not be noted: %s", error.message)

    def _travel(self) -> tuple[list[Word], str]:
        try:
            if self.way == "in":
                return trips.come_in(self.folder, self), "done"
            if self.school:
                return trips.down(self.folder, self.school, self), "done"
            return trips.out(self.folder, self, join=self.way == "join"), "done"
        except Stopped as error:
            return [Word("", error.message)], "stopped"
        except HomeroomError as error:
            return [Word("warn", error.message)], "failed"
        except Exception as error:
            log.error("a trip failed: %s", where(error))
            return [Word("warn", _("Something went wrong on the box. Nothing is lost; please try again."))], "failed"


_lock = threading.Lock()
_thread: threading.Thread | None = None
_journey: _Journey | None = None


def begin(way: str, folder: Path, school: str = "") -> None:
    """Begin a trip: "out" (at a hub for `school`), "join" or "in". Raises Conflict while one is under way."""
    global _thread, _journey
    if way not in ("out", "join", "in"):
        raise Refused(_("Choose to read or to write."))
    with _lock:
        if _thread is not None and _thread.is_alive():
            raise Conflict(_("A stick is being read or written already."))
        total = trips.size_in(Stick(folder)) if way == "in" else trips.size_out(_loads(school))
        _journey = _Journey(way, folder, max(1, total), school)
        actions.begin_trip(PROCESS, way, str(folder), _journey.total)
        context = contextvars.copy_context()  # the language and the name of who began it
        _thread = threading.Thread(target=context.run, args=(_journey.run,), name="stick")
        _thread.start()


def _loads(school: str) -> list[outgoing.Load]:
    return [outgoing.for_school_of_hub(school)] if school else outgoing.loads()


def stop() -> None:
    """End the trip that is under way, if any."""
    if _journey is not None:
        _journey.stop.set()


def wait(seconds: float) -> None:
    """Wait until the trip ends."""
    if _thread is not None:
        _thread.join(seconds)


def tell(text: str) -> None:
    """Show after a yes what it did."""
    said = [Word("good", text)]
    actions.note_trip(1, 1, "done", [vars(one) for one in said])


def now() -> Now | None:
    """The trip that is under way, or the last one."""
    row = tables.trip()
    if row is None:
        return None
    state = row.state
    done = row.done
    if state == "running":
        alive = row.process == PROCESS and _thread is not None and _thread.is_alive()
        state = "running" if alive else "cut"
        done = min(_journey.done, row.total) if alive and _journey is not None else done
    return Now(row.way, row.folder, state, done, row.total, [Word(**one) for one in json.loads(row.words)])
