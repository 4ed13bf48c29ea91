"""Lanes that nobody may write to any more, and by which clock a lane of this box was written."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Let a lane be closed; remember start and clock of this box's own; make the table of clocks put right."""
    run("ALTER TABLE lane ADD COLUMN closed INTEGER NOT NULL DEFAULT 0")  # 1 = another story has its numbers, too
    run("ALTER TABLE lane ADD COLUMN boot TEXT NOT NULL DEFAULT ''")  # the start of the machine in which it began
    run("ALTER TABLE lane ADD COLUMN clock_offset INTEGER NOT NULL DEFAULT 0")  # ms between its time and that start
    run("""
        CREATE TABLE lane_clock (
            lane TEXT PRIMARY KEY,
            ms INTEGER NOT NULL
        ) WITHOUT ROWID""")
