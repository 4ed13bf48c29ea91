"""What can be wrong with a box, each as one sentence and one thing to do about it."""

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from homeroom import clock, db, migrations
from homeroom.config import Config

LEAST_FREE = 500 * 1024 * 1024
FIXED_SQLITE = (3, 51, 3)  # older ones can lose a commit when two connections checkpoint (WAL reset)


@dataclass(frozen=True)
class Finding:
    """One check: its name, whether all is well, what was seen, what to do."""

    name: str
    well: bool
    words: str
    cure: str = ""


def examine(settings: Config) -> list[Finding]:
    """Check the installation and the data folder without changing anything."""
    checks = (_python, _sqlite, _folder, _disk, _database, _schema, _snapshots, _clock, _port)
    return [finding for check in checks for finding in check(settings)]


def _python(_settings: Config) -> Iterator[Finding]:
    version = sys.version.split()[0]
    yield Finding("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


def _sqlite(_settings: Config) -> Iterator[Finding]:
    version = apsw.sqlite_lib_version()
    well = tuple(int(part) for part in version.split(".")) >= FIXED_SQLITE
    yield Finding("SQLite", well, version, "Run `make setup` again: this SQLite can lose a commit.")


def _folder(settings: Config) -> Iterator[Finding]:
    folder = settings.data
    if not folder.exists():
        yield Finding("Data folder", True, f"{folder} does not exist yet; it is made at the first start.")
        return
    well = os.access(folder, os.W_OK | os.X_OK)
    words = f"{folder} can be written" if well else f"{folder} can't be written by this user"
    yield Finding("Data folder", well, words, "Start Homeroom as the user that owns this folder.")


def _disk(settings: Config) -> Iterator[Finding]:
    place = settings.data if settings.data.exists() else Path.cwd()
    free = shutil.disk_usage(place).free
    words = f"{free / 1e9:.1f} GB free"
    yield Finding("Disk", free >= LEAST_FREE, words, "Remove lesson packs that nobody uses, or use a larger disk.")


def _database(settings: Config) -> Iterator[Finding]:
    path = settings.data / "homeroom.sqlite3"
    if not path.exists():
        yield Finding("Database", True, "none yet; it is made at the first start")
        return
    problems = db.check(path)
    words = "sound" if not problems else problems[0]
    yield Finding("Database", not problems, words, "Keep this file; restore the newest copy from the folder snapshots.")


def _schema(settings: Config) -> Iterator[Finding]:
    path = settings.data / "homeroom.sqlite3"
    if not path.exists():
        return
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        version = int(connection.pragma("user_version"))
        connection.close()
    except apsw.Error as error:
        yield Finding("Tables", False, str(error), "Restore the newest copy from the folder snapshots.")
        return
    newest = max(migrations.chain())
    words = f"version {version} of {newest}"
    yield Finding("Tables", version <= newest, words, "This data was written by a newer Homeroom: install that one.")


def _snapshots(settings: Config) -> Iterator[Finding]:
    copies = sorted((settings.data / "snapshots").glob("homeroom-*.sqlite3"))
    if not copies:
        yield Finding("Copies", True, "none yet; one is made every hour while the box runs")
        return
    made = datetime.fromtimestamp(copies[-1].stat().st_mtime, UTC)
    yield Finding("Copies", True, f"{len(copies)}, the newest of {made:%Y-%m-%d %H:%M} UTC")


def _clock(_settings: Config) -> Iterator[Finding]:
    well = clock.now_ms() >= clock.BUILT
    words = f"{clock.now():%Y-%m-%d %H:%M} UTC" + ("" if well else ", which is before this program was made")
    yield Finding("Clock", well, words, "Set the time of the box.")


def _port(settings: Config) -> Iterator[Finding]:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
            words, well = f"{settings.port} is free", True
        except PermissionError:
            words, well = f"{settings.port} may not be used by this user", False
        except OSError:
            words, well = (
                f"{settings.port} is in use: the box is running already, or another program has it",
                True,
            )
    yield Finding("Port", well, words, "Choose a port above 1024 with --port or in homeroom.toml.")
