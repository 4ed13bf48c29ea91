"""Every screen for everyone: axe finds nothing serious at three widths and in both directions; targets are big."""

import re
from pathlib import Path

import axe_playwright_python
import pytest

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LOOK = """async () => (await axe.run({resultTypes: ["violations"]})).violations
  .filter(({impact}) => ["serious", "critical"].includes(impact))
  .map(({id, nodes}) => [id, nodes.map(({html}) => html)])"""
SMALL = """() => [...document.querySelectorAll("button, a[href], select, summary, textarea"),
    ...document.querySelectorAll("label.p-option, label.p-take, input:not(.visually-hidden)")]
  .map((one) => [(one.closest("label") || one).getBoundingClientRect(), one])
  .filter(([{width, height}, one]) => one.offsetParent && Math.min(width, height) < 63.5)
  .map(([, one]) => one.outerHTML.slice(0, 160))"""
WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTERS = "() => parseFloat(getComputedStyle(document.body).fontSize)"
WIDTHS = [360, 800, 1280]


def fine(tablet, screen):
    """Nothing serious on this screen, at any width."""
    for width in WIDTHS:
        tablet.set_viewport_size({"width": width, "height": 900})
        tablet.wait_for_timeout(60)
        assert tablet.evaluate(LOOK) == [], (screen, width)
        assert tablet.evaluate(SMALL) == [], (screen, width)
        assert tablet.evaluate(WIDE) <= 0, (screen, width)
        assert 20 <= tablet.evaluate(LETTERS) <= 23, (screen, width)  # Arabic letters are set a little larger


@pytest.fixture(params=["ltr", "rtl"])
def anyones(request, tablet, box):
    """A tablet; the child reads from the left or from the right."""
    if request.param == "rtl":
        box.catalogs = {one: {"language": one, "plural": "", "messages": {}} for one in ("ar", "en")}
        box.students["ada"]["language"] = "ar"
    box.say("ada", "slot-2", "Half of a half.")
    box.give_back("ada", "slot-4", "Look again.")
    box.slot("ada", "slot-5")["status"] = "done"
    tablet.open()
    tablet.evaluate(AXE)
    return tablet


def test_every_screen_around_the_cards_is_for_everyone(anyones, box):
    tablet = anyones
    tablet.button("3B").wait_for()
    fine(tablet, "classes")
    tablet.button("3B").click()
    fine(tablet, "portraits")
    tablet.button("Ada").click()
    fine(tablet, "secret")
    for picture in ("Fox", "Sun", "Boat"):
        tablet.button(picture).click()
    tablet.get_by_role("heading", name="My week").wait_for()
    direction = "rtl" if box.students["ada"]["language"] == "ar" else "ltr"
    assert tablet.evaluate("document.documentElement.dir") == direction
    fine(tablet, "week")
    tablet.button("My order").click()
    tablet.button("Change the order").click()
    tablet.locator(".p-order").wait_for()
    fine(tablet, "order")
    tablet.button("More cards").click()
    tablet.get_by_role("heading", name="More cards").wait_for()
    fine(tablet, "shelf")
    tablet.button("My week").click()
    tablet.button(re.compile("^One of everything")).click()
    tablet.get_by_text("Half of a half.").wait_for()
    fine(tablet, "cover")


def test_every_page_of_a_card_is_for_everyone(anyones):
    tablet = anyones
    tablet.button("3B").click()
    tablet.show_secret("Ada")
    for title, pages in (("One of everything", 12), ("Looking, doing, talking", 7), ("النصف والربع", 3)):
        tablet.open_card(title)
        for n in range(pages):
            if n:
                tablet.next()
            if tablet.button("Hint", exact=True).count():
                tablet.button("Hint", exact=True).click()
            fine(tablet, f"{title}, page {n + 1}")
        tablet.button("My week").click()


def test_a_card_from_right_to_left_in_a_page_from_left_to_right(tablet):
    tablet.sign_in().open_card("النصف والربع")
    player = tablet.locator(".p-page")

    assert (player.get_attribute("dir"), player.get_attribute("lang")) == ("rtl", "ar")
    radio, words = tablet.get_by_role("radio").first, tablet.locator(".p-option .rich").first
    assert radio.bounding_box()["x"] > words.bounding_box()["x"]


def test_the_drawing_sheet_the_clock_and_the_warning_are_for_everyone(tablet, box):
    box.wrong["ben"] = 9
    tablet.clock.install()
    tablet.open()
    tablet.evaluate(AXE)
    tablet.button("3B").click()
    tablet.button("Ben").click()
    for picture in ("Sun", "Fox", "Boat"):
        tablet.button(picture).click()
    tablet.get_by_role("timer").wait_for()
    fine(tablet, "clock")
    tablet.button("That's not me").click()
    tablet.show_secret("Ada")
    tablet.open_card("Looking, doing, talking").next(4).button("Draw", exact=True).click()
    fine(tablet, "drawing")
    tablet.button("Don't keep").click()
    tablet.clock.fast_forward(172_000)
    tablet.get_by_role("alertdialog").wait_for()
    fine(tablet, "warning")
    tablet.clock.fast_forward(12_000)
    tablet.button("Go on").wait_for()
    fine(tablet, "closed")


def test_the_focus_follows_what_happens(tablet):
    tablet.sign_in()
    assert tablet.evaluate("document.activeElement.textContent") == "My week"
    tablet.open_card("One of everything").next()

    assert "page 2" in tablet.evaluate("document.activeElement.textContent")
