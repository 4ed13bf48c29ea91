"""A browser and a fake box for the kiosk and the outbox."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from fake_box import FakeBox

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
NAMES = "Ada Ben Chidi Dora Emeka Farah Gita Hugo Ines Jamal Kofi Lena Mira Noor Omar Pia Quin Rosa Sami Tara Uma Vito Wanda Yara Zeno".split()


def children(school_class, names):
    """Students of the fake box, in the order of their names."""
    return [
        {
            "id": f"{school_class}-{i}",
            "name": f"{name} Example",
            "short": name,
            "class": [school_class],
            "portrait": f"/portraits/{school_class}-{i}",
        }
        for i, name in enumerate(names)
    ]


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of this folder."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


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
        base_url=box.url, viewport={"width": 1024, "height": 768}, has_touch=True, reduced_motion="reduce"
    )
    context.set_default_timeout(8000)
    yield context
    context.close()
