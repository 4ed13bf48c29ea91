"""Published weeks, and the drafts a teacher works on."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    _weeks(run)
    _drafts(run)


def _weeks(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE week (
            student TEXT NOT NULL,
            week TEXT NOT NULL,
            school_class TEXT NOT NULL,
            title TEXT NOT NULL,
            skills TEXT NOT NULL,
            published INTEGER NOT NULL,
            PRIMARY KEY (student, week)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE slot (
            student TEXT NOT NULL,
            week TEXT NOT NULL,
            slot TEXT NOT NULL,
            position INTEGER NOT NULL,
            card TEXT NOT NULL,
            must INTEGER NOT NULL,
            reason TEXT NOT NULL,
            origin TEXT NOT NULL,
            PRIMARY KEY (student, week, slot)
        ) WITHOUT ROWID""")
    run("CREATE INDEX slot_slot ON slot (slot)")


def _drafts(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE plan (
            school_class TEXT NOT NULL,
            week TEXT NOT NULL,
            title TEXT NOT NULL,
            skills TEXT NOT NULL,
            count INTEGER NOT NULL,
            offscreen INTEGER NOT NULL,
            together INTEGER NOT NULL,
            pins TEXT NOT NULL,
            PRIMARY KEY (school_class, week)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE draft (
            student TEXT NOT NULL,
            week TEXT NOT NULL,
            school_class TEXT NOT NULL,
            slots TEXT NOT NULL,
            made INTEGER NOT NULL,
            PRIMARY KEY (student, week)
        ) WITHOUT ROWID""")
