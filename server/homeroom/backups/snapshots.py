"""Hourly verified copies of the database beside it: made, checked, rotated, found again."""

import hashlib
import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from homeroom import clock, db, disk, journal
from homeroom.backups import rules
from homeroom.config import Config
from homeroom.errors import Unavailable
from homeroom.i18n import _

PIECE = 1 << 20
_one_at_a_time = threading.Lock()
NAME = re.compile(r"homeroom-(\d{8}-\d{6})\.sqlite3")


@dataclass(frozen=True)
class Snapshot:
    """One copy; `entries` is how far the journal had come, or -1 when nobody wrote that down."""

    path: Path
    made: datetime
    entries: int
    sha256: str

    @property
    def name(self) -> str:
        """Its file name."""
        return self.path.name

    def problem(self) -> str:
        """What is wrong with it, or ""."""
        try:
            if self.sha256 and sha256_of(self.path) != self.sha256:
                return "its content has changed on the disk"
            return next(iter(db.check(self.path)), "")
        except (OSError, apsw.Error) as error:
            return str(error)


def folder(settings: Config) -> Path:
    """Where the copies are."""
    return settings.data / "snapshots"


def every(settings: Config) -> list[Snapshot]:
    """All copies, the one with the longest journal last: the clock may have been wrong, the journal only grows."""
    found = [_read(path) for path in folder(settings).glob("homeroom-*.sqlite3") if NAME.fullmatch(path.name)]
    return sorted(found, key=lambda one: (one.entries, one.name))


def _read(path: Path) -> Snapshot:
    match = NAME.fullmatch(path.name)
    assert match
    made = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    try:
        told = json.loads(_note(path).read_text("utf-8"))
        return Snapshot(path, made, int(told["entries"]), str(told["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Snapshot(path, made, -1, "")


def _note(path: Path) -> Path:
    return path.with_suffix(".json")


def newest_good(settings: Config) -> Snapshot | None:
    """The copy to return to: the newest that is whole."""
    return next((one for one in reversed(every(settings)) if not one.problem()), None)


def take(settings: Config) -> Snapshot:
    """Write a verified copy and rotate the older ones. Raises Unavailable when there is no room or it fails."""
    with _one_at_a_time:  # two of the same second have one name
        return _take(settings)


def _take(settings: Config) -> Snapshot:
    thin_if_short(settings)
    size = Path(str(db.database.database)).stat().st_size
    if disk.free(settings.data) < size + disk.reserve(settings) // 4:
        raise Unavailable(_("There is no room on the disk for a copy of the database."))
    place = folder(settings)
    place.mkdir(parents=True, exist_ok=True)  # which needs room, too
    path = place / f"homeroom-{clock.now():%Y%m%d-%H%M%S}.sqlite3"
    entries = journal.version()
    db.snapshot(path)
    made = _write_note(path, entries)
    rotate(settings, hourly=rules.HOURLY, daily=rules.DAILY)
    return made


def _write_note(path: Path, entries: int) -> Snapshot:
    note = _note(path)
    part = note.with_suffix(".part")
    part.write_text(json.dumps({"entries": entries, "sha256": sha256_of(path)}), "utf-8")
    part.replace(note)
    return _read(path)


def rotate(settings: Config, *, hourly: int, daily: int) -> int:
    """Remove all but the newest `hourly` copies and one a day for `daily` days; returns how many went."""
    copies = every(settings)
    keep = rules.kept(copies, newest=hourly, days=daily)
    gone = [one for one in copies if one.name not in keep]
    return sum(remove(one) for one in gone)


def remove(copy: Snapshot) -> bool:
    """Remove a copy."""
    copy.path.unlink(missing_ok=True)
    _note(copy.path).unlink(missing_ok=True)
    return True


def thin_if_short(settings: Config) -> int:
    """When the disk is short, keep only a few copies; returns how many went."""
    if disk.state(settings) is disk.State.WELL:
        return 0
    return rotate(settings, hourly=rules.THINNED_HOURLY, daily=rules.THINNED_DAILY)


def sha256_of(path: Path) -> str:
    """The SHA-256 (hex) of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
