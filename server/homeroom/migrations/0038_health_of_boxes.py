"""What a hub hears of how each box is."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE hub_box_health (
            box TEXT PRIMARY KEY,
            color TEXT NOT NULL,
            code TEXT NOT NULL,
            since INTEGER NOT NULL,
            told INTEGER NOT NULL,
            free_mb INTEGER NOT NULL,
            trust INTEGER NOT NULL,
            backup_hours INTEGER NOT NULL,
            test_hours INTEGER NOT NULL,
            test_well INTEGER NOT NULL
        ) WITHOUT ROWID""")
