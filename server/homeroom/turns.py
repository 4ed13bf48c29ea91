"""Whose turn it is to write: several processes on one file, of which none waits until another has nothing to do.

SQLite lets those who wait try again every tenth of a second, and a writer in a storm takes the file back sooner than
that. So each asks for its turn before it begins to write: whoever waits for the file keeps the turn meanwhile.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

FILE = "homeroom.turn"
PATIENCE = 2.0  # seconds: a process that was stopped with the turn in its hand must not stop the school
PAUSE = 0.005  # seconds between two tries


class Turn:
    """`with turn:` around the beginning of a transaction, not around the transaction.

    It makes things fair and no more: where it can't be had (a file system without locks), writing goes on without.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError:
            self._file = -1

    def __enter__(self) -> "Turn":
        until = 0.0
        while self._file >= 0 and not self._take():
            now = time.monotonic()
            until = until or now + PATIENCE
            if now > until:
                break
            time.sleep(PAUSE)
        return self

    def _take(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            pass
        return True

    def __exit__(self, *_: object) -> None:
        if self._file >= 0:
            with suppress(OSError):
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def drop(self) -> None:
        """Close its file. Harmless when it was dropped before."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
