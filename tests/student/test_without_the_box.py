"""The box goes away in mid-lesson: cards open, pictures show, nothing is lost, and what waits is always said."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from waiting import until

pytestmark = pytest.mark.browser
PICTURE = (Path(__file__).parents[2] / "server/homeroom/static/art/apple-touch-icon.png").read_bytes()


def fetched(tablet):
    """Until every card of the week is on the tablet, and then the pictures."""
    count = len({slot["card_version"] for slot in [*tablet.box.week("ada")["slots"], *tablet.box.week("ada")["shelf"]]})
    until(lambda: len(json.loads(tablet.kept())[0]["homeroom-student/cards"]) >= count)
    tablet.wait_for_load_state("networkidle")
    return tablet


def test_work_goes_on_without_the_box_and_arrives_once_when_it_is_back(tablet, box):
    fetched(tablet.sign_in())
    box.stop()
    tablet.open_card("One of everything")
    tablet.locator(".p-option").first.click()
    tablet.check()
    tablet.said().wait_for()
    tablet.get_by_text(re.compile("waits? for the box")).wait_for()
    tablet.button("My week").click()
    tablet.open_card("Looking, doing, talking").next()
    drop = tablet.get_by_role("img", name="A drop of water")
    until(lambda: drop.evaluate("image => image.complete && image.naturalWidth > 0"))
    assert box.acts == []
    box.start()
    tablet.button("My week").click()
    tablet.saved()

    heard = [act["kind"] for act in box.acts if act["kind"] in ("work.open", "work.answer")]
    assert heard == ["work.open", "work.answer", "work.open"]
    numbers = [act["n"] for act in box.acts]
    assert sorted(set(numbers)) == sorted(numbers)
    assert {act["student"] for act in box.acts} == {"ada"}


def test_a_finished_card_stays_done_though_the_box_has_not_heard_of_it(tablet, box):
    fetched(tablet.sign_in())
    box.stop()
    tablet.open_card("النصف والربع").next(2)
    tablet.button("Finish").click()
    tablet.get_by_text("1 of 23 done").wait_for()
    box.start()
    tablet.saved()

    until(lambda: box.slot("ada", "slot-3")["status"] == "done")
    expect(tablet.get_by_text("1 of 23 done")).to_be_visible()


def test_a_photo_waits_on_the_tablet(tablet, box):
    fetched(tablet.sign_in()).open_card("Looking, doing, talking").next(2)
    box.stop()
    with tablet.expect_file_chooser() as chooser:
        tablet.get_by_text("Choose a picture").click()
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": PICTURE})
    tablet.get_by_role("img", name="Photo 1").wait_for()
    box.start()

    until(lambda: box.files and box.of("work.photo"))


def test_a_reload_keeps_the_child_signed_in_and_nothing_is_lost(tablet, box):
    tablet.sign_in().open_card("One of everything").next(4)
    tablet.get_by_label("Your answer").fill("ice")
    tablet.check()
    tablet.said().wait_for()
    tablet.reload()
    tablet.get_by_role("heading", name="My week").wait_for()

    assert tablet.answer()["response"] == "ice"
    tablet.button("Continue").click()
    assert tablet.get_by_label("Your answer").input_value() == "ice"


def test_the_page_never_reloads_itself_while_the_box_is_away(tablet, box):
    tablet.clock.install()
    tablet.open()
    tablet.button("3B").wait_for()
    box.stop()
    for _ in range(30):
        tablet.clock.fast_forward(60_000)

    expect(tablet.button("3B")).to_be_visible()


def test_a_page_opened_again_without_the_box_goes_on_where_the_child_was(tablet, box, device):
    fetched(tablet.sign_in()).open_card("One of everything").next(2)
    box.stop()
    again = type(tablet)(device.new_page(), box)
    again.open()
    again.button("Continue").click()

    again.get_by_label("Your answer").wait_for()
    again.get_by_text(re.compile("waits? for the box")).wait_for()
    box.start()


def test_a_tablet_that_was_revoked_keeps_what_it_has_and_says_so(tablet, box):
    tablet.sign_in().saved()
    box.enrolled = False
    tablet.button("One of everything").click()
    tablet.button("I need help").click()

    tablet.get_by_text("this tablet has to be enrolled again").wait_for()
    assert "work.ask" in tablet.kept()
