"""Sticks: keys that letters are sealed to, who has what, what waits for the part before it, the trip under way."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables; hubs and boxes learn each other's age key."""
    run("ALTER TABLE sync_upstream ADD COLUMN age TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE hub_box ADD COLUMN age TEXT NOT NULL DEFAULT ''")
    run("""
        CREATE TABLE stick_sibling (
            box TEXT PRIMARY KEY,
            key TEXT NOT NULL,
            age TEXT NOT NULL,
            name TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE TABLE stick_school_box (box TEXT PRIMARY KEY, key TEXT NOT NULL, age TEXT NOT NULL) WITHOUT ROWID")
    run("""
        CREATE TABLE stick_has (
            peer TEXT NOT NULL,
            lane TEXT NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (peer, lane)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE stick_has_file (
            peer TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            PRIMARY KEY (peer, sha256)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE stick_bundle (
            bundle TEXT PRIMARY KEY,
            sender TEXT NOT NULL,
            n INTEGER NOT NULL,
            purpose TEXT NOT NULL,
            entries INTEGER NOT NULL,
            at INTEGER NOT NULL,
            whole INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE stick_receipt (
            peer TEXT PRIMARY KEY,
            n INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE stick_waiting (
            sender TEXT NOT NULL,
            lane TEXT NOT NULL,
            first INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (lane, first, sender)
        )""")
    run("""
        CREATE TABLE stick_trip (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            process TEXT NOT NULL,
            way TEXT NOT NULL,
            folder TEXT NOT NULL,
            state TEXT NOT NULL,
            done INTEGER NOT NULL,
            total INTEGER NOT NULL,
            words TEXT NOT NULL,
            began INTEGER NOT NULL
        )""")
