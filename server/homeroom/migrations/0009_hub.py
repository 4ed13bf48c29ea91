"""What a hub keeps: schools, their boxes, enrolment codes and the segments as received."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables (empty on a box)."""
    run("""
        CREATE TABLE hub_school (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            timezone TEXT NOT NULL,
            policy TEXT NOT NULL,
            enrolled INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE hub_box (
            id TEXT PRIMARY KEY,
            school TEXT NOT NULL,
            public_key TEXT NOT NULL,
            nonce TEXT NOT NULL,
            version TEXT NOT NULL,
            enrolled INTEGER NOT NULL,
            last_contact INTEGER NOT NULL,
            waiting INTEGER NOT NULL,
            clock_offset INTEGER NOT NULL,
            revoked INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE hub_code (
            hash TEXT PRIMARY KEY,
            made INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            school TEXT NOT NULL,
            used_by TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE hub_segment (
            lane TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            hash TEXT NOT NULL,
            received INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (lane, first)
        )""")
