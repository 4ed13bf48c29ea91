"""Where a child starts: placements with their strands and answers."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE placement (
            student TEXT NOT NULL,
            placement TEXT NOT NULL,
            started INTEGER NOT NULL,
            strands TEXT NOT NULL,
            answers TEXT NOT NULL,
            judged TEXT NOT NULL,
            stopped INTEGER NOT NULL,
            PRIMARY KEY (student, placement)
        ) WITHOUT ROWID""")
