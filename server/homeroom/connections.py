"""The connections to the open database file: one a thread, one of them may write."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

from homeroom.watching import Changes

BUSY = 10_000  # ms to wait for another process
# Prepared statements that a connection keeps. An act needs some twenty, and APSW lets go of the one that was put back
# longest ago: with its hundred, what every sixth act needs would be prepared anew each time.
STATEMENTS, FEW = 500, 100


class _Database(APSWDatabase):  # type: ignore[misc]  # playhouse has no stubs
    """One connection per thread, all on the file that is open now."""

    def __init__(self) -> None:
        super().__init__(None)
        self.survive_power_cuts = True
        self.writer_thread: int | None = None
        self._generation = 0
        self.changes = Changes()
        self._open: list[apsw.Connection] = []

    def init(self, database: str | None, **options: Any) -> None:
        self._generation = getattr(self, "_generation", 0) + 1
        self.changes = Changes()
        super().init(database, **options)

    def is_closed(self) -> bool:
        gone = getattr(self, "deferred", True) or getattr(self._state, "generation", None) != self._generation
        if not self._state.closed and gone:
            self._state.reset()  # this thread's connection belongs to a file that was closed meanwhile
        return bool(self._state.closed)

    def _connect(self) -> apsw.Connection:
        writing = threading.get_ident() == self.writer_thread
        connection = apsw.Connection(self.database, statementcachesize=STATEMENTS if writing else FEW)
        connection.setbusytimeout(BUSY)
        self._add_conn_hooks(connection)
        self._state.generation = self._generation
        self._open.append(connection)
        _pragmas(connection, writing=writing, full=self.survive_power_cuts)
        return connection

    def run(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """Run ready-made SQL on this thread's connection: what `execute_sql` does, without its ceremony.

        Errors are apsw's own.
        """
        state = self._state  # looked up once: it belongs to the thread
        if state.closed or state.generation != self._generation:
            return self.connection().execute(sql, values)
        return state.conn.execute(sql, values)

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
        "journal_size_limit = 33554432",
        f"cache_size = {-4000 if writing else -128}",
        "wal_autocheckpoint = 0",  # see checkpoints.py
        f"query_only = {'OFF' if writing else 'ON'}",
    ):
        connection.execute(f"PRAGMA {text}")
    # Plans that do not depend on the values asked for: or SQLite makes most of them anew at every question.
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)


database = _Database()
