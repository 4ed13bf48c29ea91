"""Neighbors: where other boxes may be, those that proved to be of this school, and how far lanes are whole here."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE neighbor_place (
            address TEXT PRIMARY KEY,
            how TEXT NOT NULL,
            seen INTEGER NOT NULL,
            box TEXT NOT NULL,
            trouble TEXT NOT NULL,
            words TEXT NOT NULL,
            fails INTEGER NOT NULL,
            next_try INTEGER NOT NULL,
            last_contact INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE neighbor (
            box TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            store TEXT NOT NULL,
            last_success INTEGER NOT NULL,
            news INTEGER NOT NULL,
            taken INTEGER NOT NULL,
            given INTEGER NOT NULL,
            files INTEGER NOT NULL,
            packs TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE TABLE neighbor_whole (lane TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID")
