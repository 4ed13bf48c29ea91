"""What a store remembers so that segments may come and go over any road."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables, and widen those of the first sync."""
    run("ALTER TABLE sync_segment ADD COLUMN received INTEGER NOT NULL DEFAULT 0")  # 0 = sealed here
    for column in ("hub_store TEXT NOT NULL DEFAULT ''", "revoked INTEGER NOT NULL DEFAULT 0"):
        run(f"ALTER TABLE sync_upstream ADD COLUMN {column}")
    for name in ("copied", "rate", "fetched", "bare", "used_up"):
        run(f"ALTER TABLE sync_upstream ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    run("DROP TABLE sync_hub_has")
    run("CREATE TABLE sync_hub_has (lane TEXT PRIMARY KEY, last INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID")
    run("""
        CREATE TABLE sync_box (
            id TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            public_key TEXT NOT NULL,
            revoked INTEGER NOT NULL,
            certificate TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE sync_quarantine (
            id TEXT PRIMARY KEY,
            at INTEGER NOT NULL,
            times INTEGER NOT NULL,
            reason TEXT NOT NULL,
            road TEXT NOT NULL,
            school TEXT NOT NULL,
            box TEXT NOT NULL,
            lane TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            settled INTEGER NOT NULL,
            content BLOB NOT NULL
        )""")
    run("CREATE INDEX sync_quarantine_lane ON sync_quarantine (lane, reason)")
    run("""
        CREATE TABLE sync_usage (
            day TEXT PRIMARY KEY,
            sent INTEGER NOT NULL,
            received INTEGER NOT NULL,
            ms INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE sync_file (
            sha256 TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            size INTEGER NOT NULL,
            noted INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE TABLE sync_file_out (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID")
    run("CREATE TABLE sync_scrub (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL,"
        " segments INTEGER NOT NULL, damaged INTEGER NOT NULL, repaired INTEGER NOT NULL)")  # fmt: skip
