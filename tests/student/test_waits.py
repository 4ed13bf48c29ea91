"""A tablet that the kiosk gave to a child shows her portrait and asks for her secret; anybody else is one tap away."""

import pytest

from student.fake_box import SECRET

pytestmark = pytest.mark.browser


def is_it_you(tablet):
    return tablet.get_by_text("Is it you?", exact=True)


def test_the_tablet_on_its_place_shows_its_name_and_sign(tablet):
    tablet.open()

    tablet.get_by_text("Tablet 7", exact=True).wait_for()
    tablet.get_by_text("Fox, blue circle", exact=True).wait_for()


def test_it_waits_for_its_child_with_her_portrait_and_her_secret_lets_her_in(tablet, box):
    box.waits = "ada"
    tablet.open()
    is_it_you(tablet).wait_for()
    tablet.get_by_role("heading", name="Hello, Ada").wait_for()
    for picture in SECRET:
        tablet.button(picture.capitalize()).click()

    tablet.get_by_role("heading", name="My week").wait_for()
    assert is_it_you(tablet).count() == 0


def test_somebody_else_chooses_class_and_portrait_as_ever(tablet, box):
    box.waits = "ada"
    tablet.open()
    is_it_you(tablet).wait_for()
    tablet.button("That's not me").click()
    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    tablet.button("3B", exact=True).click()
    tablet.show_secret("Ben")

    assert box.signed
    assert is_it_you(tablet).count() == 0


def test_who_hands_the_tablet_over_leaves_it_to_any_child(tablet, box):
    box.waits = "ada"
    tablet.open()
    is_it_you(tablet).wait_for()
    for picture in SECRET:
        tablet.button(picture.capitalize()).click()
    tablet.get_by_role("heading", name="My week").wait_for()
    tablet.button("I'm done").click()
    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    with tablet.expect_response("**/api/tablet/waits"):
        pass

    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    assert is_it_you(tablet).count() == 0


def test_when_she_goes_home_her_portrait_goes(tablet, box):
    box.waits = "ada"
    tablet.open()
    is_it_you(tablet).wait_for()
    box.waits = ""

    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
