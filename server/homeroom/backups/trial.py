"""The weekly test of a restore: in a scratch folder, from the newest backup that is plugged in, and reported."""

import logging
import secrets
import shutil
from pathlib import Path

import apsw

from homeroom import clock, config, disk
from homeroom.backups import places, restoring, rules, snapshots, tables, vault
from homeroom.backups.restoring import Found
from homeroom.backups.tables import Tested
from homeroom.backups.vault import Vault
from homeroom.config import Config
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _

log = logging.getLogger(__name__)
SCRATCH = "scratch-restore"
SAMPLE = 20  # files that are opened each time
ENOUGH = ("entry", "lane", "store", "student", "staff", "school_class", "password")


def run() -> Tested | None:
    """Test the newest backup plugged in, else the newest copy on the box; None when there is neither."""
    settings = config.current()
    lock = vault.own(settings.data)
    found = [restoring.find(place.root, lock) for place in places.prepared(settings, lock.mark) if place.lists()]
    if found:
        newest = max(found, key=lambda one: (one.backup.entries, one.backup.made))
        result = _of_backup(settings, lock, newest)
    else:
        copy = snapshots.newest_good(settings)
        if copy is None:
            return None
        result = _of_copy(copy.path, copy.name, int(copy.made.timestamp() * 1000))
    tables.note_test(result)
    if not result.well:
        log.error("The test of a restore from %s failed: %s", result.of, result.words)
    return result


def of_place(root: Path) -> Tested:
    """Test the newest backup in a folder. Raises Refused when there is none."""
    settings = config.current()
    lock = vault.own(settings.data)
    result = _of_backup(settings, lock, restoring.find(root, lock))
    tables.note_test(result)
    return result


def due() -> bool:
    """Whether the last test is a week old, or a backup has never been tested."""
    last = tables.tested()
    if last is None:
        return True
    only_a_copy = last.of.endswith(".sqlite3") and any(one.last_good for one in tables.sticks())
    return only_a_copy or rules.passed(last.at, clock.now_ms()) > rules.WEEK


def _of_backup(settings: Config, lock: Vault, found: Found) -> Tested:
    scratch = settings.data / SCRATCH
    name, made = found.backup.name, found.backup.made
    size = sum(part.size for part in found.backup.database)
    if disk.free(settings.data) < size + disk.reserve(settings):
        return Tested(clock.now_ms(), name, made, False, _("There is no room on the disk for the test."))
    media = found.backup.media
    some = secrets.SystemRandom().sample(media, min(SAMPLE, len(media)))
    try:
        restoring.check(found, lock)
        restoring.unpack(found, lock, scratch, media=some)
        entries = works(scratch / restoring.DATABASE)
    except HomeroomError as error:
        return Tested(clock.now_ms(), name, made, False, error.message)
    except OSError as error:
        return Tested(clock.now_ms(), name, made, False, str(error.strerror))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Tested(clock.now_ms(), name, made, True, _("The restore works."), entries)


def _of_copy(path: Path, name: str, made: int) -> Tested:
    try:
        entries = works(path)
    except HomeroomError as error:
        return Tested(clock.now_ms(), name, made, False, error.message)
    return Tested(clock.now_ms(), name, made, True, _("The copy works."), entries)


def works(path: Path) -> int:
    """The number of entries, when everything that lessons need is there. Raises Refused."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        lost = set(ENOUGH) - there
        holes = connection.execute(
            "SELECT count(*) FROM (SELECT max(seq) - count(*) AS missing FROM entry GROUP BY lane_no) WHERE missing > 0"
        ).fetchone()
        entries = connection.execute("SELECT count(*) FROM entry").fetchone()
    except apsw.Error as error:
        raise Refused(_("The database in this backup is damaged: %(why)s.", why=error)) from error
    finally:
        connection.close()
    if lost or holes is None or entries is None or holes[0]:
        raise Refused(_("The database in this backup is not complete."))
    return int(str(entries[0]))
