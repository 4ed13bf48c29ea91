"""What can be wrong with a box, each as one sentence and one thing to do about it."""

import errno
import json
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from homeroom import clock, config, db, disk, migrations
from homeroom.backups import at_hub, recovery, snapshots
from homeroom.backups import tables as kept
from homeroom.backups.findings import findings as backups
from homeroom.config import Config
from homeroom.findings import Finding, verdict
from homeroom.fleet import hardware, updates
from homeroom.i18n import _
from homeroom.sync import heartbeat
from homeroom.sync import tables as sync

FILE = "homeroom.sqlite3"
LONG_ALONE = 7  # days without the hub
FIXED_SQLITE = (3, 51, 3)  # older ones can lose a commit when two connections checkpoint (WAL reset)


def examine(settings: Config) -> list[Finding]:
    """Check the installation and the data folder without changing anything."""
    return [finding for check in (*CHECKS, _port) for finding in check(settings)]


def running(settings: Config) -> list[Finding]:
    """The same from inside the box that serves: it knows more, and its port is its own."""
    return [finding for check in (*CHECKS, _upstream) for finding in check(settings)]


def _python(_settings: Config) -> Iterator[Finding]:
    version = sys.version.split()[0]
    yield Finding("Python", sys.version_info >= (3, 11), version, _("Install Python 3.11 or newer."), code="python")


def _sqlite(_settings: Config) -> Iterator[Finding]:
    version = apsw.sqlite_lib_version()
    well = tuple(int(part) for part in version.split(".")) >= FIXED_SQLITE
    cure = _("Run `make setup` again: this SQLite can lose a commit.")
    yield Finding("SQLite", well, version, cure, grave=True, code="sqlite")


def _restore() -> str:
    return _(
        "Stop the box and start it again: it keeps the broken file and returns to its newest good copy by itself."
        " Without a good copy: homeroom restore FOLDER."
    )


def _folder(settings: Config) -> Iterator[Finding]:
    folder, name = settings.data, _("Data folder")
    if not folder.exists():
        yield Finding(name, True, _("%(folder)s does not exist yet; it is made at the first start.", folder=folder))
        return
    if not folder.is_dir():
        words, cure = _("%(folder)s is not a folder", folder=folder), _("Choose another one with --data.")
        yield Finding(name, False, words, cure, grave=True, code="folder")
        return
    well = os.access(folder, os.W_OK | os.X_OK)
    words = _("%(folder)s can be written", folder=folder)
    if not well:
        words = _("%(folder)s can't be written by this user", folder=folder)
    yield Finding(name, well, words, _("Start Homeroom as the user that owns this folder."), grave=True, code="folder")


def _disk(settings: Config) -> Iterator[Finding]:
    stops = {
        disk.State.WELL: "",
        disk.State.SHORT: _(": old copies of the database are removed"),
        disk.State.FULL: _(": photos and packs are refused; attendance and answers go on"),
    }
    found = disk.state(settings)
    words = _("%(size)s GB free", size=f"{disk.free(settings.data) / 1e9:.1f}") + stops[found]
    cure = _("Remove lesson packs that nobody uses, or use a larger disk.")
    yield Finding(_("Disk"), found is disk.State.WELL, words, cure, grave=found is disk.State.FULL, code="disk")


def _database(settings: Config) -> Iterator[Finding]:
    path = settings.data / FILE
    if not path.exists():
        yield Finding(_("Database"), True, _("none yet; it is made at the first start"))
        return
    told = recovery.fact_in(path)
    if told is not None:
        when = datetime.fromtimestamp(told.at / 1000, UTC)
        words = _(
            "was damaged on %(when)s UTC (%(why)s); the box returned to %(copy)s by itself",
            when=f"{when:%Y-%m-%d %H:%M}",
            why=told.why,
            copy=told.copy,
        )
        cure = _(
            "Read the page Backups, look at the registers of that day, and keep %(aside)s until all is well.",
            aside=told.aside,
        )
        yield Finding(_("Return"), False, words, cure, code="returned")
    problems = _problems(path)
    words = _("sound") if not problems else _("damaged or not readable: %(why)s", why=problems[0])
    yield Finding(_("Database"), not problems, words, _restore(), grave=True, code="database")


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
        yield Finding(_("Tables"), False, str(error), _restore(), grave=True, code="tables")
        return
    newest = max(migrations.chain())
    if owner != db.APPLICATION_ID:
        words, cure = _("this file is not a database of Homeroom"), _("Choose another folder with --data.")
        yield Finding(_("Tables"), False, words, cure, grave=True, code="tables")
        return
    words = _("version %(version)s of %(newest)s", version=version, newest=newest)
    cure = _("This data was written by a newer Homeroom: install that one.")
    yield Finding(_("Tables"), version <= newest, words, cure, grave=True, code="tables")


def _snapshots(settings: Config) -> Iterator[Finding]:
    if not settings.snapshot_minutes:
        yield Finding(_("Copies"), True, _("switched off by snapshot_minutes = 0"))
        return
    copies = [one.path for one in snapshots.every(settings)]
    path = settings.data / FILE
    if not copies and not path.exists():
        words = _("none yet; one is made every %(n)s minutes", n=settings.snapshot_minutes)
        yield Finding(_("Copies"), True, words)
        return
    # The database changed long after the newest copy (or its own birth): copying does not work.
    newest = copies[-1].stat().st_mtime if copies else _born(path)
    late = max(one.stat().st_mtime for one in settings.data.glob(FILE + "*")) - newest
    when = f"{datetime.fromtimestamp(newest, UTC):%Y-%m-%d %H:%M}"
    made = _("%(n)s, the newest of %(when)s UTC", n=len(copies), when=when) if copies else _("none")
    well = late < 3 * settings.snapshot_minutes * 60
    cure = _("Let the box run for an hour; if there is no copy then, free some disk.")
    yield Finding(_("Copies"), well, made, cure, code="copies")


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
    words = f"{clock.now():%Y-%m-%d %H:%M} UTC"
    if not well:
        words = _("%(when)s, which is before this program was made", when=words)
    yield Finding(_("Clock"), well, words, _("Set the time of the box."), code="clock")


def _hardware(_settings: Config) -> Iterator[Finding]:
    yield from hardware.findings()


def _upstream(settings: Config) -> Iterator[Finding]:
    hub = sync.upstream()
    if hub is None:
        return
    days = max(0, clock.now_ms() - max(hub.last_success, hub.enrolled)) // 86_400_000
    words = _("last reached today") if not days else _("last reached %(n)s days ago", n=days)
    cure = _("Nothing is lost. When there is a connection, look at the page Sync.")
    yield Finding(_("Hub"), days < LONG_ALONE, words, cure, code="hub")


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


CHECKS: tuple[Callable[[Config], Iterator[Finding]], ...] = (
    _python,
    _sqlite,
    _folder,
    _disk,
    _database,
    _schema,
    _snapshots,
    _clock,
    backups,
    _hardware,
    updates.findings,
)


@heartbeat.told_by
def beat() -> dict[str, Any]:
    """What the hub hears at each greeting: the color, which check is the matter, and numbers about the machine.

    Ages are hours, -1 for never: they mean the same whatever the clock shows. The whole file is not read for it; what
    the nightly look at it found is told.
    """
    settings = config.current()
    checks = [check for check in CHECKS if check is not _database]
    told = verdict([*_found_at_night(), *(found for check in checks for found in check(settings))])
    tested, backed_up = kept.tested(), max([at_hub.state().last_good, *(one.last_good for one in kept.sticks())])
    return {
        "color": told.color,
        "code": told.worst.code if told.worst else "",
        "free_mb": disk.free(settings.data) // disk.MB,
        "trust": int(clock.clock.trust),
        "backup_hours": _hours_since(backed_up),
        "test_hours": _hours_since(tested.at if tested else 0),
        "test_well": bool(tested and tested.well),
    }


def _found_at_night() -> Iterator[Finding]:
    damage = kept.damage()
    if damage:
        yield Finding(_("Database"), False, damage, _restore(), grave=True, code="database")


def _hours_since(ms: int) -> int:
    return max(0, clock.now_ms() - ms) // 3_600_000 if ms else -1
