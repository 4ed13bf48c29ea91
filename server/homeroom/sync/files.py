"""Files that entries name: which are missing here, and bringing one over in pieces that survive cuts."""

import hashlib
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import peewee

from homeroom import blobs, clock, db, journal, store
from homeroom.db import Local
from homeroom.entries import Entry
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _
from homeroom.sync import policy

LARGEST = 64 << 20  # bytes of one file
MOST_WANTED = 50


class MissingFile(Local):
    """A file that an entry here names and that is not here (yet)."""

    sha256 = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    size = peewee.IntegerField()
    noted = peewee.IntegerField()

    class Meta:
        table_name = "sync_file"


class FileOf(Local):
    """A file that an entry of a school names, here or not."""

    sha256 = peewee.TextField()
    school = peewee.TextField()

    class Meta:
        table_name = "sync_file_of"
        primary_key = peewee.CompositeKey("sha256", "school")


class OutgoingFile(Local):
    """A file that a segment sealed here names: the school's policy of that day let it out."""

    sha256 = peewee.TextField(primary_key=True)
    size = peewee.IntegerField()

    class Meta:
        table_name = "sync_file_out"


def may_leave(sha: str) -> bool:
    """Whether what this school let out names this file."""
    return OutgoingFile.get_or_none(OutgoingFile.sha256 == sha) is not None


def note_sealed(entries: Iterable[Entry]) -> None:
    """Note the files that entries name as they leave the school. Inside a write."""
    for entry in entries:
        for sha, size in policy.files_of(entry):
            OutgoingFile.replace(sha256=sha, size=size).execute()


def note(entries: Iterable[Entry], school: str) -> None:
    """Note the files that these entries name and that are missing here. Inside a write."""
    for entry in entries:
        for sha, size in policy.files_of(entry):
            FileOf.insert(sha256=sha, school=school).on_conflict_ignore().execute()
            if 0 < size <= LARGEST and not blobs.has(sha):
                MissingFile.insert(
                    sha256=sha, school=school, size=size, noted=clock.now_ms()
                ).on_conflict_ignore().execute()


@journal.on_arrival()
def note_carried(entries: Sequence[Entry]) -> None:
    """What a child's old school said of her names photos and recordings: her new school's box fetches them, too."""
    own = store.school_id()
    carried = [one for one in entries if one.school != own]
    if carried and not store.is_hub():
        note(carried, own)


def wanted(school: str) -> list[MissingFile]:
    """Files of a school that are missing here: the small ones first."""
    which = MissingFile.select().where(MissingFile.school == school)
    return list(which.order_by(MissingFile.size, MissingFile.sha256).limit(MOST_WANTED))


def offset(sha: str) -> int:
    """How many bytes of a file are safely here."""
    if blobs.has(sha):
        return blobs.path(sha).stat().st_size
    part = _part(sha)
    return part.stat().st_size if part.exists() else 0


def of_school(names: Iterable[str], school: str) -> list[str]:
    """Those of these files that are here and that an entry of this school names."""
    return [
        sha for sha in names if FileOf.get_or_none(FileOf.sha256 == sha, FileOf.school == school) and blobs.has(sha)
    ]


def piece(sha: str, start: int, most: int) -> bytes:
    """A piece of a file that is here. Raises NotFound when it is not."""
    with blobs.path(sha).open("rb") as file:
        file.seek(start)
        return file.read(most)


def add(sha: str, school: str, start: int, data: bytes) -> int:
    """Add the piece that begins at `start`; returns how many bytes are here after it was made durable.

    Raises NotFound when nobody named this file, Conflict with `offset` when the piece does not fit to what is
    here, Refused when the whole file turns out to be another one (then it is thrown away).
    """
    missing: MissingFile | None = MissingFile.get_or_none(MissingFile.sha256 == sha, MissingFile.school == school)
    if missing is None:
        if blobs.has(sha):
            return offset(sha)
        raise NotFound(_("No entry of this school names this file."))
    blobs.make_room(len(data))
    with _adding:
        here = offset(sha)
        if start != here:
            raise Conflict(_("This piece does not fit to what is here."), offset=here)
        if here + len(data) > missing.size:
            raise Refused(_("This file is larger than its entry says."), offset=here)
        _append(_part(sha), data)
        if here + len(data) == missing.size:
            _finish(sha)
    return here + len(data)


_adding = threading.Lock()  # two boxes may bring the same file


def _append(part: Path, data: bytes) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _finish(sha: str) -> None:
    part = _part(sha)
    try:
        with part.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha:
                raise Refused(_("This file arrived damaged. It is fetched again from the beginning."), offset=0)
            file.seek(0)
            blobs.put(file, most=LARGEST)
    finally:
        part.unlink(missing_ok=True)
    forget(sha)


@db.writes
def forget(sha: str) -> None:
    """The file is here now."""
    MissingFile.delete().where(MissingFile.sha256 == sha).execute()


def forget_piece(sha: str) -> None:
    """Keep nothing of a file that came in part."""
    with _adding:
        _part(sha).unlink(missing_ok=True)


def _part(sha: str) -> Path:
    if not policy.SHA.fullmatch(sha):
        raise NotFound(_("This is not the name of a file."))
    return blobs.folder() / "arriving" / sha
