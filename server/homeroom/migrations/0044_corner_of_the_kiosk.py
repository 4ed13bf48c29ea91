"""The corner for staff at the kiosk: its PIN, and who visits the school."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make both tables; nobody has chosen a PIN yet."""
    run("""
        CREATE TABLE corner_pin (
            id TEXT PRIMARY KEY,
            salt TEXT NOT NULL,
            "key" TEXT NOT NULL,
            rounds INTEGER NOT NULL,
            changed INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE visit (
            id TEXT PRIMARY KEY,
            day TEXT NOT NULL,
            school TEXT NOT NULL,
            name TEXT NOT NULL,
            host TEXT NOT NULL,
            came INTEGER NOT NULL,
            went INTEGER,
            latest INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE INDEX visit_day ON visit (day)")
