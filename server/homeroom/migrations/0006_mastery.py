"""Answers by skill, and what is left of them."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE skill_answer (
            student TEXT NOT NULL,
            skill TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            ref TEXT NOT NULL,
            slot TEXT NOT NULL,
            correct INTEGER NOT NULL,
            helped INTEGER NOT NULL,
            level TEXT NOT NULL,
            PRIMARY KEY (student, skill, "when", ref)
        ) WITHOUT ROWID""")
    run("CREATE INDEX skill_answer_slot ON skill_answer (student, slot)")
    run("""
        CREATE TABLE skill_trace (
            student TEXT NOT NULL,
            skill TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            "right" INTEGER NOT NULL,
            form REAL NOT NULL,
            level REAL NOT NULL,
            last INTEGER NOT NULL,
            mastered INTEGER,
            recent TEXT NOT NULL,
            PRIMARY KEY (student, skill)
        ) WITHOUT ROWID""")
