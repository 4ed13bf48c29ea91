"""The database file: open, one writer with group commit, readers, migrate, snapshot, check."""

import contextvars
import functools
import os
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import ParamSpec, TypeVar

import apsw
import peewee

from homeroom import migrations
from homeroom.checkpoints import Checkpointer
from homeroom.claims import Claim
from homeroom.connections import database
from homeroom.errors import Unavailable
from homeroom.table import Json, Local, Projection, Table
from homeroom.writer import Job, Writer

__all__ = ["Job", "Json", "Local", "Projection", "Table", "after_commit", "check", "close", "database", "is_open"]
__all__ += ["open_file", "promise", "snapshot", "sync", "sync_folder", "write", "writes"]

P = ParamSpec("P")
R = TypeVar("R")
APPLICATION_ID = 0x484D524D  # "HMRM": a file of somebody else is refused
BUSY_MS = 10_000  # while another process opens, closes or recovers the file


_writer: Writer | None = None
_checkpointer: Checkpointer | None = None
_claim: Claim | None = None
_after_commit: list[Callable[[], object]] = []
_telling = threading.Lock()


def open_file(path: Path, *, survive_power_cuts: bool = True) -> None:
    """Open (or make) the database, bring its schema up to date and start the writer.

    Raises Unavailable when the file is not ours, is newer than this program, or can't be opened.
    """
    global _writer, _checkpointer, _claim
    if _claim is not None:
        _claim.drop()
    _claim = Claim(path.parent, alone=False)
    database.survive_power_cuts = survive_power_cuts
    database.init(str(path))
    _writer = Writer(_begin, _connection, _tell)
    database.writer_thread = _writer.start()
    _checkpointer = checkpointer = Checkpointer(_connection)
    checkpointer.start()
    try:
        write(_migrate)
        write(lambda: checkpointer.watch(_connection()))
        write(lambda: database.changes.watch(_connection()))
    except (apsw.Error, peewee.DatabaseError) as error:
        close()
        raise Unavailable(f"The database {path.name} can't be opened: {error}. Nothing was changed.") from error
    except BaseException:
        close()
        raise


def close() -> None:
    """Finish what waits, stop the writer and close the file. Harmless when nothing is open."""
    global _writer, _checkpointer, _claim
    if _writer is not None:
        _writer.stop()
        _writer = None
    if _checkpointer is not None:
        _checkpointer.stop()
        _checkpointer = None
    database.writer_thread = None
    database.close_everywhere()
    if _claim is not None:
        _claim.drop()
        _claim = None


def is_open() -> bool:
    """Whether a database file is open in this process."""
    return _writer is not None


def _connection() -> apsw.Connection:
    connection: apsw.Connection = database.connection()
    return connection


def _begin() -> apsw.Connection:
    try:
        connection = _connection()
        with _claim.turn if _claim else nullcontext():  # or other processes would find it locked in a storm
            connection.execute("BEGIN IMMEDIATE")
        _begun(connection)
    except apsw.BusyError as error:
        raise Unavailable(
            "Another process of this Homeroom is busy with the database (an upgrade or a rebuild takes minutes)."
            " Nothing was changed; try again a little later."
        ) from error
    except (apsw.Error, peewee.DatabaseError) as error:
        raise Unavailable(f"The box can't write to its disk now ({error}). Nothing was changed.") from error
    return connection


def _begun(connection: apsw.Connection) -> None:
    try:
        database.changes.begin(connection)
    except BaseException:
        connection.execute("ROLLBACK")  # or no transaction could begin any more
        raise


def write(job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `job` in the writer's transaction and return its result after the durable commit.

    The job has its own savepoint: an exception undoes what it did, is raised here, and does not touch
    the jobs that share the commit. Inside another job it simply runs. Raises Unavailable when the
    commit itself fails; then nothing of it was kept.
    """
    if threading.get_ident() == database.writer_thread:
        return job(*args, **kwargs)
    return promise(job, *args, **kwargs).durable()


def promise(job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Job[R]:
    """Queue `job` as `write` does and return at once: for those who get their answer ready while the disk works.

    Nothing that was promised may leave the process before the job is durable. Not inside another job.
    """
    if _writer is None:
        raise Unavailable("The database is not open.")
    context = contextvars.copy_context()
    return _writer.submit(lambda: context.run(job, *args, **kwargs))


def after_commit(call: Callable[[], object]) -> Callable[[], None]:
    """Let the writer's thread make this quick call after each commit; returns what ends that, for good."""
    with _telling:
        _after_commit.append(call)

    def end() -> None:
        with _telling:
            _after_commit.remove(call)

    return end


def _tell() -> None:
    database.changes.end()
    with _telling:
        for call in _after_commit:
            call()


def writes(action: Callable[P, R]) -> Callable[P, R]:
    """Decorator for actions: see `write`."""

    @functools.wraps(action)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return write(action, *args, **kwargs)

    return call


def _migrate() -> None:
    connection = _connection()
    found = connection.pragma("application_id")
    version = connection.pragma("user_version")
    empty = not connection.pragma("page_count") or not list(connection.execute("SELECT 1 FROM sqlite_master LIMIT 1"))
    if not empty and found != APPLICATION_ID:
        raise Unavailable("This file is not a Homeroom database. Nothing was changed.")
    steps = migrations.chain()
    if version > max(steps):
        raise Unavailable("This database was made by a newer Homeroom. Install that version; nothing was changed.")
    for number, step in steps.items():
        if number > version:
            step.up(connection.execute)
            connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def snapshot(target: Path) -> None:
    """Write a compact, verified copy of the database to `target`. Raises Unavailable when the copy is bad.

    The copy knows that it is one: whoever opens it as a database gets a new store id (see store.py), so that
    sync does not take it for the store that went on without it.
    """
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        _copy(part)
        problems = check(part)
        if problems:
            raise Unavailable("The copy of the database is damaged and was thrown away.")
        with part.open("rb") as file:
            sync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except (apsw.Error, OSError) as error:
        raise Unavailable(f"The copy of the database could not be written: {error}.") from error
    finally:
        for left in (part, Path(f"{part}-journal")):
            left.unlink(missing_ok=True)


def _copy(part: Path) -> None:
    connection = apsw.Connection(str(database.database), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.set_busy_timeout(BUSY_MS)
        connection.execute("VACUUM INTO ?", (str(part),))
    finally:
        connection.close()
    copy = apsw.Connection(str(part), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        copy.execute("INSERT OR REPLACE INTO store VALUES ('is_copy', 'yes')")
    finally:
        copy.close()


def check(path: Path | None = None) -> list[str]:
    """What SQLite finds wrong with the file (default: the open one); empty when it is sound."""
    connection = apsw.Connection(str(path or database.database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.set_busy_timeout(BUSY_MS)
        rows = [str(row[0]) for row in connection.execute("PRAGMA quick_check")]
    except apsw.Error as error:
        return [str(error)]
    finally:
        connection.close()
    return [] if rows == ["ok"] else rows


def sync_folder(folder: Path) -> None:
    """Make a rename or a new file in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def sync(handle: int) -> None:
    """Make what was written to an open file durable."""
    os.fsync(handle)
