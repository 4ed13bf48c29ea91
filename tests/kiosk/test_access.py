"""Everybody can use the kiosk: what axe checks, sizes of targets, big letters."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.kiosk.hands import open_kiosk, tile

from homeroom import i18n

pytestmark = pytest.mark.browser


def complaints(page):
    """What axe calls serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture(params=["en", "ar"])
def kiosk(request, box, device):
    box.language = request.param
    with i18n.use(request.param):
        box.messages = i18n.messages_for(["kiosk/"])
    page = device.new_page()
    page.goto("/kiosk")
    page.locator("button.tile").first.wait_for()
    return page


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (360, 740)])
def test_axe_finds_nothing_on_the_main_screen(kiosk, size):
    kiosk.set_viewport_size({"width": size[0], "height": size[1]})
    kiosk.locator("button.tile").first.tap()
    kiosk.locator(".who .yes").tap()
    kiosk.locator(".greeting").wait_for()

    assert complaints(kiosk) == []


def test_axe_finds_nothing_on_the_cards_and_in_the_corner_for_grown_ups(box, kiosk):
    box.pin = "2468"
    box.visitors = [{"id": "v1", "name": "Grandma Adeyemi", "host": "Mrs Park", "came": int(time.time() * 1000)}]
    kiosk.locator("button.tile").first.tap()
    assert complaints(kiosk) == []
    kiosk.keyboard.press("Escape")
    kiosk.locator(".school-name").focus()
    kiosk.keyboard.down("Enter")
    pad = kiosk.get_by_role("dialog")
    pad.wait_for()
    kiosk.keyboard.up("Enter")
    assert complaints(kiosk) == []
    for one in pad.get_by_role("button").all():
        assert min(one.bounding_box()["height"], one.bounding_box()["width"]) >= 64
    kiosk.keyboard.type("2468")
    kiosk.keyboard.press("Enter")
    kiosk.locator(".staff .present-one").first.wait_for()
    kiosk.set_viewport_size({"width": 360, "height": 740})
    for tab in kiosk.locator(".corner-tabs button").all():
        tab.click()
        assert complaints(kiosk) == []
        assert kiosk.evaluate(
            "(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('.staff'))"
        )


def test_axe_finds_nothing_on_the_question_why(box, device):
    box.late_after = "00:01"
    page = open_kiosk(device)
    tile(page, "Ada").tap()
    page.get_by_role("button", name="I am here").tap()
    page.get_by_role("dialog", name=re.compile("Why are you late")).wait_for()

    assert complaints(page) == []


def test_targets_are_big_enough_for_small_fingers(box, device):
    page = open_kiosk(device)
    for one in page.get_by_role("button", name=re.compile(", not here yet$")).all():
        box = one.bounding_box()
        assert box["width"] >= 110
        assert box["height"] >= 92
    tile(page, "Ada").tap()
    for one in page.get_by_role("dialog").get_by_role("button").all():
        assert one.bounding_box()["height"] >= 112


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (360, 740), (1366, 768)])
def test_nothing_is_cut_off_or_scrolls_sideways(box, device, size):
    page = device.new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/kiosk")
    tile(page, "Ada").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(
        """() => [...document.querySelectorAll('.tile')].every((tile) => {
            const [a, b] = [tile, tile.closest('ul')].map((one) => one.getBoundingClientRect());
            return a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.left >= b.left - 1 && a.right <= b.right + 1;
        })"""
    )
