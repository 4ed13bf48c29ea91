"""A hub keeps segments where every store keeps them, and notes which stores a box speaks from."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Move the segments and the keys of boxes; make the notes on stores."""
    run(
        "INSERT INTO sync_segment (lane, first, last, hash, content, received)"
        " SELECT lane, first, last, hash, content, received FROM hub_segment"
    )
    run("DROP TABLE hub_segment")
    run("INSERT INTO sync_box (id, school, public_key, revoked) SELECT id, school, public_key, revoked FROM hub_box")
    run("ALTER TABLE hub_box ADD COLUMN store TEXT NOT NULL DEFAULT ''")
    run("ALTER TABLE hub_box ADD COLUMN copied INTEGER NOT NULL DEFAULT 0")
    run("""
        CREATE TABLE hub_box_store (
            box TEXT NOT NULL,
            store TEXT NOT NULL,
            first_heard INTEGER NOT NULL,
            last_heard INTEGER NOT NULL,
            PRIMARY KEY (box, store)
        ) WITHOUT ROWID""")
