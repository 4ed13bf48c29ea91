"""Cards that the school's own people write: drafts, their versions, pictures, wrong ideas."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE workshop_draft (
            card TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            ref TEXT NOT NULL,
            place TEXT NOT NULL,
            shelved TEXT NOT NULL,
            moves INTEGER NOT NULL,
            actor TEXT NOT NULL,
            changed INTEGER NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE workshop_version (
            card TEXT NOT NULL,
            ref TEXT NOT NULL,
            at INTEGER NOT NULL,
            actor TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (card, ref)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE workshop_file (
            path TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            media TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE workshop_idea (
            idea TEXT PRIMARY KEY,
            skill TEXT NOT NULL,
            title TEXT NOT NULL
        ) WITHOUT ROWID""")
