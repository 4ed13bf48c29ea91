"""The kiosk at the real box: enrolled with a code, and its moves in the register."""

import re

import pytest
from tests.kiosk.hands import drag, is_at, tile, token

from conftest import make_settings
from homeroom import app, clock, config, db
from homeroom.people import devices
from waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def box(tmp_path, the_clock):
    """A real one, instead of the fake one of this folder."""
    clock.clock.reset()
    yield app.create_box(make_settings(tmp_path / "box"))
    db.close()
    config.use(config.Config())


@pytest.fixture
def ipad(served, cast, chromium):
    """An iPad that the office enrolled as a kiosk, on its page."""
    context = chromium.new_context(
        base_url=served,
        viewport={"width": 1024, "height": 768},
        has_touch=True,
        reduced_motion="reduce",
        timezone_id=config.current().timezone,
    )
    cast.enrol_at(context, "kiosk", "Front door")
    page = context.new_page()
    page.goto("/kiosk")
    page.get_by_role("button", name=re.compile("^3B")).tap()
    tile(page, "Ada").wait_for()
    yield page
    context.close()


def state_of(page, name):
    students = page.context.request.get("/api/kiosk").json()["students"]
    return next(one["state"] for one in students if one["short"] == name)


def test_a_child_comes_goes_and_takes_it_back(ipad, the_clock):
    drag(ipad, tile(ipad, "Ada"), 600)
    is_at(ipad, "Ada", "at school since 08:00")
    until(lambda: state_of(ipad, "Ada") == "here")

    drag(ipad, token(ipad, "Ada"), -500)
    is_at(ipad, "Ada", "not here yet")
    until(lambda: state_of(ipad, "Ada") == "expected")
    ipad.wait_for_timeout(600)
    is_at(ipad, "Ada", "not here yet")


def test_who_comes_late_says_why_with_a_picture(ipad, the_clock):
    the_clock.pass_time(minutes=40)
    ipad.reload()
    ipad.get_by_role("button", name=re.compile("^3B")).tap()
    tile(ipad, "Ben").tap()
    ipad.get_by_role("button", name="I am here").tap()
    ipad.get_by_role("button", name="I slept long").tap()

    is_at(ipad, "Ben", "at school, came late at 08:40")
    until(lambda: state_of(ipad, "Ben") == "late")


def test_an_enrolment_that_was_taken_away_shows_at_the_wall(ipad, cast):
    device = ipad.context.request.get("/api/kiosk")
    assert device.ok
    for one in devices.devices():
        devices.revoke(one.id, cast.mrs_park.id)

    ipad.get_by_role("heading", name="This kiosk does not belong to a school yet").wait_for()


def test_in_arabic_the_words_and_the_direction_follow(served, cast, ipad):
    ipad.context.add_cookies([{"name": "homeroom-language", "value": "ar", "url": served}])
    ipad.reload()

    ipad.locator("html[dir=rtl]").wait_for()
    ipad.get_by_role("heading", name="المدرسة").wait_for()
