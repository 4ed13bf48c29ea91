"""Days at school, rolls taken, session times."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE attendance_day (
            student TEXT NOT NULL,
            day TEXT NOT NULL,
            school TEXT NOT NULL,
            status TEXT NOT NULL,
            attended TEXT NOT NULL,
            arrived INTEGER,
            "left" INTEGER,
            spans TEXT NOT NULL,
            minutes_late INTEGER,
            minutes_early INTEGER NOT NULL,
            reason TEXT NOT NULL,
            note TEXT NOT NULL,
            source TEXT NOT NULL,
            said_by TEXT NOT NULL,
            said_at INTEGER,
            clock INTEGER NOT NULL,
            flags TEXT NOT NULL,
            marks TEXT NOT NULL,
            check_ins TEXT NOT NULL,
            absence TEXT NOT NULL,
            entries INTEGER NOT NULL,
            latest INTEGER NOT NULL,
            PRIMARY KEY (student, day)
        ) WITHOUT ROWID""")
    run("CREATE INDEX attendance_day_day ON attendance_day (day)")
    run("CREATE INDEX attendance_day_absence ON attendance_day (absence) WHERE absence != ''")
    run("""
        CREATE TABLE roll_taken (
            school_class TEXT NOT NULL,
            day TEXT NOT NULL,
            school TEXT NOT NULL,
            at INTEGER NOT NULL,
            taken_by TEXT NOT NULL,
            seen TEXT NOT NULL,
            latest INTEGER NOT NULL,
            PRIMARY KEY (school_class, day)
        ) WITHOUT ROWID""")
    run("CREATE INDEX roll_taken_day ON roll_taken (day)")
    run("""
        CREATE TABLE session_times (
            school TEXT NOT NULL,
            school_class TEXT NOT NULL,
            first TEXT NOT NULL,
            last TEXT NOT NULL,
            start TEXT NOT NULL,
            grace INTEGER NOT NULL,
            "end" TEXT NOT NULL,
            said_by TEXT NOT NULL,
            PRIMARY KEY (school, school_class, first, last)
        ) WITHOUT ROWID""")
