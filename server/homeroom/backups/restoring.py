"""Bring a backup back: build everything anew beside the old data, check it, exchange, keep the old.

The exchange is written down in `exchange.json` first; each of its steps may be repeated, so a plug that is pulled in
between only makes the next start go on.
"""

import base64
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import apsw

from homeroom import clock, db, migrations
from homeroom.backups import lists, opening
from homeroom.backups.lists import Backup
from homeroom.backups.places import TOP, Place
from homeroom.backups.vault import Vault
from homeroom.backups.writing import Watch, quiet
from homeroom.claims import Claim
from homeroom.errors import NoRoom, Refused
from homeroom.i18n import _

PLAN = "exchange.json"
FRESH = "restoring"
FROM_HUB = "from-hub"
DATABASE = "homeroom.sqlite3"
WHOLE = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "keys", "trusted", "homeroom.toml", "blobs")
SLACK = 64 << 20


@dataclass(frozen=True)
class Found:
    """A backup and where it lies."""

    place: Place
    backup: Backup


Bring = Callable[[str, Vault, Path, str, Watch], None]
_bringing: list[Bring] = []


def brought_by(bring: Bring) -> Bring:
    """Decorator: the function that fetches a backup from a hub's address into a folder with the layout of a stick."""
    _bringing[:] = [bring]
    return bring


def bring(url: str, lock: Vault, data: Path, name: str = "", watch: Watch = quiet) -> Path:
    """Fetch a backup from a hub; returns the folder to restore from. What came before is not fetched again."""
    root = data / FROM_HUB
    _bringing[0](url, lock, root, name, watch)
    return root


def places_in(root: Path) -> list[Place]:
    """All parts of a stick, one for each key."""
    folders = (root / TOP).glob("*/stick.json")
    return [Place(root, one.parent.name) for one in sorted(folders)]


def find(root: Path, lock: Vault, name: str = "") -> Found:
    """The newest backup for this key in a folder, or the one of that name. Raises Refused when there is none."""
    if not places_in(root):
        raise Refused(_("There is no backup in %(folder)s.", folder=root))
    place = Place(root, lock.mark)
    if not place.stick:
        raise Refused(_("The backups in %(folder)s belong to another recovery key.", folder=root))
    found = [one for one in lists.readable(place, lock) if name in ("", one.name)]
    if not found:
        raise Refused(_("There is no readable backup of that name in %(folder)s.", folder=root))
    return Found(place, found[-1])


def check(found: Found, lock: Vault) -> None:
    """Look whether all of it is there and made for this program, before anything is written. Raises Refused."""
    if found.backup.schema > max(migrations.chain()):
        raise Refused(_("This backup was made by a newer Homeroom. Install that version first."))
    missing = [one for one in found.backup.parts if not found.place.piece(lock.name(one.sha256)).is_file()]
    if missing:
        raise Refused(
            _("%(n)s parts of this backup are missing on the stick. Take an older one (--backup).", n=len(missing))
        )


def check_room(found: Found, folder: Path) -> None:
    """Raise NoRoom when it does not fit beside what is in the folder's disk now."""
    need = sum(part.size for part in found.backup.parts) + SLACK
    free = shutil.disk_usage(folder if folder.exists() else folder.parent).free
    if free < need:
        raise NoRoom(_("%(need)s MB are needed, %(free)s MB are free.", need=need // 10**6, free=free // 10**6))


def unpack(
    found: Found, lock: Vault, target: Path, watch: Watch = quiet, media: list[lists.Part] | None = None
) -> None:
    """Write a backup out into an empty folder and check it there. Raises Refused when anything is damaged.

    `media`: only these files instead of all (for a test of a restore).
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True, mode=0o700)
    wanted = found.backup.media if media is None else media
    total, done = sum(part.size for part in (*found.backup.database, *wanted)), 0
    with (target / DATABASE).open("wb") as file:
        for part in found.backup.database:
            opening.take(found.place, lock, part, file.write)
            done += part.size
            watch(done, total)
        file.flush()
        db.sync(file.fileno())
    _check_database(found.backup, target / DATABASE)
    for part in wanted:
        _unpack_file(found, lock, part, target / "blobs" / part.sha256[:2] / part.sha256)
        done += part.size
        watch(done, total)
    _unpack_small(found.backup, target)
    _unpack_keys(found.place, lock, target)


def _unpack_keys(place: Place, lock: Vault, target: Path) -> None:
    content = opening.keys(place, lock)
    if not content:
        return  # nothing is lost: the journal is whole, and its hub and neighbors have them, too
    path = target / "keys" / "children" / "restored.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_secret(path, content)


def _unpack_file(found: Found, lock: Vault, part: lists.Part, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        opening.take(found.place, lock, part, file.write)
        file.flush()
        db.sync(file.fileno())
    path.chmod(0o440)


def _unpack_small(backup: Backup, target: Path) -> None:
    for name, content in backup.small.items():
        path = (target / name).resolve()
        if not path.is_relative_to(target.resolve()):
            raise Refused(_("A part of the backup is damaged."))
        path.parent.mkdir(mode=0o700, exist_ok=True)
        _write_secret(path, base64.b64decode(content))


def _write_secret(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        db.sync(file.fileno())


def _check_database(backup: Backup, path: Path) -> None:
    problems = db.check(path)
    if problems:
        raise Refused(_("The database in this backup is damaged: %(why)s.", why=problems[0]))
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        newest = connection.execute("SELECT coalesce(max(arrival), 0) FROM entry").fetchone()
    except apsw.Error as error:
        raise Refused(_("The database in this backup is damaged: %(why)s.", why=error)) from error
    finally:
        connection.close()
    if newest is None or int(str(newest[0])) < backup.entries:
        raise Refused(_("The database in this backup is shorter than it was."))


def restore(found: Found, lock: Vault, data: Path, watch: Watch = quiet) -> Path | None:
    """Put a backup in place of what is in the data folder; returns where the old data is kept, if there was any.

    Raises Refused or NoRoom before anything old is touched; Unavailable when a Homeroom runs on this folder.
    """
    with Claim(data, alone=True):
        finish(data)
        aside = prepare(found, lock, data, watch)
        finish(data)
    return data / aside if (data / aside).exists() else None


def prepare(found: Found, lock: Vault, data: Path, watch: Watch = quiet) -> str:
    """Build everything beside the old data and write down the exchange, which `finish` or the next start makes.

    Returns where the old data will be. Raises Refused or NoRoom; then nothing is exchanged.
    """
    check(found, lock)
    check_room(found, data)
    unpack(found, lock, data / FRESH, watch)
    _sync_tree(data / FRESH)
    aside = free_aside(data, "-restore")
    _write_plan(data, aside)
    return aside


def free_aside(data: Path, why: str = "") -> str:
    """Where old data can be put aside now, inside the data folder; nothing is there yet."""
    # A machine without a battery wakes up in the same second of the past each time.
    name = f"set-aside/{clock.now():%Y%m%d-%H%M%S}{why}"
    places = chain((name,), (f"{name}-{number}" for number in count(2)))
    return next(one for one in places if not (data / one).exists())


def exchange(data: Path) -> None:
    """Make the exchange that is written down. Raises Unavailable when a Homeroom runs on this folder."""
    with Claim(data, alone=True):
        finish(data)


def _sync_tree(root: Path) -> None:
    for folder, _folders, _files in os.walk(root):
        db.sync_folder(Path(folder))


def _write_plan(data: Path, aside: str) -> None:
    part = data / f"{PLAN}.part"
    with part.open("w", encoding="utf-8") as file:
        json.dump({"aside": aside}, file)
        file.flush()
        db.sync(file.fileno())
    part.replace(data / PLAN)
    db.sync_folder(data)


def finish(data: Path) -> None:
    """Go on with an exchange that was begun, if there is one. The caller has the folder for itself."""
    if not (data / PLAN).exists():
        return
    aside = data / json.loads((data / PLAN).read_text("utf-8"))["aside"]
    fresh, marked = data / FRESH, data / FRESH / "old-is-aside"
    if fresh.exists() and not marked.exists():
        _put_aside(data, aside)
        marked.touch()
        db.sync_folder(fresh)
    for name in WHOLE:
        if (fresh / name).exists():
            (fresh / name).rename(data / name)
    db.sync_folder(data)
    (data / PLAN).unlink()
    db.sync_folder(data)
    shutil.rmtree(fresh, ignore_errors=True)  # last: half of it cleared away must not look like half an exchange


def _put_aside(data: Path, aside: Path) -> None:
    for name in (*WHOLE, "snapshots"):
        if (data / name).exists():
            aside.mkdir(parents=True, exist_ok=True)
            if not (aside / name).exists():
                (data / name).rename(aside / name)
    if aside.exists():
        db.sync_folder(aside)
    db.sync_folder(data)
