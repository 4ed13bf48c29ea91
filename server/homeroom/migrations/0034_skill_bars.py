"""From which chance on a skill counts as mastered in a class, where a teacher wants another bar than usual."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE skill_bar (
            school_class TEXT NOT NULL,
            skill TEXT NOT NULL,
            bar INTEGER NOT NULL,
            text TEXT NOT NULL,
            author TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (school_class, skill)
        ) WITHOUT ROWID""")
