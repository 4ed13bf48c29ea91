"""The hub this box sends to, and the segments it has sealed."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE sync_upstream (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            url TEXT NOT NULL,
            hub_key TEXT NOT NULL,
            hub_name TEXT NOT NULL,
            nonce TEXT NOT NULL,
            enrolled INTEGER NOT NULL,
            last_contact INTEGER NOT NULL,
            last_success INTEGER NOT NULL,
            next_try INTEGER NOT NULL,
            fails INTEGER NOT NULL,
            trouble TEXT NOT NULL
        )""")
    run("""
        CREATE TABLE sync_segment (
            lane TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            hash TEXT NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (lane, first)
        )""")
    run("CREATE TABLE sync_hub_has (lane TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID")
