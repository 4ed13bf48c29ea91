"""The board under real fingers: dragging, tapping, the keyboard; and what children see of the published plan."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from homeroom import clock, journal
from homeroom.grouping import actions, standard
from homeroom.grouping.layout import Period

pytestmark = pytest.mark.browser


@pytest.fixture
def teacher(chromium, served, cast, stations):
    """Mr Okoro's browser with the board of tomorrow."""
    context = chromium.new_context(viewport={"width": 1366, "height": 900}, has_touch=True, base_url=served)
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.trouble = []
    page.on("pageerror", lambda error: page.trouble.append(str(error)))
    page.goto(served + stations)
    page.base = served
    yield page
    assert page.trouble == []
    context.close()


def station_of(page, child):
    return page.locator(f"[data-station]:has([data-child='{child.id}'])").get_attribute("data-station")


def another(page, child):
    """A station with free seats where the child is not."""
    here = station_of(page, child)
    return next(key for key in ("s4", "s3", "s2") if key != here)


def drag(page, child, key):
    kid, station = page.locator(f"[data-child='{child.id}']"), page.locator(f"[data-station='{key}']")
    start, goal = kid.bounding_box(), station.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + 50, goal["y"] + 50, steps=6)
    expect(page.locator(f"[data-station='{key}']")).to_have_class(re.compile("aimed"))
    page.mouse.up()


def test_a_child_is_dragged_to_another_station_and_back_by_undo(teacher, cast):
    before, to = station_of(teacher, cast.ada), another(teacher, cast.ada)

    drag(teacher, cast.ada, to)
    expect(teacher.locator("#said")).to_contain_text("Ada →")
    assert station_of(teacher, cast.ada) == to
    teacher.get_by_role("button", name="Undo").click()

    expect(teacher.locator("#said")).to_contain_text("Taken back")
    assert station_of(teacher, cast.ada) == before


def test_letting_go_beside_the_stations_changes_nothing(teacher, cast):
    before = station_of(teacher, cast.ada)
    kid = teacher.locator(f"[data-child='{cast.ada.id}']").bounding_box()

    teacher.mouse.move(kid["x"] + 20, kid["y"] + 20)
    teacher.mouse.down()
    teacher.mouse.move(5, 5, steps=4)
    teacher.mouse.up()

    expect(teacher.locator(".g-hand")).to_have_count(0)
    assert station_of(teacher, cast.ada) == before
    assert teacher.locator("#panel").is_hidden()


def test_everything_works_with_the_keyboard_alone(teacher, cast):
    to = another(teacher, cast.ada)
    teacher.locator(f"[data-child='{cast.ada.id}']").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("heading", name="Ada")).to_be_focused()

    teacher.locator(f"#panel form:has(input[value='{to}']) button").first.focus()
    teacher.keyboard.press("Enter")
    expect(teacher.locator("#said")).to_contain_text("Ada →")

    assert station_of(teacher, cast.ada) == to
    assert teacher.locator("#panel").is_hidden()


def test_a_tap_opens_the_panel_and_escape_closes_it(teacher, cast):
    teacher.locator(f"[data-child='{cast.ada.id}']").tap()
    expect(teacher.locator("#panel .g-why")).not_to_be_empty()

    teacher.keyboard.press("Escape")

    expect(teacher.locator("#panel")).to_be_hidden()
    expect(teacher.locator(f"[data-child='{cast.ada.id}']")).to_be_focused()


def test_a_locked_child_can_not_be_lifted(teacher, cast):
    teacher.locator(f"[data-child='{cast.ada.id}']").click()
    teacher.get_by_role("button", name="Lock here").click()
    locked = teacher.locator(f"[data-child='{cast.ada.id}'].locked")
    expect(locked).to_be_visible()
    before, box = station_of(teacher, cast.ada), locked.bounding_box()

    teacher.mouse.move(box["x"] + 20, box["y"] + 20)
    teacher.mouse.down()
    teacher.mouse.move(box["x"] + 200, box["y"] + 100, steps=4)
    expect(teacher.locator(".g-hand")).to_have_count(0)
    teacher.mouse.up()

    assert station_of(teacher, cast.ada) == before


def test_another_period_is_shown_without_loading_the_page(teacher):
    teacher.locator("[data-period='p1']").click()

    expect(teacher.locator("[data-period='p1'][aria-current]")).to_be_focused()
    assert teacher.url.endswith("?period=p1")


# --- what children see -----------------------------------------------------------------------------------


@pytest.fixture
def published(cast, the_clock):
    """Today's places: Ada and Ben at the partner table all day."""
    today, key = clock.today(), cast.class_3b.id
    layout = standard.layout_of(key)
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.keep_layout(replace(layout, periods=(Period("p0", "00:00", "23:59"),)))
        actions.draft(key, today)
        for student, station in ((cast.ada, "s1"), (cast.ben, "s1"), (cast.chidi, "s2"), (cast.dora, "s2")):
            actions.move(key, today, student.id, "p0", station)
        actions.publish(key, today)


def device_of(chromium, served, cast, kind):
    """The browser of a device that the office let in."""
    context = chromium.new_context(base_url=served, viewport={"width": 1024, "height": 768}, has_touch=True)
    cast.enrol_at(context, kind, "Blue")
    return context


def test_the_kiosk_tells_a_child_who_arrives_where_to_go(chromium, served, cast, published):
    context = device_of(chromium, served, cast, "kiosk")
    page = context.new_page()
    with page.expect_response("**/api/stations"):
        page.goto("/kiosk")
    page.get_by_role("button", name="3B").tap()

    page.get_by_role("button", name="Ada").tap()
    page.get_by_role("button", name="I am here").tap()

    expect(page.locator(".greeting")).to_contain_text("Go to: Partner table")
    context.close()


def test_the_kiosk_still_knows_when_the_box_is_away(chromium, served, cast, published):
    context = device_of(chromium, served, cast, "kiosk")
    page = context.new_page()
    with page.expect_response("**/api/stations"):
        page.goto("/kiosk")
    page.get_by_role("button", name="3B").tap()
    context.set_offline(True)

    page.get_by_role("button", name="Ben").tap()
    page.get_by_role("button", name="I am here").tap()

    expect(page.locator(".greeting")).to_contain_text("Go to: Partner table")
    context.close()


def test_the_week_on_the_tablet_says_where_and_with_whom(chromium, served, cast, publish, published):
    publish()
    context = device_of(chromium, served, cast, "tablet")
    cast.child_at(context, cast.ada)
    page = context.new_page()

    page.goto("/student")

    expect(page.locator(".w-place-now")).to_have_text("Now: Partner table with Ben until 23:59")
    context.close()
