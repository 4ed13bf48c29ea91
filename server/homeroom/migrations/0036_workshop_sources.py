"""Works that the school's own cards were made from."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE workshop_source (
            source TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            authors TEXT NOT NULL,
            licence TEXT NOT NULL,
            url TEXT NOT NULL
        ) WITHOUT ROWID""")
