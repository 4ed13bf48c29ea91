"""What a teacher asks of a draft, steps to take back, levels of independence, quick questions and test-outs."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Widen plan and slot, and make the tables."""
    _wishes(run)
    _slots(run)
    _children(run)


def _wishes(run: Callable[[str], Any]) -> None:
    for column, default in (
        ("offscreen_most", 60),
        ("together_most", 60),
        ("minutes", 300),
        ("chance_least", 70),
        ("chance_most", 85),
    ):
        run(f"ALTER TABLE plan ADD COLUMN {column} INTEGER NOT NULL DEFAULT {default}")
    run("ALTER TABLE plan ADD COLUMN projects TEXT NOT NULL DEFAULT '[]'")
    run("""
        CREATE TABLE plan_step (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            school_class TEXT NOT NULL,
            week TEXT NOT NULL,
            what TEXT NOT NULL,
            before TEXT NOT NULL,
            made INTEGER NOT NULL
        )""")
    run("CREATE INDEX plan_step_week ON plan_step (school_class, week)")


def _slots(run: Callable[[str], Any]) -> None:
    run("ALTER TABLE slot ADD COLUMN quick TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE slot ADD COLUMN tested INTEGER NOT NULL DEFAULT 0")
    run("ALTER TABLE slot ADD COLUMN place TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE slot ADD COLUMN partner TEXT NOT NULL DEFAULT ''")


def _children(run: Callable[[str], Any]) -> None:
    run("""
        CREATE TABLE independence (
            student TEXT PRIMARY KEY,
            level INTEGER NOT NULL,
            together INTEGER NOT NULL,
            since INTEGER NOT NULL,
            staff TEXT NOT NULL
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE test_out (
            student TEXT NOT NULL,
            run TEXT NOT NULL,
            slot TEXT NOT NULL,
            card TEXT NOT NULL,
            skill TEXT NOT NULL,
            passed INTEGER NOT NULL,
            "right" INTEGER NOT NULL,
            asked INTEGER NOT NULL,
            "when" INTEGER NOT NULL,
            recheck TEXT NOT NULL,
            PRIMARY KEY (student, run)
        ) WITHOUT ROWID""")
    run("CREATE INDEX test_out_card ON test_out (student, skill)")
    run("""
        CREATE TABLE looked_in (
            student TEXT NOT NULL,
            skill TEXT NOT NULL,
            "when" INTEGER NOT NULL,
            staff TEXT NOT NULL,
            PRIMARY KEY (student, skill)
        ) WITHOUT ROWID""")
