"""The school calendar: terms, holidays, days off and extra days; on which weekdays there is school."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE calendar_span (
            school TEXT NOT NULL,
            id TEXT NOT NULL,
            school_class TEXT NOT NULL,
            sort TEXT NOT NULL,
            title TEXT NOT NULL,
            first TEXT NOT NULL,
            last TEXT NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (school, id)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE calendar_weekdays (
            school TEXT NOT NULL,
            school_class TEXT NOT NULL,
            days TEXT NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (school, school_class)
        ) WITHOUT ROWID""")
