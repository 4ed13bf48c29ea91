"""What children did not agree with, and what their teachers answered."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE contest (
            student TEXT NOT NULL,
            about TEXT NOT NULL,
            "key" TEXT NOT NULL,
            text TEXT,
            why TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            waits INTEGER NOT NULL,
            agreed INTEGER NOT NULL,
            answer TEXT,
            answered INTEGER NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (student, about, "key")
        ) WITHOUT ROWID""")
    run("CREATE INDEX contest_waits ON contest (waits)")
