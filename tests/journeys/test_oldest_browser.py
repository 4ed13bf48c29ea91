"""A smoke run in Chromium 90, the oldest that is promised to work. `tools/chromium-90.sh` brings it.

The locators of Playwright need a newer browser than this, so everything here is said in the page itself.
"""

import subprocess
import threading
from pathlib import Path

import pytest
from tests.journeys.visitors import Visitors

from waiting import until

OLDEST = Path(__file__).parents[2] / ".venv" / "chromium-90" / "chromium"
FLAGS = ["--headless", "--remote-debugging-port=0", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 90  # seconds; an old browser that hangs must not stop everything
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not OLDEST.exists(), reason="Chromium 90 is not here; tools/chromium-90.sh brings it"),
]
NAMED = """(name) => Array.from(document.querySelectorAll("button, a, label")).find((one) =>
  one.offsetParent && !one.disabled
  && [one.getAttribute("aria-label"), one.innerText, (one.querySelector("img") || {}).alt].some((text) => text
      && text.trim().replace(/\\\\s+/g, " ").startsWith(name)))"""


class OldHands:
    """A page, used by the words on it."""

    def __init__(self, page):
        self.page = page

    def press(self, name):
        """The first button or link whose name begins so, as soon as it is there."""
        self.page.wait_for_function(NAMED, arg=name).evaluate("(one) => one.click()")
        return self

    def sees(self, words):
        self.page.wait_for_function("(words) => document.body.innerText.includes(words)", arg=words)
        return self

    def writes(self, name, words):
        put = "([name, words]) => { document.querySelector(`[name=${name}]`).value = words; }"
        self.page.evaluate(put, [name, words])
        return self


@pytest.fixture
def old(playwright, school, album, tmp_path):
    """People with old devices."""
    command = [OLDEST, *FLAGS, f"--user-data-dir={tmp_path}"]
    told = tmp_path / "DevToolsActivePort"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        limit = threading.Timer(PATIENCE, process.kill)
        limit.start()
        try:
            until(lambda: told.exists() and told.read_text().count("\n") == 1, seconds=30)
            port, path = told.read_text().split()
            browser = playwright.chromium.connect_over_cdp(f"ws://127.0.0.1:{port}{path}")
            assert browser.version.startswith("90.")
            found = Visitors(browser, school)
            yield found
            found.leave(album)
        finally:
            limit.cancel()
            process.kill()
    assert found.troubles == []
    assert found.strangers() == []


def enrolled(visitors, school, door, device):
    page = visitors.device(device)
    page.goto(school.doors[door])
    return OldHands(page).press("Let this device in").press("3B")


def test_a_child_arrives(old, school):
    wall = enrolled(old, school, "Kiosk", "ipad")
    wall.press("Ben, not here yet").press("I am here").press("The bus was late")

    wall.sees("Hello, Ben!").sees("All sent")


def test_a_child_works_on_a_card(old, school):
    tablet = enrolled(old, school, "Tablet", "tablet")
    tablet.press("Ada Ob.").press("Fox").press("Sun").press("Boat")
    tablet.sees("My week").press("Fold a fraction").press("Start")
    tablet.sees("a pencil").press("Later").press("8").press("Check")

    tablet.sees("Yes, that's it.").sees("Saved")


def test_a_teacher_opens_her_pages(old, school):
    username, password = school.sign_in_of("Mr Okoro")
    tab = old.device("laptop")
    tab.goto(school.doors["Teacher"])
    okoro = OldHands(tab).writes("username", username).writes("password", password).press("Sign in")
    okoro.sees("Mr Okoro").sees("Everybody")
    for path in ("inbox", "plan", "attendance", "people", "packs", "devices", "sync"):
        tab.goto(f"{school.url}/{path}")
        assert tab.evaluate("document.querySelector('h1').innerText"), path
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
