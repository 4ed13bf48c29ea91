"""The journal, its lanes, what was kept aside, and facts about this store."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("CREATE TABLE store (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    run("""
        CREATE TABLE lane (
            lane_no INTEGER PRIMARY KEY,
            lane TEXT NOT NULL UNIQUE,
            box TEXT NOT NULL,
            school TEXT NOT NULL,
            last_seq INTEGER NOT NULL DEFAULT 0,
            opened INTEGER NOT NULL
        )""")
    run("""
        CREATE TABLE entry (
            arrival INTEGER PRIMARY KEY AUTOINCREMENT,
            lane_no INTEGER NOT NULL REFERENCES lane,
            seq INTEGER NOT NULL,
            at INTEGER NOT NULL,
            clock INTEGER NOT NULL,
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            actor TEXT NOT NULL,
            device TEXT,
            n INTEGER,
            subject TEXT NOT NULL,
            register TEXT NOT NULL,
            replaces TEXT NOT NULL,
            body TEXT NOT NULL,
            UNIQUE (lane_no, seq)
        )""")
    run("CREATE INDEX entry_register ON entry (register)")
    run("CREATE INDEX entry_subject ON entry (subject, kind)")
    run("CREATE INDEX entry_kind ON entry (kind)")
    run("CREATE INDEX entry_device ON entry (device, n) WHERE device IS NOT NULL")
    run("""
        CREATE TABLE kept_aside (
            device TEXT NOT NULL,
            n INTEGER NOT NULL,
            kind TEXT NOT NULL,
            reason TEXT NOT NULL,
            student TEXT NOT NULL,
            content TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (device, n)
        ) WITHOUT ROWID""")
