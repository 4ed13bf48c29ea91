"""What can be wrong with a box, each as one sentence and one thing to do about it."""

import errno
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from homeroom import clock, db, disk, migrations
from homeroom.backups import recovery, snapshots
from homeroom.config import Config

FILE = "homeroom.sqlite3"
RESTORE = (
    "Stop the box and start it again: it keeps the broken file and returns to its newest good copy by itself."
    " Without a good copy: homeroom restore FOLDER."
)
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
    if not folder.is_dir():
        yield Finding("Data folder", False, f"{folder} is not a folder", "Choose another one with --data.")
        return
    well = os.access(folder, os.W_OK | os.X_OK)
    words = f"{folder} can be written" if well else f"{folder} can't be written by this user"
    yield Finding("Data folder", well, words, "Start Homeroom as the user that owns this folder.")


def _disk(settings: Config) -> Iterator[Finding]:
    stops = {
        disk.State.WELL: "",
        disk.State.SHORT: ": old copies of the database are removed",
        disk.State.FULL: ": photos and packs are refused; attendance and answers go on",
    }
    found = disk.state(settings)
    words = f"{disk.free(settings.data) / 1e9:.1f} GB free{stops[found]}"
    cure = "Remove lesson packs that nobody uses, or use a larger disk."
    yield Finding("Disk", found is disk.State.WELL, words, cure)


def _database(settings: Config) -> Iterator[Finding]:
    path = settings.data / FILE
    if not path.exists():
        yield Finding("Database", True, "none yet; it is made at the first start")
        return
    told = recovery.fact_in(path)
    if told is not None:
        when = datetime.fromtimestamp(told.at / 1000, UTC)
        words = f"was damaged on {when:%Y-%m-%d %H:%M} UTC ({told.why}); the box returned to {told.copy} by itself"
        cure = f"Read the page Backups, look at the registers of that day, and keep {told.aside} until all is well."
        yield Finding("Return", False, words, cure)
    problems = _problems(path)
    words = "sound" if not problems else f"damaged or not readable: {problems[0]}"
    yield Finding("Database", not problems, words, RESTORE)


def _problems(path: Path) -> list[str]:
    try:
        return db.check(path)
    except apsw.Error as error:  # not even opened
        return [str(error)]


def _schema(settings: Config) -> Iterator[Finding]:
    path = settings.data / FILE
    if not path.exists():
        return
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        owner, version = connection.pragma("application_id"), int(connection.pragma("user_version"))
        connection.close()
    except apsw.Error as error:
        yield Finding("Tables", False, str(error), RESTORE)
        return
    newest = max(migrations.chain())
    if owner != db.APPLICATION_ID:
        yield Finding("Tables", False, "this file is not a database of Homeroom", "Choose another folder with --data.")
        return
    words = f"version {version} of {newest}"
    yield Finding("Tables", version <= newest, words, "This data was written by a newer Homeroom: install that one.")


def _snapshots(settings: Config) -> Iterator[Finding]:
    if not settings.snapshot_minutes:
        yield Finding("Copies", True, "switched off by snapshot_minutes = 0")
        return
    copies = [one.path for one in snapshots.every(settings)]
    path = settings.data / FILE
    if not copies and not path.exists():
        yield Finding("Copies", True, f"none yet; one is made every {settings.snapshot_minutes} minutes")
        return
    # The database changed long after the newest copy (or its own birth): copying does not work.
    newest = copies[-1].stat().st_mtime if copies else _born(path)
    late = max(one.stat().st_mtime for one in settings.data.glob(FILE + "*")) - newest
    made = (
        f"{len(copies)}, the newest of {datetime.fromtimestamp(newest, UTC):%Y-%m-%d %H:%M} UTC" if copies else "none"
    )
    well = late < 3 * settings.snapshot_minutes * 60
    yield Finding("Copies", well, made, "Let the box run for an hour; if there is no copy then, free some disk.")


def _born(path: Path) -> float:
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        row = connection.execute("SELECT min(opened) FROM lane").fetchone()
        connection.close()
    except apsw.Error:
        return path.stat().st_mtime
    return int(row[0]) / 1000 if row and row[0] else path.stat().st_mtime


def _clock(_settings: Config) -> Iterator[Finding]:
    well = clock.now_ms() >= clock.BUILT
    words = f"{clock.now():%Y-%m-%d %H:%M} UTC" + ("" if well else ", which is before this program was made")
    yield Finding("Clock", well, words, "Set the time of the box.")


def _port(settings: Config) -> Iterator[Finding]:
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except PermissionError:
        cure = "Choose a port above 1024 with --port or in homeroom.toml."
        yield Finding("Port", False, f"{settings.port} may not be used by this user", cure)
    except OSError as error:
        yield (
            _in_use(settings)
            if error.errno == errno.EADDRINUSE
            else Finding(
                "Port", False, f"{settings.host} is not an address of this machine", "Put the setting “host” right."
            )
        )
    else:
        yield Finding("Port", True, f"{settings.port} is free")


def _in_use(settings: Config) -> Finding:
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/healthz", timeout=5) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        told = _told(error)
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict) or "ok" not in told:
        return Finding("Port", False, f"{settings.port} is used by another program", "Choose another one with --port.")
    if told["ok"]:
        return Finding("Port", True, f"a Homeroom is running on {settings.port} and can write")
    return Finding("Port", False, f"the Homeroom on {settings.port} says: {told.get('detail')}", "Look at the disk.")


def _told(error: urllib.error.HTTPError) -> object:
    try:
        return json.load(error)
    except ValueError:
        return None
