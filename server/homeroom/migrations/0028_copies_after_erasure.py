"""How many erasures a stick's newest backup knows of: an older one may still hold words that are to be gone."""

from collections.abc import Callable
from typing import Any


def up(run: Callable[[str], Any]) -> None:
    """Add the column; nothing is known of older backups."""
    run("ALTER TABLE backup_stick ADD COLUMN erased INTEGER NOT NULL DEFAULT 0")
