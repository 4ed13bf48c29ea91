"""Where packs lie on their way in, until they are whole."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from homeroom import config
from homeroom.errors import Conflict
from homeroom.i18n import _

AN_HOUR = 3600  # seconds that an upload may lie about
A_WEEK = 7 * 24 * AN_HOUR  # seconds that what was fetched in part is kept


def folder() -> Path:
    """A folder for packs on their way in: uploads for an hour, what was fetched in part for a week."""
    place = config.current().data / "incoming"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def arriving(manifest: str) -> Iterator[Path]:
    """The folder for what comes of a version, for one road at a time. Raises Conflict (`soon`)."""
    place = folder() / manifest
    place.mkdir(exist_ok=True)
    lock = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield place
    except BlockingIOError as error:
        raise Conflict(_("This pack is on its way here already. Try again in a minute."), soon=True) from error
    finally:
        os.close(lock)


def sweep() -> None:
    """Clear away what lies there for too long."""
    for path in folder().iterdir():
        with suppress(FileNotFoundError):
            kept = A_WEEK if path.is_dir() or path.suffix == ".upload" else AN_HOUR
            if path.stat().st_mtime < time.time() - kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
