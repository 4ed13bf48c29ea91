"""Marks of tablets, how each class hands its tablets out, and who was given which."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Give devices a mark beside their animal; make the tables."""
    run("ALTER TABLE device ADD COLUMN mark TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE enrol_code ADD COLUMN mark TEXT NOT NULL DEFAULT ''")
    run("""
        CREATE TABLE tablet_way (
            school_class TEXT PRIMARY KEY,
            way TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE own_tablet (
            school_class TEXT NOT NULL,
            student TEXT NOT NULL,
            tablet TEXT NOT NULL,
            at INTEGER NOT NULL,
            ref TEXT NOT NULL,
            PRIMARY KEY (school_class, student)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE tablet_given (
            day TEXT NOT NULL,
            tablet TEXT NOT NULL,
            student TEXT NOT NULL,
            at INTEGER NOT NULL,
            ref TEXT NOT NULL,
            PRIMARY KEY (day, tablet, student)
        ) WITHOUT ROWID""")
