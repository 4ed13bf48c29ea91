"""Shows of skills in the order of time, and the learner model's traces."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables; what was in the old ones is folded again from the journal, because new kinds are known."""
    run("DROP TABLE skill_answer")
    run("DROP TABLE skill_trace")
    _shows(run)
    _traces(run)


def _shows(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE skill_show (
            student TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            ref TEXT NOT NULL,
            skill TEXT NOT NULL,
            slot TEXT NOT NULL,
            card TEXT NOT NULL,
            question TEXT NOT NULL,
            way TEXT NOT NULL,
            outcome REAL NOT NULL,
            says REAL NOT NULL,
            level TEXT NOT NULL,
            mark INTEGER NOT NULL,
            PRIMARY KEY (student, "when", ref, skill)
        ) WITHOUT ROWID""")
    run("CREATE INDEX skill_show_slot ON skill_show (student, slot)")
    run("""
        CREATE TABLE question_tally (
            card TEXT NOT NULL,
            question TEXT NOT NULL,
            tried INTEGER NOT NULL,
            "right" INTEGER NOT NULL,
            PRIMARY KEY (card, question)
        ) WITHOUT ROWID""")


def _traces(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE learner (
            student TEXT PRIMARY KEY,
            level REAL NOT NULL,
            count REAL NOT NULL,
            fast REAL NOT NULL,
            slow REAL NOT NULL,
            turn INTEGER NOT NULL,
            last INTEGER NOT NULL,
            ref TEXT NOT NULL,
            days TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE skill_trace (
            student TEXT NOT NULL,
            skill TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            "right" INTEGER NOT NULL,
            form REAL NOT NULL,
            level REAL NOT NULL,
            count REAL NOT NULL,
            won REAL NOT NULL,
            lost REAL NOT NULL,
            turn INTEGER NOT NULL,
            survived INTEGER NOT NULL,
            last INTEGER,
            mastered INTEGER,
            shaken INTEGER NOT NULL,
            recent TEXT NOT NULL,
            best INTEGER NOT NULL,
            PRIMARY KEY (student, skill)
        ) WITHOUT ROWID""")
