"""Answers one after the other as they come, and no longer each among those of its student: a class fills few pages."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Copy the answers into a table that grows at its end."""
    run("""
        CREATE TABLE attempt_in_order (
            student TEXT NOT NULL,
            slot TEXT NOT NULL,
            ref TEXT NOT NULL,
            card TEXT NOT NULL,
            question TEXT NOT NULL,
            response TEXT,
            claimed INTEGER,
            correct INTEGER,
            checked INTEGER NOT NULL,
            score REAL NOT NULL,
            tries INTEGER NOT NULL,
            hints INTEGER NOT NULL,
            ms INTEGER NOT NULL,
            misconception TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, slot, ref)
        )""")
    run('INSERT INTO attempt_in_order SELECT * FROM attempt ORDER BY "when"')
    run("DROP TABLE attempt")
    run("ALTER TABLE attempt_in_order RENAME TO attempt")
    run("CREATE INDEX attempt_question ON attempt (card, question)")
