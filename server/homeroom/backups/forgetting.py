"""After an erasure: copies and backups from before are replaced by new ones. Each new one is checked before an old
one goes, so that at no moment there is less to return to than one whole copy.
"""

import logging
from pathlib import Path

import apsw

from homeroom import db, erasing
from homeroom.backups import at_hub, snapshots, tables
from homeroom.backups.tables import Stick
from homeroom.config import Config

log = logging.getLogger(__name__)
ERASED = "SELECT subject FROM erased WHERE done = 1"


def erased_here() -> set[str]:
    """Who was erased on this store, and all of it carried out."""
    return {str(row[0]) for row in db.database.run(ERASED).fetchall()}


def erased_in(path: Path) -> set[str]:
    """Of whom a copy of the database says that nothing is in it."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            return {str(row[0]) for row in connection.execute(ERASED)}
        finally:
            connection.close()
    except apsw.Error:
        return set()  # of an older program, or damaged


def renew_copies(settings: Config) -> int:
    """Replace the box's own copies of the database that still hold words of whoever was erased; returns how many went.

    Raises Unavailable when there is no room for the new copy; then all stay.
    """
    gone = erased_here()
    at_hub.drop(settings)  # on its way to the hub; another one begins at the next contact
    if erasing.pending():
        return 0  # first the words, then the copies
    old = [one for one in snapshots.every(settings) if gone - erased_in(one.path)]
    if not old:
        return 0
    made = snapshots.take(settings)
    if made.problem() or gone - erased_in(made.path):
        log.error("the new copy of the database is not good: the old ones stay")
        return 0
    count = sum(snapshots.remove(one) for one in old)
    log.info("%d copies from before an erasure were replaced", count)
    return count


def sticks_that_remember() -> list[Stick]:
    """The sticks whose backups are from before an erasure: to be plugged in once, or to be destroyed."""
    count = len(erased_here())
    return [one for one in tables.sticks() if one.last_good and one.erased < count]


def set_aside(settings: Config) -> list[Path]:
    """Folders with old data that a return to a copy or a restore kept: nobody looks into them but a person."""
    return sorted(one for one in (settings.data / "set-aside").glob("*") if one.is_dir())
