"""Checkpoints: the write-ahead log flows back into the database file beside the writer, not in its way.

SQLite's own automatic checkpoint runs inside a commit: two more trips to the disk for those who wait for it.
"""

import logging
import threading
from collections.abc import Callable

import apsw

log = logging.getLogger(__name__)
SOME = 4000  # new pages in the log (16 MB): bring them back when there is time; most were written many times by then
MANY = 32_000  # pages: the writer pauses for it, or the log would grow for as long as a storm lasts


class Checkpointer:
    """A thread that checkpoints when the writer's log has grown; `connection` opens its own connection."""

    def __init__(self, connection: Callable[[], apsw.Connection]) -> None:
        self._connection = connection
        self._brought = 0  # pages of the log that are back in the file already
        self._due = threading.Event()
        self._ending = False
        self._thread = threading.Thread(target=self._loop, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread once a checkpoint that runs is through."""
        self._ending = True
        self._due.set()
        self._thread.join()

    def watch(self, writer: apsw.Connection) -> None:
        """Let this thread know how long the log is after each commit of the writer."""
        writer.set_wal_hook(self._after_commit)

    def _after_commit(self, writer: apsw.Connection, _name: str, pages: int) -> int:
        if pages < self._brought:  # the log began anew
            self._brought = 0
        if pages >= MANY:
            self._brought = _checkpoint(writer)
        elif pages - self._brought >= SOME:
            self._due.set()
        return apsw.SQLITE_OK

    def _loop(self) -> None:
        while self._due.wait() and not self._ending:
            self._due.clear()
            try:
                self._brought = _checkpoint(self._connection())
            except Exception as error:  # it could not open the file, say: the next commits ask again
                log.warning("no checkpoint now: %s", error)


def _checkpoint(connection: apsw.Connection) -> int:
    """Bring back what can be; returns how many pages of the log are back."""
    try:
        return connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)[1]
    except apsw.Error as error:  # nothing is lost: the log keeps all of it until a checkpoint succeeds
        log.warning("the database could not be checkpointed: %s", error)
        return 0
