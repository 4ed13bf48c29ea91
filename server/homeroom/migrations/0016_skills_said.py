"""What was said about skills, and the weights a school has learned."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE skill_said (
            student TEXT NOT NULL,
            skill TEXT NOT NULL,
            ref TEXT NOT NULL,
            kind TEXT NOT NULL,
            way TEXT NOT NULL,
            mark INTEGER,
            state TEXT NOT NULL,
            text TEXT,
            why TEXT NOT NULL,
            slot TEXT NOT NULL,
            card TEXT NOT NULL,
            author TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            counts INTEGER NOT NULL,
            PRIMARY KEY (student, skill, ref)
        ) WITHOUT ROWID""")
    run("CREATE INDEX skill_said_open ON skill_said (kind, counts) WHERE counts")
    run("""
        CREATE TABLE learned_weights (
            base TEXT PRIMARY KEY,
            version TEXT NOT NULL,
            day TEXT NOT NULL,
            weights TEXT NOT NULL
        ) WITHOUT ROWID""")
