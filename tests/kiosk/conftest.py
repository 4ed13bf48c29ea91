"""A fake box for the kiosk and the outbox, and an iPad's browser to look at it."""

import pytest
from tests.kiosk.fake_box import NAMES, FakeBox, children
from tests.kiosk.hands import zone


@pytest.fixture
def box():
    """A box with class 3B (25 children, sign: fox) and class 1A (5 children, sign: turtle)."""
    students = children("3b", NAMES) + children("1a", ["Noor", "Tomas", "Uli", "Vera", "Wim"])
    box = FakeBox(students, [{"id": "3b", "name": "3B", "sign": "fox"}, {"id": "1a", "name": "1A", "sign": "turtle"}])
    yield box
    box.stop()


@pytest.fixture
def device(chromium, box):
    """An iPad's browser storage: pages opened here share it."""
    context = chromium.new_context(
        base_url=box.url,
        viewport={"width": 1024, "height": 768},
        has_touch=True,
        reduced_motion="reduce",
        timezone_id=zone(9),
    )
    yield context
    context.close()
