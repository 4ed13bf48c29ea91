"""Sealed backups of boxes: kept for them as on a backup stick, the newest two of each; nobody here reads them.

<data>/box-backups/<box>/homeroom-backup/<mark>/…    copied onto a stick, `homeroom restore` takes it
<data>/box-backups/<box>/arriving/<mark>-<sha256>    a file on its way
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peewee

from homeroom import clock, config, db, disk
from homeroom.backups.places import LIST, Place
from homeroom.db import Local
from homeroom.errors import Conflict, Forbidden, NoRoom, NotFound, Refused
from homeroom.hub.tables import Box
from homeroom.i18n import _
from homeroom.sync import signing

KEEP = 2  # backups of each box
LARGEST = 600 << 20  # bytes of one sealed file
MOST_PIECES = 200_000
CHILDREN = "children"
MARK, PIECE, SHA = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{40}"), re.compile(r"[0-9a-f]{64}")
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,80}")


class BoxBackup(Local):
    """One backup that is here whole; `reader` is the key that whoever has the recovery key can sign with."""

    box = peewee.TextField()
    mark = peewee.TextField()
    name = peewee.TextField()
    reader = peewee.TextField()
    kept = peewee.IntegerField()
    bytes = peewee.IntegerField()
    pieces = peewee.TextField()

    class Meta:
        table_name = "hub_box_backup"
        primary_key = peewee.CompositeKey("box", "mark", "name")


@dataclass(frozen=True)
class File:
    """A sealed file that a box sends: which recovery key it is for, what it is called there, and its own bytes."""

    mark: str
    name: str
    sha256: str
    size: int

    def __post_init__(self) -> None:
        """Raise Refused for what can't be one."""
        _check(self.mark, self.name)
        if not SHA.fullmatch(self.sha256) or not 0 < self.size <= LARGEST:
            raise Refused(_("This is not a part of a backup."))


def _check(mark: str, name: str) -> None:
    if not MARK.fullmatch(mark) or not (PIECE.fullmatch(name) or LIST.fullmatch(name) or name == CHILDREN):
        raise Refused(_("This is not a part of a backup."))


def of_box(box: str, mark: str = "") -> list[BoxBackup]:
    """The backups of a box (for one recovery key), the newest last."""
    found = BoxBackup.select().where(BoxBackup.box == box).order_by(BoxBackup.kept, BoxBackup.name)
    return [one for one in found if mark in ("", one.mark)]


def told(rows: Iterable[BoxBackup]) -> list[dict[str, Any]]:
    """As a box hears of them."""
    return [{"name": one.name, "bytes": one.bytes, "kept": one.kept} for one in rows]


def lacking(box: Box, mark: str, names: Iterable[str]) -> list[str]:
    """Those of these parts that are not here."""
    place = _place(box.id, mark)
    return [name for name in names if not _path(place, name).is_file()]


def offset(box: Box, mark: str, sha256: str) -> int:
    """How many bytes of a file on its way are safely here."""
    if not MARK.fullmatch(mark) or not SHA.fullmatch(sha256):
        return 0
    part = _arriving(box.id) / f"{mark}-{sha256}"
    return part.stat().st_size if part.exists() else 0


def add(box: Box, file: File, start: int, data: bytes) -> int:
    """Add the bytes from `start` on; returns how many are here and durable.

    Raises Conflict with `offset` where they do not fit, NoRoom when backups would take the room that the hub needs,
    Refused when the whole file is another one than was said.
    """
    place = _place(box.id, file.mark)
    part = _arriving(box.id) / f"{file.mark}-{file.sha256}"
    here = part.stat().st_size if part.exists() else 0
    if start != here or here + len(data) > file.size:
        raise Conflict(_("This piece does not fit to what is here."), offset=here)
    if not here:
        _make_room(box.id, file.size, part)
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("ab") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    if here + len(data) == file.size:
        _finish(place, part, file)
    return here + len(data)


def _make_room(box: str, size: int, part: Path) -> None:
    for old in _arriving(box).glob("*"):
        if old != part:
            old.unlink(missing_ok=True)  # one at a time: what was begun before is sent anew or not at all
    settings = config.current()
    used = sum(one.stat().st_size for one in _folder(box).rglob("*") if one.is_file())
    spare = max(disk.reserve(settings), settings.disk_short_mb * disk.MB)
    if used + size > settings.hub_backup_gb * 10**9 or disk.free(settings.data) < size + spare:
        raise NoRoom(_("The hub has no room for backups now."))


def _finish(place: Place, part: Path, file: File) -> None:
    with part.open("rb") as whole:
        right = hashlib.file_digest(whole, "sha256").hexdigest() == file.sha256
    if not right:
        part.unlink()
        raise Refused(_("This file arrived damaged. It is fetched again from the beginning."), offset=0)
    target = _path(place, file.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    db.sync_folder(target.parent)


def keep(box: Box, mark: str, name: str, pieces: list[str], reader: str, *, alone: bool) -> list[BoxBackup]:
    """A backup has come whole: keep it and the one before (`alone`: not even that); returns what is kept.

    Raises Conflict with `lacks` when parts of it are not here.
    """
    if not LIST.fullmatch(name) or len(pieces) > MOST_PIECES or len(signing.from_text(reader)) != 32:
        raise Refused(_("This is not a part of a backup."))
    lacks = lacking(box, mark, [name, *pieces])
    if lacks:
        raise Conflict(_("Parts of this backup are missing here."), lacks=lacks[:1000])
    place = _place(box.id, mark)
    size = sum(_path(place, one).stat().st_size for one in {name, *pieces})
    _note(BoxBackup(box=box.id, mark=mark, name=name, reader=reader, bytes=size, pieces=json.dumps(pieces)), alone)
    _thin(box.id, mark)
    return of_box(box.id, mark)


@db.writes
def _note(row: BoxBackup, alone: bool) -> None:
    # The order of arrival counts, not the clock: a box's may be wrong, and so may ours have been.
    last = max((one.kept for one in of_box(row.box)), default=0)
    row.kept = max(clock.now_ms(), last + 1)
    BoxBackup.put(**row.__data__)
    kept = of_box(row.box, row.mark)[-1 if alone else -KEEP :]
    gone = [one for one in of_box(row.box) if (one.mark, one.name) not in {(k.mark, k.name) for k in kept}]
    for one in gone:  # also those for a recovery key that the box has no more
        BoxBackup.drop(box=one.box, mark=one.mark, name=one.name)


def _thin(box: str, mark: str) -> None:
    kept = of_box(box, mark)
    place = _place(box, mark)
    needed = {piece for one in kept for piece in json.loads(one.pieces)} | {one.name for one in kept}
    for path in [*(place.folder / "pieces").glob("??/*.age"), *place.lists()]:
        if path.stem not in needed and path.name not in needed:
            path.unlink(missing_ok=True)
    for other in place.folder.parent.iterdir():
        if other != place.folder:
            shutil.rmtree(other, ignore_errors=True)
    stick = place.folder / "stick.json"
    if not stick.exists():
        stick.write_text(json.dumps({"stick": f"hub-{mark}"}), "utf-8")


def open_to(mark: str, proof: bytes, message: bytes) -> list[BoxBackup]:
    """The backups that the holder of a recovery key may fetch. Raises NotFound and Forbidden: see docs/SYNC.md."""
    found = list(BoxBackup.select().where(BoxBackup.mark == mark).order_by(BoxBackup.kept))
    if not found:
        raise NotFound(_("This hub has no backup for this recovery key."))
    mine = [one for one in found if signing.verify(signing.from_text(one.reader), proof, message)]
    if not mine:
        raise Forbidden(_("This hub has no backup for this recovery key."))
    return mine


def piece(mine: list[BoxBackup], box: str, name: str, start: int, most: int) -> bytes:
    """Some bytes of a part. Raises NotFound."""
    row = next((one for one in mine if one.box == box), None)
    if row is None:
        raise NotFound(_("This part of the backup is not here."))
    _check(row.mark, name)
    try:
        with _path(_place(box, row.mark), name).open("rb") as file:
            file.seek(max(0, start))
            return file.read(most)
    except OSError as error:
        raise NotFound(_("This part of the backup is not here.")) from error


def _folder(box: str) -> Path:
    if not PLAIN.fullmatch(box):
        raise Refused(_("This is not a part of a backup."))
    return config.current().data / "box-backups" / box


def _arriving(box: str) -> Path:
    return _folder(box) / "arriving"


def _place(box: str, mark: str) -> Place:
    if not MARK.fullmatch(mark):
        raise Refused(_("This is not a part of a backup."))
    return Place(_folder(box), mark)


def _path(place: Place, name: str) -> Path:
    _check(place.mark, name)
    if name == CHILDREN:
        return place.keys
    return place.folder / "backups" / name if LIST.fullmatch(name) else place.piece(name)
