"""SQLite files of strangers: read only, without their programs, with an end."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import trouble
from .trouble import Unreadable

STEPS = 200_000_000
PIECE = 10_000
MOST_ROWS = 200_000
Row = dict[str, Any]


class Reader:
    """Queries against an untrusted database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        self._connection = connection
        self._left = STEPS // PIECE
        connection.set_progress_handler(self._tick, PIECE)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 64 << 20)

    def _tick(self) -> int:
        self._left -= 1
        return 0 if self._left > 0 else 1

    def rows(self, query: str, *values: object) -> list[Row]:
        """The rows of a query; columns that the file lacks make it Unreadable."""
        try:
            return [dict(row) for row in self._connection.execute(query, values).fetchmany(MOST_ROWS)]
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise Unreadable(trouble.BROKE) from error

    def columns(self, table: str) -> set[str]:
        """The columns of a table, none if it is not there."""
        return {str(row["name"]) for row in self.rows("SELECT name FROM pragma_table_info(?)", table)}


@contextmanager
def opened(source: Path | bytes) -> Iterator[Reader]:
    """A database file, or its bytes."""
    connection = None
    try:
        if isinstance(source, bytes):
            connection = sqlite3.connect(":memory:")
            connection.deserialize(source)
        else:
            connection = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        yield Reader(connection)
    except sqlite3.Error as error:
        raise Unreadable(trouble.DAMAGED) from error
    finally:
        if connection:
            connection.close()
