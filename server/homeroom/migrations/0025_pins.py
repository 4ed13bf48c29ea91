"""Versions of packs that a hub pins for schools, what a school keeps instead, and what could not be installed."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE pin (
            school TEXT NOT NULL,
            pack TEXT NOT NULL,
            title TEXT NOT NULL,
            version TEXT NOT NULL,
            serial INTEGER NOT NULL,
            manifest TEXT NOT NULL,
            signer TEXT NOT NULL,
            "key" TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (school, pack)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE pin_own (
            school TEXT NOT NULL,
            pack TEXT NOT NULL,
            since TEXT NOT NULL,
            days INTEGER NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (school, pack)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE pin_trouble (
            school TEXT NOT NULL,
            pack TEXT NOT NULL,
            box TEXT NOT NULL,
            manifest TEXT NOT NULL,
            words TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (school, pack, box)
        ) WITHOUT ROWID""")
