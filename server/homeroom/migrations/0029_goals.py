"""Goals of students, who mentors whom, talks, and private notes about them."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE goal (
            student TEXT NOT NULL,
            goal TEXT NOT NULL,
            text TEXT,
            upload TEXT,
            upload_kind TEXT NOT NULL,
            picture TEXT NOT NULL,
            about TEXT NOT NULL,
            ref TEXT NOT NULL,
            count INTEGER NOT NULL,
            set_at INTEGER NOT NULL,
            author TEXT NOT NULL,
            author_role TEXT NOT NULL,
            agreed INTEGER NOT NULL,
            due TEXT NOT NULL,
            state TEXT NOT NULL,
            state_at INTEGER NOT NULL,
            moved INTEGER NOT NULL,
            reflection TEXT,
            reflection_upload TEXT,
            feeling TEXT NOT NULL,
            PRIMARY KEY (student, goal)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE goal_word (
            student TEXT NOT NULL,
            goal TEXT NOT NULL,
            ref TEXT NOT NULL,
            author TEXT NOT NULL,
            text TEXT,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, goal, ref)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE mentor (
            student TEXT PRIMARY KEY,
            staff TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("CREATE INDEX mentor_staff ON mentor (staff)")
    run("""
        CREATE TABLE talk (
            student TEXT NOT NULL,
            talk TEXT NOT NULL,
            author TEXT NOT NULL,
            day TEXT NOT NULL,
            step TEXT,
            goal TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, talk)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE talk_note (
            student TEXT NOT NULL,
            note TEXT NOT NULL,
            author TEXT NOT NULL,
            text TEXT,
            shared TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, note)
        ) WITHOUT ROWID""")
