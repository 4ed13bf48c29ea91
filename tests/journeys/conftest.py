"""A demo school as `make run` makes it, and the browsers of those who come to it."""

import pytest
from tests.journeys.demo_school import DemoSchool
from tests.journeys.visitors import Album, Visitors


@pytest.fixture(scope="module")
def school(tmp_path_factory):
    """Riverside Primary with its hub, running on this machine."""
    demo = DemoSchool(tmp_path_factory.mktemp("riverside"))
    try:
        yield demo.start()
    finally:
        demo.stop()


@pytest.fixture
def visitors(chromium, school, album):
    """Opens devices. At the end nobody may have complained, or asked anybody but this machine."""
    found = Visitors(chromium, school)
    yield found
    found.leave(album)
    assert found.troubles == []
    assert found.strangers() == []


@pytest.fixture(scope="session")
def album():
    """Keeps pictures when HOMEROOM_SHOTS names a folder for them."""
    return Album()
