"""From a hub to its schools: its lanes, children who change school, and what two people said at once."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Mark lanes of a hub; make the tables of conflicts and transfers; keep imports of several schools apart."""
    run("ALTER TABLE lane ADD COLUMN hub INTEGER NOT NULL DEFAULT 0")  # 1 = its segments are signed by the hub
    run("ALTER TABLE roster_import ADD COLUMN school TEXT NOT NULL DEFAULT ''")  # "" = this box's own
    run("ALTER TABLE hub_box ADD COLUMN down INTEGER NOT NULL DEFAULT 0")  # entries of the hub that it said it has
    run("""
        CREATE TABLE said_twice (
            register TEXT NOT NULL,
            field TEXT NOT NULL,
            school TEXT NOT NULL,
            counts TEXT NOT NULL,
            others TEXT NOT NULL,
            PRIMARY KEY (register, field)
        ) WITHOUT ROWID""")
    run("""
        CREATE TABLE transfer (
            student TEXT PRIMARY KEY,
            id TEXT NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            source_name TEXT NOT NULL,
            target_name TEXT NOT NULL,
            at INTEGER NOT NULL,
            full INTEGER NOT NULL,
            source_has INTEGER NOT NULL,
            target_has INTEGER NOT NULL,
            done INTEGER NOT NULL
        ) WITHOUT ROWID""")
