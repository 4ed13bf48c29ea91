"""What students did with cards, and what teachers said to it."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    _work(run)
    _attempts(run)
    _pieces(run)


def _work(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE work (
            student TEXT NOT NULL,
            slot TEXT NOT NULL,
            card TEXT NOT NULL,
            card_version TEXT NOT NULL,
            status TEXT NOT NULL,
            opened INTEGER,
            last INTEGER,
            spent INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            correct INTEGER NOT NULL,
            wrong_run INTEGER NOT NULL,
            hints INTEGER NOT NULL,
            hand INTEGER,
            asked INTEGER,
            helped INTEGER,
            waiting INTEGER,
            finished INTEGER,
            mark INTEGER,
            note TEXT,
            verdict TEXT NOT NULL,
            verdict_ref TEXT NOT NULL,
            place TEXT,
            PRIMARY KEY (student, slot)
        ) WITHOUT ROWID""")
    run("CREATE INDEX work_card ON work (student, card, status)")
    run("CREATE INDEX work_last ON work (student, last)")
    run("""
        CREATE INDEX work_inbox ON work (student)
        WHERE waiting IS NOT NULL OR asked IS NOT NULL OR hand IS NOT NULL""")


def _attempts(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE attempt (
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
        ) WITHOUT ROWID""")
    run("CREATE INDEX attempt_question ON attempt (card, question)")


def _pieces(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE piece (
            student TEXT NOT NULL,
            slot TEXT NOT NULL,
            ref TEXT NOT NULL,
            kind TEXT NOT NULL,
            block TEXT NOT NULL,
            text TEXT,
            upload TEXT,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, slot, ref)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE message (
            student TEXT NOT NULL,
            slot TEXT NOT NULL,
            ref TEXT NOT NULL,
            kind TEXT NOT NULL,
            author TEXT NOT NULL,
            role TEXT NOT NULL,
            text TEXT,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (student, slot, ref)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE upload (
            upload TEXT PRIMARY KEY,
            student TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            media TEXT NOT NULL,
            size INTEGER NOT NULL
        ) WITHOUT ROWID""")
