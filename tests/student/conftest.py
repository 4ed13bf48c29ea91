"""A tablet in front of a box in memory."""

import json
import re

import pytest

from student.fake_box import SECRET, FakeBox
from waiting import until

EVERYTHING = """async () => {
  const found = {};
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((done) => { indexedDB.open(name).onsuccess = (event) => done(event.target.result); });
    for (const store of db.objectStoreNames) {
      const rows = db.transaction(store).objectStore(store).getAll();
      found[`${name}/${store}`] = await new Promise((done) => { rows.onsuccess = () => done(rows.result); });
    }
    db.close();
  }
  const page = [document.documentElement.outerHTML, location.href, history.state];
  return JSON.stringify([found, {...localStorage}, {...sessionStorage}, page]);
}"""


@pytest.fixture
def box():
    """A box with class 3B (pictures), 1A (no secret) and 4C (PIN), and a week of cards of every kind."""
    made = FakeBox().start()
    yield made
    made.stop()


@pytest.fixture
def device(chromium, box):
    """One tablet: pages opened here share its storage."""
    context = chromium.new_context(
        base_url=box.url, viewport={"width": 800, "height": 1280}, has_touch=True, reduced_motion="reduce"
    )
    yield context
    context.close()


class Tablet:
    """What a child does on the page, by the names and roles that are there to see."""

    def __init__(self, page, box):
        self.page, self.box, self.troubles = page, box, []
        page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def __getattr__(self, name):
        return getattr(self.page, name)

    def button(self, name, **more):
        return self.page.get_by_role("button", name=name, **more)

    def open(self):
        self.page.goto("/student")
        return self

    def sign_in(self, name="Ada", group="3B"):
        self.open()
        self.button(group, exact=True).click()
        return self.show_secret(name)

    def show_secret(self, name):
        self.button(name, exact=True).click()
        for picture in SECRET:
            self.button(picture.capitalize()).click()
        self.page.get_by_role("heading", name="My week").wait_for()
        return self

    def open_card(self, title):
        self.button(re.compile(rf"^{re.escape(title)}")).click()
        self.button(re.compile("^(Start|Continue|Try again|Look at it again)$")).click()
        self.page.get_by_role("heading", name=title).last.wait_for()
        return self

    def next(self, times=1):
        for _ in range(times):
            before = self.page.locator(".p-steps").get_attribute("aria-label")
            self.button(re.compile("^(Next|Later)$")).click()
            until(lambda before=before: self.page.locator(".p-steps").get_attribute("aria-label") != before)
        return self

    def check(self):
        self.button("Check", exact=True).click()
        return self

    def said(self):
        return self.page.locator(".p-feedback")

    def saved(self):
        """Until the box has everything."""
        self.page.get_by_text("Saved", exact=True).wait_for()
        return self

    def kept(self):
        """All that is stored or shown in this browser, as one text."""
        return self.page.evaluate(EVERYTHING)

    def answer(self, n=1):
        """The nth answer that the box has heard."""
        until(lambda: len(self.box.of("work.answer")) >= n)
        return self.box.of("work.answer")[n - 1]["body"]

    def week_on_tablet(self):
        found = json.loads(self.kept())[0]["homeroom-student/child"]
        return next((row for row in found if isinstance(row, dict) and "slots" in row), None)


@pytest.fixture
def tablet(device, box):
    """The student page on a tablet; fails the test when a script stumbles."""
    made = Tablet(device.new_page(), box)
    yield made
    assert made.troubles == []
