"""Which tables changed: so that what is asked at every request need not be read anew at every request."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

import apsw

T = TypeVar("T")
LASTS = 1.0  # seconds: a program beside this one may change the file, too
MOST = 500  # things remembered of one table

_tables: set[str] = set()
_changed: set[str] = set()  # in the transaction that runs; after a roll-back one too many, which harms nobody
_commits: Counter[str] = Counter()


class _Writers:
    thread = 0


_writers = _Writers()


class Remembered(Generic[T]):
    """Answers read from one table, each until a commit of this process changes the table, or for a second."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._known: dict[str, tuple[int, float, T]] = {}
        _tables.add(table)

    def get(self, key: str, read: Callable[[], T]) -> T:
        """The answer to `key`, read when none is known; the writer always reads, to see what it wrote itself."""
        if threading.get_ident() == _writers.thread:
            return read()
        now, commits = time.monotonic(), _commits[self._table]
        found = self._known.get(key)
        if found is not None and found[0] == commits and found[1] > now:
            return found[2]
        answer = read()  # read after `commits` was: a change that comes meanwhile is noticed at the next look
        if len(self._known) >= MOST:
            self._known = {}
        self._known[key] = commits, now + LASTS, answer
        return answer


def watch(writer: apsw.Connection) -> None:
    """Notice what the writer changes in the tables that somebody remembers. In its thread; forgets what was known."""
    _writers.thread = threading.get_ident()
    writer.create_scalar_function("homeroom_changed", _note, 1)
    for table in sorted(_tables):
        for what in ("INSERT", "UPDATE", "DELETE"):
            writer.execute(
                f"CREATE TEMP TRIGGER {table}_{what.lower()} AFTER {what} ON main.{table}"
                f" BEGIN SELECT homeroom_changed('{table}'); END"
            )
    _tell(_tables)


def committed() -> None:
    """After each commit, in the writer's thread."""
    if _changed:
        _tell(_changed)
        _changed.clear()


def _note(*tables: Any) -> None:
    _changed.update(tables)


def _tell(tables: Iterable[str]) -> None:
    for table in tables:
        _commits[table] += 1
