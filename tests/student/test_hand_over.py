"""One tablet, many children: nothing of the one is left for the next, and a forgotten tablet closes itself."""

import json
import re

import pytest
from playwright.sync_api import expect

from waiting import until

pytestmark = pytest.mark.browser


def work_of_ada(tablet):
    """Ada answers, writes something and leaves the card open."""
    tablet.sign_in("Ada").open_card("Looking, doing, talking").next(4)
    tablet.get_by_label("Write here").fill("My zebra is secret")
    return tablet


def traces(tablet):
    kept = tablet.kept()
    return [word for word in ("zebra", "slot-", "Halves, quarters and water", "2026-W48") if word in kept]


def test_one_tap_leads_back_to_the_portraits_and_leaves_nothing_behind(tablet, box):
    work_of_ada(tablet).button("I'm done").click()
    tablet.get_by_role("heading", name="Which class are you in?").wait_for()

    until(lambda: any("zebra" in json.dumps(act) for act in box.of("work.place")))
    until(lambda: traces(tablet) == [])
    until(lambda: box.signed == {})


def test_unsent_work_outlives_the_hand_over_and_arrives_under_the_right_name(tablet, box):
    work_of_ada(tablet).saved()
    box.stop()
    tablet.next()
    tablet.button("I'm done").click()
    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    found = json.loads(tablet.kept())[0]
    assert "zebra" not in json.dumps([found["homeroom-student/child"], found["homeroom-student/files"]])
    assert "zebra" in json.dumps(found["homeroom-tablet/acts"])
    box.start()
    tablet.button("1A").click()
    tablet.button("Noor").click()
    tablet.get_by_role("heading", name="My week").wait_for()

    until(lambda: [act["student"] for act in box.of("work.write")] == ["ada"])


def test_the_next_child_sees_her_own_week_only(tablet, box):
    work_of_ada(tablet).saved()
    tablet.button("I'm done").click()
    tablet.button("3B").click()
    tablet.show_secret("Ben")

    expect(tablet.get_by_role("banner").get_by_text("Ben")).to_be_visible()
    assert tablet.get_by_text("Started").count() == 0
    assert "zebra" not in tablet.kept()


def test_the_back_button_goes_from_a_card_to_the_week(tablet):
    tablet.sign_in("Ada").open_card("One of everything")
    tablet.go_back()

    tablet.get_by_role("heading", name="My week").wait_for()


def test_neither_back_nor_forward_shows_the_child_before(tablet, box):
    work_of_ada(tablet).button("I'm done").click()
    tablet.button("3B").click()
    tablet.show_secret("Ben")
    for step in (tablet.go_forward, tablet.go_back, tablet.go_forward):
        step()
        tablet.wait_for_timeout(200)
        assert "zebra" not in tablet.content()

    tablet.open()
    assert tablet.get_by_role("banner").get_by_text("Ben").wait_for() is None


def test_a_child_who_is_done_while_the_box_is_away_does_not_come_back(tablet, box, device):
    tablet.sign_in("Ada").saved()
    box.stop()
    tablet.button("I'm done").click()
    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    box.start()
    tablet.reload()

    tablet.get_by_role("heading", name="Which class are you in?").wait_for()
    until(lambda: box.signed == {})


def test_a_forgotten_tablet_warns_and_closes_and_keeps_the_draft(tablet, box):
    tablet.clock.install()
    work_of_ada(tablet)
    tablet.clock.fast_forward(172_000)
    tablet.get_by_role("alertdialog").wait_for()
    tablet.button("Yes, I'm here").click()
    assert tablet.get_by_role("alertdialog").count() == 0
    tablet.clock.fast_forward(172_000)
    tablet.get_by_role("alertdialog").wait_for()
    tablet.clock.fast_forward(12_000)
    tablet.get_by_role("heading", name="Ada, your work is kept").wait_for()
    assert "zebra" not in tablet.content()
    tablet.button("Go on").click()
    for picture in ("Fox", "Sun", "Boat"):
        tablet.button(picture).click()
    tablet.button("Continue").click()

    assert tablet.get_by_label("Write here").input_value() == "My zebra is secret"


def test_a_closed_tablet_stays_closed_after_a_reload(tablet):
    tablet.clock.install()
    work_of_ada(tablet)
    tablet.clock.fast_forward(185_000)
    tablet.get_by_role("heading", name="Ada, your work is kept").wait_for()
    tablet.reload()

    tablet.get_by_role("heading", name="Ada, your work is kept").wait_for()


def test_another_child_may_take_a_closed_tablet_and_finds_nothing(tablet, box):
    tablet.clock.install()
    work_of_ada(tablet)
    tablet.clock.fast_forward(185_000)
    tablet.button("I am someone else").click()
    tablet.button("3B").click()
    tablet.show_secret("Ben").saved()

    assert "zebra" not in tablet.kept()
    until(lambda: any("zebra" in json.dumps(act) for act in box.of("work.place", "ada")))


def test_a_closed_tablet_opens_for_its_child_without_the_box_and_for_nobody_else(tablet, box):
    tablet.clock.install()
    work_of_ada(tablet).saved()
    box.stop()
    tablet.clock.fast_forward(185_000)
    tablet.button("Go on").click()
    for picture in ("Sun", "Fox", "Boat"):
        tablet.button(picture).click()
    tablet.get_by_role("alert").get_by_text("The box is away just now.").wait_for()
    for picture in ("Fox", "Sun", "Boat"):
        tablet.button(picture).click()

    tablet.get_by_role("heading", name="My week").wait_for()
    box.start()


def test_the_tablet_stays_open_while_something_plays(tablet, box):
    tablet.clock.install()
    tablet.sign_in("Ada")
    tablet.evaluate("""() => {
      const film = document.createElement("video");
      Object.defineProperty(film, "paused", {value: false});
      document.body.append(film);
    }""")
    tablet.clock.fast_forward(400_000)
    tablet.wait_for_timeout(700)

    expect(tablet.get_by_role("heading", name="My week")).to_be_visible()
    assert re.search("Ada", tablet.get_by_role("banner").inner_text())
