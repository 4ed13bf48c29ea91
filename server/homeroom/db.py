"""The database file: open, one writer with group commit, readers, migrate, snapshot, check."""

import contextvars
import functools
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import apsw
import peewee
from playhouse.apsw_ext import APSWDatabase

from homeroom import migrations
from homeroom.errors import Unavailable
from homeroom.writer import Writer

P = ParamSpec("P")
R = TypeVar("R")
APPLICATION_ID = 0x484D524D  # "HMRM": a file of somebody else is refused


class _Database(APSWDatabase):  # type: ignore[misc]  # playhouse has no stubs
    """One connection per thread, all on the file that is open now."""

    def __init__(self) -> None:
        super().__init__(None, timeout=10)
        self.survive_power_cuts = True
        self.writer_thread: int | None = None
        self._generation = 0
        self._open: list[apsw.Connection] = []

    def init(self, database: str | None, **options: Any) -> None:
        self._generation = getattr(self, "_generation", 0) + 1
        super().init(database, **options)

    def is_closed(self) -> bool:
        if not self._state.closed and getattr(self._state, "generation", None) != self._generation:
            self._state.reset()  # this thread's connection belongs to a file that was closed meanwhile
        return bool(self._state.closed)

    def _connect(self) -> apsw.Connection:
        connection: apsw.Connection = super()._connect()
        self._state.generation = self._generation
        self._open.append(connection)
        _pragmas(connection, writing=threading.get_ident() == self.writer_thread, full=self.survive_power_cuts)
        return connection

    def close_everywhere(self) -> None:
        """Close the connections of all threads."""
        for connection in self._open:
            connection.close(True)
        self._open = []
        self.deferred = True
        self._generation += 1


def _pragmas(connection: apsw.Connection, *, writing: bool, full: bool) -> None:
    for text in (
        "journal_mode = WAL",
        f"synchronous = {'FULL' if full else 'OFF'}",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "journal_size_limit = 8388608",
        f"cache_size = {-8000 if writing else -400}",
        f"wal_autocheckpoint = {1000 if writing else 0}",
        f"query_only = {'OFF' if writing else 'ON'}",
    ):
        connection.execute(f"PRAGMA {text}")


database = _Database()
_writer: Writer | None = None


class Table(peewee.Model):
    """Base of all tables.

    `put`, `drop` and `rows` do what peewee's queries do, with SQL that is made once: folds run at every
    act, and making SQL anew costs more there than running it.
    """

    class Meta:
        database = database
        legacy_table_names = False

    @classmethod
    def put(cls, **values: Any) -> None:
        """Write one row, in place of the row with the same key. Columns not named get their defaults."""
        sql, columns = _put_sql(cls)
        row = [convert(values.pop(name)) if name in values else default() for name, convert, default in columns]
        if values:
            raise TypeError(f"{cls.__name__} has no {', '.join(values)}")
        database.execute_sql(sql, row)

    @classmethod
    def drop(cls, **equals: Any) -> None:
        """Delete the rows that have these values."""
        database.execute_sql(f"DELETE FROM {_name(cls)} WHERE {_where(equals)}", list(equals.values()))

    @classmethod
    def rows(cls, *columns: str, **equals: Any) -> list[tuple[Any, ...]]:
        """These columns, as SQLite has them, of the rows that have these values."""
        sql = f"SELECT {', '.join(columns)} FROM {_name(cls)} WHERE {_where(equals)}"
        found: list[tuple[Any, ...]] = database.execute_sql(sql, list(equals.values())).fetchall()
        return found


Column = tuple[str, Callable[[Any], Any], Callable[[], Any]]


@functools.cache
def _put_sql(table: type[Table]) -> tuple[str, list[Column]]:
    fields = list(table._meta.sorted_fields)
    columns: list[Column] = []
    for field in fields:
        columns.append((field.name, field.db_value, functools.partial(_default, field)))
    names = ", ".join(f'"{field.column_name}"' for field in fields)
    return f"INSERT OR REPLACE INTO {_name(table)} ({names}) VALUES ({', '.join('?' * len(fields))})", columns


def _default(field: peewee.Field) -> Any:
    return field.db_value(field.default() if callable(field.default) else field.default)


def _name(table: type[Table]) -> str:
    return f'"{table._meta.table_name}"'


def _where(equals: dict[str, Any]) -> str:
    return " AND ".join(f'"{name}" = ?' for name in equals)


class Projection(Table):
    """A table that the journal can rebuild at any time."""


class Local(Table):
    """State of this box alone that is not in the journal: sessions, tokens, cursors, drafts."""


def open_file(path: Path, *, survive_power_cuts: bool = True) -> None:
    """Open (or make) the database, bring its schema up to date and start the writer.

    Raises Unavailable when the file is not ours, is newer than this program, or can't be opened.
    """
    global _writer
    path.parent.mkdir(parents=True, exist_ok=True)
    database.survive_power_cuts = survive_power_cuts
    database.init(str(path))
    _writer = Writer(_begin, _connection)
    database.writer_thread = _writer.start()
    try:
        write(_migrate)
    except (apsw.Error, peewee.DatabaseError) as error:
        close()
        raise Unavailable(f"The database {path.name} can't be opened: {error}. Nothing was changed.") from error
    except BaseException:
        close()
        raise


def close() -> None:
    """Finish what waits, stop the writer and close the file. Harmless when nothing is open."""
    global _writer
    if _writer is not None:
        _writer.stop()
        _writer = None
    database.writer_thread = None
    database.close_everywhere()


def is_open() -> bool:
    """Whether a database file is open in this process."""
    return _writer is not None


def _connection() -> apsw.Connection:
    connection: apsw.Connection = database.connection()
    return connection


def _begin() -> apsw.Connection:
    try:
        connection = _connection()
        connection.execute("BEGIN IMMEDIATE")
    except (apsw.Error, peewee.DatabaseError) as error:
        raise Unavailable(f"The box can't write to its disk now ({error}). Nothing was changed.") from error
    return connection


def write(job: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run `job` in the writer's transaction and return its result after the durable commit.

    The job has its own savepoint: an exception undoes what it did, is raised here, and does not touch
    the jobs that share the commit. Inside another job it simply runs. Raises Unavailable when the
    commit itself fails; then nothing of it was kept.
    """
    if threading.get_ident() == database.writer_thread:
        return job(*args, **kwargs)
    if _writer is None:
        raise Unavailable("The database is not open.")
    context = contextvars.copy_context()
    return _writer.run(lambda: context.run(job, *args, **kwargs))


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
    """Write a compact, verified copy of the database to `target`. Raises Unavailable when the copy is bad."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    connection = apsw.Connection(str(database.database), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
    except apsw.Error as error:
        part.unlink(missing_ok=True)
        raise Unavailable(f"The copy of the database could not be written: {error}.") from error
    finally:
        connection.close()
    problems = check(part)
    if problems:
        part.unlink()
        raise Unavailable("The copy of the database is damaged and was thrown away.")
    with part.open("rb") as file:
        _sync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)


def check(path: Path | None = None) -> list[str]:
    """What SQLite finds wrong with the file (default: the open one); empty when it is sound."""
    connection = apsw.Connection(str(path or database.database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
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
        _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    os.fsync(handle)
