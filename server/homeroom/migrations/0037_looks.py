"""Which member of staff looked at which child's pages or at which list, by day."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table."""
    run("""
        CREATE TABLE looked_at (
            day TEXT NOT NULL,
            staff TEXT NOT NULL,
            what TEXT NOT NULL,
            student TEXT NOT NULL,
            school_class TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (day, staff, what, student, school_class)
        ) WITHOUT ROWID""")
    run("CREATE INDEX looked_at_student ON looked_at (student, day)")
