"""Devices say when they were changed: between two boxes of a school the newest word counts."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Add the column."""
    run("ALTER TABLE device ADD COLUMN changed INTEGER NOT NULL DEFAULT 0")
    run("UPDATE device SET changed = max(enrolled_at, coalesce(revoked, 0))")
