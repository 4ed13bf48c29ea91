"""The real kiosk app in a real browser against a real box: what a child does is what the register says."""

import pytest
from tests.kiosk.hands import drag, is_at, tile

from homeroom import clock
from homeroom.attendance import actions, tables
from waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def wall(chromium, served, cast):
    """The iPad on the wall, enrolled; the box's clock and its own differ by a lot."""
    context = chromium.new_context(
        base_url=served,
        viewport={"width": 1024, "height": 768},
        has_touch=True,
        reduced_motion="reduce",
        timezone_id="UTC",
    )
    cast.enrol_at(context, "kiosk", "Front door")
    yield context
    context.close()


@pytest.fixture
def hall(wall, cast):
    """The kiosk's page with class 3B on it."""
    page = wall.new_page()
    page.goto("/kiosk")
    choose_3b(page)
    return page


def choose_3b(page):
    page.get_by_role("tab", name="3B").or_(page.get_by_role("button", name="3B")).first.tap()
    tile(page, "Ada").wait_for()


def status(child):
    return tables.record(child.id, clock.today()).status


def history(child):
    return [entry.kind for entry in tables.history(child.id, clock.today())]


def test_a_child_who_drags_and_one_who_taps_are_in_the_register(hall, cast):
    drag(hall, tile(hall, "Ada"), 500)
    tile(hall, "Ben").tap()
    hall.get_by_role("button", name="I am here").tap()

    until(lambda: (status(cast.ada), status(cast.ben)) == ("here", "here"))
    record = tables.record(cast.ada.id, clock.today())
    assert abs(record.arrived - clock.now_ms()) < 60_000
    assert (record.source, record.minutes_late) == ("kiosk", 0)


def test_taking_a_move_back_takes_it_out_of_the_register(hall, cast):
    drag(hall, tile(hall, "Ada"), 500)
    until(lambda: status(cast.ada) == "here")
    hall.get_by_role("button", name="Take it back").or_(hall.get_by_role("button", name="Undo")).first.tap()

    until(lambda: status(cast.ada) == "expected")
    assert history(cast.ada) == ["attendance.arrived", "attendance.taken-back"]


def test_who_is_late_says_why_with_a_picture(hall, cast, the_clock):
    the_clock.set("2026-11-23 08:30")
    hall.reload()
    choose_3b(hall)
    drag(hall, tile(hall, "Ada"), 500)
    hall.get_by_role("button", name="The bus was late").tap()

    until(lambda: status(cast.ada) == "late")
    record = tables.record(cast.ada.id, clock.today())
    assert record.reason == "bus"
    assert 29 <= record.minutes_late <= 31


def test_moves_without_the_box_survive_a_reload_and_arrive_once(hall, wall, cast):
    def nobody(route):
        route.abort()

    wall.route("**/api/**", nobody)
    drag(hall, tile(hall, "Ada"), 500)
    is_at(hall, "Ada", "at school")
    drag(hall, tile(hall, "Ben"), 500)
    is_at(hall, "Ben", "at school")
    hall.reload()
    choose_3b(hall)
    is_at(hall, "Ada", "at school")
    assert status(cast.ada) == "expected"

    wall.unroute("**/api/**", nobody)
    until(lambda: (status(cast.ada), status(cast.ben)) == ("here", "here"))
    assert history(cast.ada) == ["attendance.arrived"]
    assert history(cast.ben) == ["attendance.arrived"]


def test_what_the_teacher_says_is_on_the_wall_soon(hall, cast):
    actions.mark(cast.chidi.id, clock.today(), "here")

    is_at(hall, "Chidi", "at school")


def test_the_app_speaks_to_nobody_but_the_box_and_shows_no_error(wall, served):
    page = wall.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto("/kiosk")
    page.wait_for_load_state("networkidle")

    assert {url.split("/", 3)[2] for url in asked if url.startswith("http")} == {served.removeprefix("http://")}
    assert wrong == []
