"""At the start: a damaged database is set aside, and the box returns to its newest good copy by itself.

The steps are written down in `recovery.json` before the first file moves, and each may be repeated: a plug that is
pulled in between only makes the next start go on. Nothing is ever deleted.
"""

import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import apsw

from homeroom import clock, db, store
from homeroom.backups import restoring, salvage, snapshots, tables
from homeroom.backups.snapshots import Snapshot
from homeroom.claims import Claim
from homeroom.config import Config
from homeroom.errors import Unavailable

log = logging.getLogger(__name__)
FILE = "homeroom.sqlite3"
PLAN = "recovery.json"
FACT = "returned_to_copy"
TAILS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Return:
    """One return to a copy: times are ms since the epoch, `aside` is a folder inside the data folder."""

    at: int
    copy: str
    copy_made: int
    why: str
    aside: str
    rescued: int = 0


def make_sound(settings: Config) -> None:
    """Look whether the database is whole, and return to the newest good copy when it is not.

    Does nothing while another process uses the folder. Raises Unavailable when there is no good copy; then
    nothing was changed, and the box does not start with an empty school.
    """
    path = settings.data / FILE
    marks = (path, snapshots.folder(settings), settings.data / PLAN, settings.data / restoring.PLAN)
    if not any(one.exists() for one in marks):
        return
    try:
        claim = Claim(settings.data, alone=True)
    except Unavailable:
        return  # whoever has it looked when it started
    with claim:
        restoring.finish(settings.data)
        if (settings.data / PLAN).exists():
            _exchange(settings)
        trouble = problem(path) if path.exists() else "the file is gone"
        if trouble and (path.exists() or snapshots.every(settings)):
            _plan(settings, trouble)
            _exchange(settings)


def problem(path: Path) -> str:
    """What makes a return necessary, or "": damage, not somebody else's file, a missing right or a newer program."""
    if path.is_dir():
        return ""  # opening it says what is wrong
    if path.stat().st_size == 0:
        return "the file is empty" if _has_copies(path) else ""
    for _try in range(3):
        try:
            found = db.check(path)
        except (apsw.CantOpenError, apsw.PermissionsError, apsw.AuthError):
            return ""
        except (apsw.CorruptError, apsw.NotADBError, apsw.IOError) as error:
            found = [str(error)]
        if not found:
            return ""
    return found[0]


def _has_copies(path: Path) -> bool:
    return any((path.parent / "snapshots").glob("homeroom-*.sqlite3"))  # then an empty database is not a new one


def _plan(settings: Config, why: str) -> None:
    copy = snapshots.newest_good(settings)
    if copy is None:
        raise Unavailable(
            f"The database {settings.data / FILE} is damaged ({why}) and there is no good copy of it in the folder"
            " snapshots. Nothing was changed. Bring it back from a backup: homeroom restore FOLDER."
        )
    shutil.copyfile(copy.path, _fresh(settings))
    with _fresh(settings).open("rb") as file:
        db.sync(file.fileno())
    _write_plan(settings, copy, why)
    log.error("The database is damaged (%s). Returning to the copy %s; the broken file is kept.", why, copy.name)


def _fresh(settings: Config) -> Path:
    return settings.data / f"{FILE}.returning"


def _write_plan(settings: Config, copy: Snapshot, why: str) -> None:
    now = clock.now()
    made = int(copy.made.timestamp() * 1000)
    plan = Return(int(now.timestamp() * 1000), copy.name, made, why, restoring.free_aside(settings.data))
    part = settings.data / f"{PLAN}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump(asdict(plan), file)
        file.flush()
        db.sync(file.fileno())
    part.replace(settings.data / PLAN)
    db.sync_folder(settings.data)


def _read_plan(settings: Config) -> Return:
    return Return(**json.loads((settings.data / PLAN).read_text("utf-8")))


def _exchange(settings: Config) -> None:
    if not _fresh(settings).exists():
        return  # exchanged already; settle() finishes it
    aside = settings.data / _read_plan(settings).aside
    aside.mkdir(parents=True, exist_ok=True)
    for tail in TAILS:
        old = settings.data / f"{FILE}{tail}"
        if old.exists() and not (aside / old.name).exists():
            old.rename(aside / old.name)
    db.sync_folder(aside)
    _fresh(settings).rename(settings.data / FILE)
    db.sync_folder(settings.data)


def settle(settings: Config) -> None:
    """Once the copy is open: bring back newer entries that can still be read, and tell people what happened."""
    if tables.damage():
        db.write(tables.note_damage, "")  # it was looked at just now
    if not (settings.data / PLAN).exists():
        return
    plan = _read_plan(settings)
    rescued = salvage.entries(settings.data / plan.aside / FILE)
    told = json.dumps({**asdict(plan), "rescued": rescued})
    db.write(store.put, FACT, told)
    (settings.data / PLAN).unlink()
    log.error("The box returned to the copy %s and found %d newer entries again.", plan.copy, rescued)


def returned() -> Return | None:
    """The last return to a copy that nobody has acknowledged, if any."""
    told = store.get(FACT)
    return Return(**json.loads(told)) if told else None


@db.writes
def acknowledge() -> None:
    """Somebody has read it: the notice goes."""
    store.remove(FACT)


def fact_in(path: Path) -> Return | None:
    """The same of a database that is not open here (for the doctor)."""
    rows: Sequence[Sequence[object]] = []
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        rows = connection.execute("SELECT value FROM store WHERE name = ?", (FACT,)).fetchall()
        connection.close()
    except apsw.Error:
        pass
    return Return(**json.loads(str(rows[0][0]))) if rows else None
