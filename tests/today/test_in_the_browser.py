"""The teacher's pages in a real browser: fresh by themselves, by keyboard, without loading anew."""

import pytest
from playwright.sync_api import expect

from classroom import Child

pytestmark = pytest.mark.browser
WEEK = "2026-W48"


@pytest.fixture
def page(chromium, served, cast, ada):
    """Mr Okoro signed in on a laptop."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=served)
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
    page.goto("/today")
    yield page
    context.close()
    assert page.errors == []


def test_the_class_is_fresh_by_itself(page, ada):
    assert page.locator(".calls").count() == 0

    ada.on(ada.slot("halves-see"), "work.ask", text="Why two?")
    page.locator(".calls").get_by_text("Why two?").wait_for()

    page.get_by_role("button", name="I was there").click()
    page.locator(".calls").wait_for(state="detached")


def test_the_inbox_is_answered_with_the_keyboard(page, cast, ada, the_clock):
    for child, name in ((ada, "photo-one-1"), (Child(cast, cast.ben), "photo-two-2")):
        slot = child.slot("halves-cut")
        child.photo(slot, name)
        child.on(slot, "work.finish")
        the_clock.pass_time(minutes=1)
    page.goto("/inbox")

    page.keyboard.press("3")
    page.keyboard.press("a")
    page.get_by_text("Accepted for Ada.").wait_for()
    page.keyboard.press("r")
    page.keyboard.type("Cut again, slowly.")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.get_by_text("Returned to Ben").wait_for()

    assert page.get_by_text("Nothing waits").count() == 1
    assert ada.slot("halves-cut")["mark"] == 3


def test_goals_are_answered_in_the_inbox_with_one_tap_each(page, ada):
    ada.act("goal.set", goal="g1", by="friday", text="Read to my brother")
    ada.act("goal.set", goal="g2", by="friday", text="Ride without help")
    ada.act("goal.reach", goal="g2", text="It was windy.", talk=True)
    page.goto("/inbox")

    page.get_by_role("button", name="We talked about it. · Ada").click()
    page.get_by_text("Your words are with Ada.").wait_for()
    expect(page.get_by_role("heading", name="Reached a goal and wants to talk")).to_have_count(0)
    page.get_by_role("button", name="A good goal. I look forward to it. · Ada").click()

    page.get_by_role("heading", name="Nothing waits").wait_for()
    assert ada.week["goals"][0]["said"] == [{"who": "Mr Okoro", "text": "A good goal. I look forward to it."}]


def test_returning_without_words_asks_for_them(page, ada):
    slot = ada.slot("halves-cut")
    ada.photo(slot)
    ada.on(slot, "work.finish")
    page.goto("/inbox")

    page.get_by_role("button", name="Return for another try").click()

    assert page.locator("#text").get_attribute("placeholder") == "What should change?"
    assert page.evaluate("document.activeElement.id") == "text"
    page.get_by_role("button", name="Say how you know.").click()
    assert page.input_value("#text") == "Say how you know."


def test_a_week_is_changed_in_place(page, cast, ada):
    page.goto(f"/plan/{cast.class_3b.id}/{WEEK}")
    row = page.locator(f"#row-{ada.id}")
    before = row.locator("i").count()

    row.locator("i").first.click()
    form = page.locator(".slot-form")
    form.get_by_role("button", name="Take out").click()
    expect(row.locator("i")).to_have_count(before - 1)

    assert ada.week["total"] == before - 1
    assert page.locator(".child-week").count() == 1
    row.locator("a.strip").click(position={"x": 300, "y": 5})
    page.locator(".child-week").wait_for(state="detached")


def test_what_the_box_refuses_is_said_and_nothing_changes(page, cast, ada):
    page.goto(f"/plan/{cast.class_3b.id}/{WEEK}")
    page.locator(f"#row-{ada.id} i").first.click()
    form = page.locator(".slot-form")
    form.wait_for()
    page.route("**/plan/**", lambda route: route.abort())

    form.get_by_role("button", name="May be done").click()

    page.get_by_text("The box does not answer. Nothing was changed.").wait_for()
    page.errors.clear()  # the browser itself reports the broken request


PAGES = ["/today", "/inbox", "/inbox/{ada}/{slot}", "/students/{ada}", "/plan/{group}/{week}"]
PAGES += ["/plan/{group}/{week}/{ada}", "/plan/{group}/{week}/{ada}/{slot}", "/plan/{group}/{week}/add"]
PAGES += ["/plan/{group}/{week}/paper"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_is_hard_to_use(page, cast, ada, language, served):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    slot = ada.slot("halves-cut")
    ada.photo(slot)
    ada.on(slot, "work.write", block="b2", text="Two equal parts.")
    ada.on(slot, "work.ask", text="Is it right?")
    page.context.add_cookies([{"name": "homeroom-language", "value": language, "url": served}])
    for address in PAGES:
        page.goto(address.format(ada=ada.id, slot=slot["slot"], group=cast.class_3b.id, week=WEEK))
        for width in (360, 800, 1366):
            page.set_viewport_size({"width": width, "height": 740})
            found = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
            heavy = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
            assert heavy == [], (address, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, width)
