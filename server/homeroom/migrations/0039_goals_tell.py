"""Whether a child who reached a goal told it herself, and whether she wants to talk about it."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Add the column; goals are folded into it as they change."""
    run("ALTER TABLE goal ADD COLUMN tells TEXT NOT NULL DEFAULT ''")
