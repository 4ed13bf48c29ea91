"""Who uses a data folder: many may share it; what exchanges its files needs it alone."""

import fcntl
import os
import time
from pathlib import Path

from homeroom.errors import Unavailable
from homeroom.turns import Turn

FILE = "homeroom.lock"
PATIENCE = 30.0  # seconds: another that starts has the folder alone while it looks whether the database is whole
PAUSE = 0.05  # seconds between two tries


class Claim:
    """A claim on a data folder. The system drops it when the process ends, however it ends."""

    def __init__(self, folder: Path, *, alone: bool) -> None:
        """Who shares waits `PATIENCE` for somebody who has the folder alone; who wants it alone does not wait.

        Raises Unavailable when others use the folder in a way that does not go together with this.
        """
        self._file = -1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise Unavailable(f"The folder {folder} can't be used: {error.strerror}. Nothing was changed.") from error
        self.turn = Turn(folder)
        until = time.monotonic() + (0 if alone else PATIENCE)
        while not self._take(fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
            if time.monotonic() >= until:
                self.drop()
                raise Unavailable(f"Another Homeroom is using {folder}. Stop it first; nothing was changed.")
            time.sleep(PAUSE)

    def _take(self, how: int) -> bool:
        try:
            fcntl.flock(self._file, how | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def drop(self) -> None:
        """Let others have it. Harmless when it was dropped before."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            self.turn.drop()

    def __enter__(self) -> "Claim":
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
