"""Comparisons of two cards or packs: plans, classes, children with their lot, looks."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Make the tables."""
    run("""
        CREATE TABLE trial (
            id TEXT NOT NULL PRIMARY KEY,
            question TEXT NOT NULL,
            skill TEXT NOT NULL,
            usual TEXT NOT NULL,
            new TEXT NOT NULL,
            names TEXT NOT NULL,
            outcome TEXT NOT NULL,
            most INTEGER NOT NULL,
            seed TEXT NOT NULL,
            actor TEXT NOT NULL,
            made INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            ending TEXT NOT NULL,
            text TEXT
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE trial_class (
            trial TEXT NOT NULL,
            school_class TEXT NOT NULL,
            cut REAL NOT NULL,
            actor TEXT NOT NULL,
            PRIMARY KEY (trial, school_class)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE trial_child (
            trial TEXT NOT NULL,
            student TEXT NOT NULL,
            school_class TEXT NOT NULL,
            arm TEXT NOT NULL,
            starter TEXT NOT NULL,
            language TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            "out" INTEGER NOT NULL,
            text TEXT,
            actor TEXT NOT NULL,
            PRIMARY KEY (trial, student)
        ) WITHOUT ROWID""")
    run("CREATE INDEX trial_child_student ON trial_child (student)")
    run("""
        CREATE TABLE trial_look (
            trial TEXT NOT NULL,
            look INTEGER NOT NULL,
            counts TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            PRIMARY KEY (trial, look)
        ) WITHOUT ROWID""")
