"""Keys of single children: what waits for one, what the hub has of them, and what keys on their way are sealed to."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the table and the columns; the keys themselves are in a file of their own."""
    run("""
        CREATE TABLE sync_locked (
            lane TEXT NOT NULL,
            first INTEGER NOT NULL,
            PRIMARY KEY (lane, first)
        ) WITHOUT ROWID""")
    run("ALTER TABLE sync_upstream ADD COLUMN keys TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE sync_upstream ADD COLUMN carry TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE hub_box ADD COLUMN carry TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE stick_school_box ADD COLUMN carry TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE stick_sibling ADD COLUMN carry TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE stick_waiting ADD COLUMN locked INTEGER NOT NULL DEFAULT 0")
