"""What teachers said to nudges, and which rules are switched off."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE nudge_answer (
            student TEXT NOT NULL,
            rule TEXT NOT NULL,
            about TEXT NOT NULL,
            ref TEXT NOT NULL,
            school_class TEXT NOT NULL,
            answer TEXT NOT NULL,
            actor TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, rule, about, ref)
        ) WITHOUT ROWID""")
    run('CREATE INDEX nudge_answer_when ON nudge_answer ("when")')
    run("""
        CREATE TABLE nudge_switch (
            school_class TEXT NOT NULL,
            rule TEXT NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (school_class, rule)
        ) WITHOUT ROWID""")
