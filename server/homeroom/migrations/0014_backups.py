"""Sticks that carry backups: what this box remembers of each."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE backup_stick (
            stick TEXT PRIMARY KEY,
            place TEXT NOT NULL,
            prepared INTEGER NOT NULL,
            last_try INTEGER NOT NULL,
            last_good INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            trouble TEXT NOT NULL
        ) WITHOUT ROWID""")
