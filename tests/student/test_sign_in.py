"""Signing in: class, portrait, secret; wrong pictures, waiting, a tablet that is not enrolled."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_child_signs_in_with_class_portrait_and_three_pictures(tablet):
    tablet.sign_in("Ada")

    expect(tablet.get_by_role("banner").get_by_text("Ada")).to_be_visible()
    expect(tablet.get_by_text("0 of 23 done")).to_be_visible()


def test_each_picture_fills_a_dot_and_can_be_taken_back(tablet):
    tablet.open()
    tablet.button("3B").click()
    tablet.button("Ada").click()
    tablet.button("Fox").click()
    tablet.button("Drum").click()
    expect(tablet.get_by_role("img", name="2 of 3")).to_be_visible()
    tablet.button("Take the last one back").click()
    tablet.button("Sun").click()
    tablet.button("Boat").click()

    tablet.get_by_role("heading", name="My week").wait_for()


def test_wrong_pictures_are_answered_with_words_and_leave_the_dots_empty(tablet):
    tablet.open()
    tablet.button("3B").click()
    tablet.button("Ada").click()
    for picture in ("Sun", "Fox", "Boat"):
        tablet.button(picture).click()

    tablet.get_by_role("alert").get_by_text("Not quite.").wait_for()
    expect(tablet.get_by_role("img", name="0 of 3")).to_be_visible()


def test_after_many_wrong_tries_a_clock_counts_down_and_a_teacher_may_open(tablet, box):
    box.wrong["ada"] = 9
    tablet.open()
    tablet.button("3B").click()
    tablet.button("Ada").click()
    for picture in ("Sun", "Fox", "Boat"):
        tablet.button(picture).click()
    tablet.get_by_role("timer").get_by_text("Take a breath").wait_for()
    box.opened.add("ada")

    tablet.get_by_role("heading", name="My week").wait_for()


def test_a_class_without_secrets_goes_straight_in(tablet):
    tablet.open()
    tablet.button("1A").click()
    tablet.button("Noor").click()

    tablet.get_by_role("heading", name="My week").wait_for()


@pytest.mark.parametrize("way", ["tap", "keys"])
def test_a_class_with_pins_signs_in_by_tap_or_keyboard(tablet, way):
    tablet.open()
    tablet.button("4C").click()
    tablet.button("Petra").click()
    tablet.button("1", exact=True).wait_for()
    for digit in "1234":
        tablet.button(digit, exact=True).click() if way == "tap" else tablet.keyboard.press(digit)
    tablet.button("OK").click()

    tablet.get_by_role("heading", name="My week").wait_for()


def test_the_keyboard_alone_is_enough_to_sign_in(tablet):
    tablet.open()
    for name in ("3B", "Ada", "Fox", "Sun", "Boat"):
        target = tablet.button(name, exact=True)
        target.wait_for()
        for _ in range(40):
            tablet.keyboard.press("Tab")
            if target.evaluate("one => one === document.activeElement"):
                break
        tablet.keyboard.press("Enter")

    tablet.get_by_role("heading", name="My week").wait_for()


def test_a_tablet_that_is_not_enrolled_says_what_to_do(tablet, box):
    box.enrolled = False
    tablet.open()

    tablet.get_by_text("Ask a teacher to make it one of the school's tablets.").wait_for()
    assert tablet.get_by_role("link", name="I am a teacher").get_attribute("href") == "/enrol"


def test_without_the_box_nobody_signs_in_but_the_portraits_stay(tablet, box):
    tablet.open()
    tablet.button("3B").click()
    box.stop()
    tablet.button("Ada").click()
    for picture in ("Fox", "Sun", "Boat"):
        tablet.button(picture).click()
    tablet.get_by_role("alert").get_by_text("The box is away just now.").wait_for()
    box.start()
    for picture in ("Fox", "Sun", "Boat"):
        tablet.button(picture).click()

    tablet.get_by_role("heading", name="My week").wait_for()
