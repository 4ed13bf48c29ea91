"""A world of boxes and a hub in one process, and a box of it that is enrolled."""

import pytest
from tests.sync.world import World


@pytest.fixture
def world(tmp_path):
    with World(tmp_path) as made:
        yield made


@pytest.fixture
def one(world):
    box = world.box("one")
    box.enrol()
    return box
