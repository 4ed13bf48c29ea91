"""Write a backup onto a stick: what is new is sealed, written, read back and compared; then old ones are thinned."""

import base64
import gzip
import hashlib
import io
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import apsw

from homeroom import blobs, clock, config, db, journal, store
from homeroom.backups import forgetting, key_copies, lists, opening, rules, snapshots, tables, vault
from homeroom.backups.lists import Backup, Part
from homeroom.backups.places import Place
from homeroom.backups.snapshots import Snapshot
from homeroom.backups.tables import Stick
from homeroom.backups.vault import Vault
from homeroom.errors import Conflict, HomeroomError, NoRoom, Refused, Unavailable
from homeroom.i18n import _

PIECE = 4 << 20
SLACK = 16 << 20  # bytes that stay free on the stick
Watch = Callable[[int, int], None]
"""Told how many bytes are done, of how many."""
_one_at_a_time = threading.Lock()


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def write(place: Place, watch: Watch = quiet) -> Backup:
    """Bring this box's data onto a prepared stick; an older backup there stays whole until the new one is.

    Raises HomeroomError in words for people, and remembers them for the page.
    """
    if not place.stick:
        raise Refused(_("This stick is not prepared for backups of this box."))
    if not _one_at_a_time.acquire(blocking=False):
        raise Conflict(_("A backup is being written already."))
    try:
        made = _write(place, watch)
    except OSError as error:
        _note(place, trouble=str(error.strerror))
        raise Unavailable(_("The stick could not be written: %(why)s.", why=error.strerror)) from error
    except HomeroomError as error:
        _note(place, trouble=error.message)
        raise
    finally:
        _one_at_a_time.release()
    return made


def running() -> bool:
    """Whether a backup is being written by this process."""
    return _one_at_a_time.locked()


def _write(place: Place, watch: Watch) -> Backup:
    settings = config.current()
    lock = vault.own(settings.data)
    key_copies.renew(place, lock)  # first: what was destroyed here goes from the stick though it has no room for more
    copy = snapshots.take(settings)
    backup = describe(settings, copy)
    sources = {**{part.sha256: (copy.path, at) for at, part in enumerate(backup.database)}}
    missing = [part for part in dict.fromkeys(backup.parts) if not _there(place, lock, part)]
    _check_room(place, sum(part.size for part in missing))
    done, total = 0, sum(part.size for part in missing)
    for part in missing:
        found = sources.get(part.sha256)
        with piece(*found) if found else blobs.path(part.sha256).open("rb") as source:
            _put(place, lock, part, source)
        done += part.size
        watch(done, total)
    _sync(place)
    for part in missing:
        _compare(place, lock, part)
    path = lists.write(place, lock, backup)
    again = lists.read(path, lock)
    thin(place, lock)
    forget(place, lock, again)
    _note(place, backup=again, size=total)
    return again


def describe(settings: config.Config, copy: Snapshot) -> Backup:
    """What a backup of this copy of the database, with all files of now, consists of."""
    connection = apsw.Connection(str(copy.path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        students = connection.execute("SELECT count(*) FROM student WHERE NOT archived").fetchone()
        schema = connection.pragma("user_version")
    finally:
        connection.close()
    return Backup(
        made=clock.now_ms(),
        school=store.school_id(),
        school_name=settings.school_name,
        box=store.box_id(),
        schema=int(schema),
        entries=copy.entries,
        students=int(str(students[0])) if students else 0,
        database=list(_cut(copy.path)),
        sha256=copy.sha256,
        media=[Part(sha, blobs.path(sha).stat().st_size) for sha in sorted(blobs.everything())],
        small=_small(settings.data),
        erased=sorted(forgetting.erased_in(copy.path)),
    )


def _cut(path: Path) -> Iterator[Part]:
    with path.open("rb") as file:
        while content := file.read(PIECE):
            yield Part(hashlib.sha256(content).hexdigest(), len(content), packed=True)


def piece(path: Path, number: int) -> IO[bytes]:
    """A piece of the copied database, packed."""
    with path.open("rb") as file:
        file.seek(number * PIECE)
        return io.BytesIO(gzip.compress(file.read(PIECE), 6, mtime=0))


def _small(data: Path) -> dict[str, str]:
    """Keys, trusted publishers and settings. Keys of single children, which erasing destroys, lie deeper and stay."""
    found = [one for name in ("keys", "trusted") for one in sorted((data / name).glob("*")) if one.is_file()]
    found += [one for one in (data / "homeroom.toml",) if one.is_file()]
    return {str(one.relative_to(data)): base64.b64encode(one.read_bytes()).decode() for one in found}


def _there(place: Place, lock: Vault, part: Part) -> bool:
    with suppress(OSError):
        return place.piece(lock.name(part.sha256)).stat().st_size > 0
    return False


def _check_room(place: Place, size: int) -> None:
    free = shutil.disk_usage(place.root).free
    if free < size + SLACK:
        raise NoRoom(
            _(
                "The stick has no room: %(need)s MB are needed, %(free)s MB are free.",
                need=size // 10**6,
                free=free // 10**6,
            )
        )


def _put(place: Place, lock: Vault, part: Part, source: IO[bytes]) -> None:
    target = place.piece(lock.name(part.sha256))
    target.parent.mkdir(parents=True, exist_ok=True)
    written = target.with_suffix(".part")
    try:
        with written.open("wb") as file:
            lock.seal(source, file)
            file.flush()
            db.sync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # read back from the stick, not from memory
        written.replace(target)
    finally:
        with suppress(OSError):
            written.unlink(missing_ok=True)


def _sync(place: Place) -> None:
    for folder in {place.folder / "pieces", *(place.folder / "pieces").glob("??")}:
        db.sync_folder(folder)


def _compare(place: Place, lock: Vault, part: Part) -> None:
    try:
        opening.check(place, lock, part)
    except HomeroomError as error:
        place.piece(lock.name(part.sha256)).unlink(missing_ok=True)
        raise Unavailable(
            _("What was written onto the stick reads differently. The stick is worn out: take a new one.")
        ) from error


def thin(place: Place, lock: Vault) -> int:
    """Remove old backups and the pieces that only they need; returns how many backups went."""
    listed = [lists.Listed(one) for one in lists.readable(place, lock)]
    keep = rules.kept_on_a_stick(listed) | {one.name for one in listed[-2:]}
    gone = [one for one in listed if one.name not in keep]
    for one in gone:
        (place.folder / "backups" / one.name).unlink(missing_ok=True)
    if len(place.lists()) == len(keep):  # a list that can't be read may need anything
        needed = {lock.name(part.sha256) for one in listed if one.name in keep for part in one.backup.parts}
        for piece in (place.folder / "pieces").glob("??/*.age"):
            if piece.stem not in needed:
                piece.unlink(missing_ok=True)
    return len(gone)


def forget(place: Place, lock: Vault, newest: Backup) -> int:
    """Remove the backups from before an erasure, once the newest was read from its first byte to its last.

    Returns how many went.
    """
    gone = set(newest.erased)
    old = [one for one in lists.readable(place, lock) if one.name != newest.name and gone - set(one.erased)]
    if not old:
        return 0
    for part in dict.fromkeys(newest.parts):
        _compare(place, lock, part)
    for one in old:
        (place.folder / "backups" / one.name).unlink(missing_ok=True)
    thin(place, lock)
    _sync(place)
    return len(old)


@db.writes
def _note(place: Place, *, backup: Backup | None = None, size: int = 0, trouble: str = "") -> None:
    name = place.stick
    if not name:
        return  # pulled out
    row = tables.stick(name) or Stick(stick=name, prepared=clock.now_ms())
    row.place, row.last_try, row.trouble = str(place.root), clock.now_ms(), trouble
    if backup:
        row.last_good, row.entries, row.bytes = clock.now_ms(), journal.version(), size
        row.erased = len(backup.erased)
    Stick.replace(**row.__data__).execute()


@db.writes
def note_prepared(place: Place) -> None:
    """Remember a stick that was prepared."""
    if tables.stick(place.stick) is None:
        Stick.put(stick=place.stick, place=str(place.root), prepared=clock.now_ms())
