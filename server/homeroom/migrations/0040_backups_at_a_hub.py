"""Sealed backups of boxes that a hub keeps."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE hub_box_backup (
            box TEXT NOT NULL,
            mark TEXT NOT NULL,
            name TEXT NOT NULL,
            reader TEXT NOT NULL,
            kept INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            pieces TEXT NOT NULL,
            PRIMARY KEY (box, mark, name)
        ) WITHOUT ROWID""")
