"""Who uses a data folder: many may share it; what exchanges its files needs it alone."""

import fcntl
import os
from pathlib import Path

from homeroom.errors import Unavailable
from homeroom.turns import Turn

FILE = "homeroom.lock"


class Claim:
    """A claim on a data folder. The system drops it when the process ends, however it ends."""

    def __init__(self, folder: Path, *, alone: bool) -> None:
        """Raises Unavailable when others use the folder in a way that does not go together with this."""
        self._file = -1
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        except OSError as error:
            raise Unavailable(f"The folder {folder} can't be used: {error.strerror}. Nothing was changed.") from error
        self.turn = Turn(folder)
        try:
            fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError as error:
            self.drop()
            raise Unavailable(f"Another Homeroom is using {folder}. Stop it first; nothing was changed.") from error

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
