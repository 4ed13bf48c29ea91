"""Children whom a teacher took in at the door, and ids that turned out to be the same child's."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table of ids that stand for others; mark who is not confirmed yet."""
    run("CREATE TABLE alias (subject TEXT PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID")
    run("ALTER TABLE student ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0")
