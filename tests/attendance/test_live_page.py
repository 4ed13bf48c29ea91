"""The register in a real browser: fresh by itself, one tap without a new page, undo."""

import pytest

from homeroom import clock
from homeroom.attendance import tables

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, served, cast):
    """Mr Okoro's phone with today's register of 3B."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, base_url=served)
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.goto(f"/attendance/{cast.class_3b.id}/{clock.today()}")
    yield page
    context.close()


def tile(page, name):
    return page.locator(".tile", has_text=name)


def test_an_arrival_at_the_kiosk_is_seen_by_itself(page, kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)

    tile(page, "Ada Obi").locator(".chip", has_text="Here").wait_for()


def test_one_tap_marks_without_a_new_page_and_can_be_undone(page, cast):
    page.evaluate("window.sameDocument = true")
    tile(page, "Ben Cruz").get_by_role("button", name="Absent").tap()

    page.locator(".toast", has_text="Ben Cruz: Absent").wait_for()
    assert tables.record(cast.ben.id, clock.today()).status == "absent"

    page.locator(".toast").get_by_role("button", name="Undo").tap()
    tile(page, "Ben Cruz").locator(".chip", has_text="Not here yet").wait_for()

    assert tables.record(cast.ben.id, clock.today()).status == "expected"
    assert page.evaluate("window.sameDocument")


def test_an_opened_line_stays_open_while_others_change(page, kiosk, cast):
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.ben.id)
    tile(page, "Ada Obi").locator("summary").tap()
    kiosk.send("arrive", student=cast.chidi.id)
    tile(page, "Chidi Eze").locator(".chip", has_text="Here").wait_for()

    tile(page, "Ada Obi").get_by_role("button", name="Late").tap()
    page.locator(".toast", has_text="Ada Obi: Late").wait_for()


def test_the_roll_is_confirmed_in_two_taps_that_say_who_will_be_absent(page, kiosk, cast):
    for child in (cast.ada, cast.ben, cast.chidi):
        kiosk.send("arrive", student=child.id)
    page.get_by_text("The other one is here").wait_for()
    page.locator("summary", has_text="Confirm the roll").tap()
    assert "Dora Lind" in page.locator(".confirm-roll .names").inner_text()

    page.get_by_role("button", name="Yes, confirm").tap()
    page.locator(".confirmed", has_text="Confirmed by Mr Okoro at 08:00").wait_for()


def test_a_page_without_a_box_says_so_and_recovers(page, cast):
    page.context.set_offline(True)
    page.get_by_text("The box does not answer").wait_for()

    page.context.set_offline(False)
    page.get_by_text("The box does not answer").wait_for(state="detached")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (800, 1280), (1366, 768)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_runs_over_the_edge_and_targets_are_large(page, kiosk, cast, width, height, language):
    for child in cast.children[:4]:
        kiosk.send("arrive", student=child.id)
    page.context.add_cookies([{"name": "homeroom-language", "value": language, "url": page.url}])
    page.set_viewport_size({"width": width, "height": height})
    for path in (page.url, f"{page.url}/{cast.ada.id}", "/roll-call", "/attendance/absences", "/attendance/export"):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = page.evaluate(
            """() => Array.from(document.querySelectorAll("main button, main summary, main .button"))
              .filter(one => one.offsetParent && one.getBoundingClientRect().height < 47.5).map(one => one.outerHTML)"""
        )
        assert small == []
