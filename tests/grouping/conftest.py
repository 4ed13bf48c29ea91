"""A class with a week, its answers and its stations."""

import pytest

from classroom import HALVES, QUARTERS, Child, ada, bread, okoro, publish, silva
from homeroom import journal
from homeroom.grouping import actions

__all__ = ["HALVES", "QUARTERS", "Child", "ada", "bread", "okoro", "publish", "silva"]
DAY = "2026-11-24"


@pytest.fixture
def stations(cast, the_clock):
    """Tomorrow's stations of 3B: the address, and the box's first proposal in it."""
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.draft(cast.class_3b.id, DAY)
    return f"/stations/{cast.class_3b.id}/{DAY}"
