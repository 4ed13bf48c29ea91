"""Two boxes of Riverside in one process, and a hub."""

import pytest
from tests.sync.next_door import box_application, let_in
from tests.sync.world import World


@pytest.fixture(scope="module")
def machines():
    """The applications of a box and a hub, made before any world."""
    box_application()


@pytest.fixture
def world(machines, tmp_path):
    """A school district without a single box."""
    with World(tmp_path / "world") as made:
        yield made


@pytest.fixture
def pair(world):
    """Two boxes of one school; a person let the second one in. No name may leave the school."""
    boxes = [world.box(name, policy_names="never", policy_work="never", box_name=name) for name in ("room-1", "room-4")]
    let_in(*boxes)
    return boxes
