"""Rooms and stations, places of children, who is kept apart, groups that were asked for; drafts of plans."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE station_layout (
            layout TEXT PRIMARY KEY,
            told TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE station_plan (
            layout TEXT NOT NULL,
            day TEXT NOT NULL,
            told TEXT NOT NULL,
            published INTEGER NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (layout, day)
        ) WITHOUT ROWID""")
    run("CREATE INDEX station_plan_day ON station_plan (day)")
    run("""
        CREATE TABLE placing (
            student TEXT NOT NULL,
            day TEXT NOT NULL,
            period TEXT NOT NULL,
            layout TEXT NOT NULL,
            station TEXT NOT NULL,
            mode TEXT NOT NULL,
            partners TEXT NOT NULL,
            role TEXT NOT NULL,
            adult TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (student, day, layout, period)
        ) WITHOUT ROWID""")
    run("CREATE INDEX placing_day ON placing (day, layout)")
    run("""
        CREATE TABLE kept_apart (
            student TEXT NOT NULL,
            other TEXT NOT NULL,
            note TEXT NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (student, other)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE asked_group (
            id TEXT PRIMARY KEY,
            layout TEXT NOT NULL,
            day TEXT NOT NULL,
            students TEXT NOT NULL,
            source TEXT NOT NULL,
            about TEXT NOT NULL,
            actor TEXT NOT NULL,
            "when" INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE INDEX asked_group_day ON asked_group (layout, day)")
    run("""
        CREATE TABLE station_draft (
            layout TEXT NOT NULL,
            day TEXT NOT NULL,
            state TEXT NOT NULL,
            past TEXT NOT NULL,
            made INTEGER NOT NULL,
            PRIMARY KEY (layout, day)
        ) WITHOUT ROWID""")
