"""Which tables changed: so that what is asked at every request need not be read anew at every request."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

import apsw

T = TypeVar("T")
LASTS = 1.0  # seconds: a program beside this one may change the file, too
MOST = 500  # answers that are kept

_tables: set[str] = set()


def notice(table: str) -> str:
    """Let changes of this table be noticed, so that answers from it can be remembered. When a module is loaded."""
    _tables.add(table)
    return table


class Changes:
    """What one open database file's tables answered, each until a commit of this process changes the table."""

    def __init__(self) -> None:
        self._writer = 0  # its thread
        self._watched: frozenset[str] = frozenset()
        self._changing: set[str] = set()  # in the writer's transaction; after a roll-back one too many harms nobody
        self._changes: Counter[str] = Counter()
        self._known: dict[tuple[str, str], tuple[int, float, Any]] = {}
        self._of_writer: dict[tuple[str, str], Any] = {}
        self._version = 0  # of the file, as SQLite counts what other processes commit

    def watch(self, writer: apsw.Connection) -> None:
        """Notice what the writer changes. In its thread, before anybody asks."""
        self._writer, self._watched = threading.get_ident(), frozenset(_tables)
        writer.create_scalar_function("homeroom_changes", self._note, 1)
        for table in sorted(self._watched):
            for what in ("INSERT", "UPDATE", "DELETE"):
                writer.execute(
                    f"CREATE TEMP TRIGGER {table}_{what.lower()} AFTER {what} ON main.{table}"
                    f" BEGIN SELECT homeroom_changes('{table}'); END"
                )

    def begin(self, writer: apsw.Connection) -> None:
        """The writer has begun a transaction."""
        version = writer.execute("PRAGMA data_version").get
        if version != self._version or len(self._of_writer) > MOST:
            self._of_writer.clear()
        self._version = version
        self.end()

    def end(self) -> None:
        """The writer's transaction is on disk, or was never there; everybody can see which."""
        if self._changing:
            self._of_writer = {key: one for key, one in self._of_writer.items() if key[0] not in self._changing}
            self._changing.clear()

    def remember(self, table: str, key: str, read: Callable[[], T]) -> T:
        """The answer to `key`: one that is still right, else read now.

        The writer sees what it wrote itself, everybody else what is committed. What another process commits is
        seen after a second at the latest; by the writer in its next transaction.
        """
        changes = self._changes[table]  # counted before anything else is looked at: what begins now makes it too old
        if table not in self._watched or table in self._changing:
            return read()
        if threading.get_ident() == self._writer:
            if (table, key) not in self._of_writer:
                self._of_writer[table, key] = read()
            found: T = self._of_writer[table, key]
            return found
        return self._of_others(table, key, read, changes)

    def _of_others(self, table: str, key: str, read: Callable[[], T], changes: int) -> T:
        now = time.monotonic()
        known = self._known.get((table, key))
        if known is not None and known[0] == changes and known[1] > now:
            found: T = known[2]
            return found
        answer = read()
        if len(self._known) >= MOST:
            self._known = {}
        self._known[table, key] = changes, now + LASTS, answer
        return answer

    def _note(self, *tables: Any) -> None:
        self._changing.update(tables)  # first: who finds the new count must find that it is not committed
        self._changes.update(tables)
