"""A goal's way: set by a child while the box is away, read and talked about by her teacher, reached."""

import re

import pytest
from playwright.sync_api import expect

from homeroom.goals import tables
from waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def tablet(adas_tablet, publish):
    """Ada's week on a tablet; the real box behind it."""
    publish()
    with adas_tablet.expect_response(re.compile("student/project.js")):  # fetched for when the box is away
        adas_tablet.goto("/student")
        adas_tablet.get_by_role("heading", name="My week").wait_for()
    return adas_tablet


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_goal_set_without_the_box_is_read_talked_about_and_reached(tablet, cast, okoro, the_clock):
    tablet.context.set_offline(True)
    press(tablet, "Set a goal")
    press(tablet, "Finish cards")
    press(tablet, "Math")
    press(tablet, "By Friday")
    press(tablet, "This is my goal")
    expect(tablet.locator(".g-goal.open")).to_contain_text("Finish 2 cards: Math")
    assert tables.goals_of([cast.ada.id]) == []

    tablet.context.set_offline(False)
    tablet.evaluate("window.dispatchEvent(new Event('online'))")
    tablet.get_by_text("Saved", exact=True).wait_for()
    assert "Finish 2 cards: Math" in okoro.get("/goals").text

    said = {"do": "talk", "step": "Ask Ben to look at it", "until": "friday", "answer": "propose"}
    assert okoro.post(f"/students/{cast.ada.id}/talk", data=said).status_code == 303
    the_clock.pass_time(minutes=30)
    tablet.reload()
    tablet.get_by_role("button", name=re.compile("^Ask Ben to look at it")).click()
    press(tablet, "Yes, I want that")
    tablet.locator(".g-goal", has_text="Ask Ben").get_by_role("button", name="I did it").click()
    press(tablet, "I am proud")
    tablet.get_by_label("Write here").fill("He found a mistake.")
    press(tablet, "I want to talk about it")
    press(tablet, "I reached my goal")
    expect(tablet.locator(".g-goal.reached")).to_contain_text("He found a mistake.")
    tablet.get_by_text("Saved", exact=True).wait_for()

    inbox = okoro.get("/inbox").text
    assert "Reached a goal and wants to talk" in inbox
    assert "Has a new goal" in inbox
    page = okoro.get(f"/students/{cast.ada.id}/talk").text
    assert "You reached “Ask Ben to look at it”. How did you get there?" in page
    assert "He found a mistake." in page


def test_not_yet_moves_it_on_and_letting_go_can_be_taken_back(tablet, cast, okoro):
    press(tablet, "Set a goal")
    press(tablet, "A goal of my own")
    tablet.get_by_label("Write here").fill("Swim")
    press(tablet, "This is my goal")
    press(tablet, "Not yet")
    press(tablet, "By Friday of next week")
    press(tablet, "Not yet")
    press(tablet, "I don't want this goal any more")
    press(tablet, "I want it again")
    expect(tablet.locator(".g-goal.open")).to_contain_text("Swim")

    def known():
        (goal,) = tables.goals_of([cast.ada.id])
        return goal.state, goal.due, goal.moved

    until(lambda: known() == ("open", "2026-12-04", 1))
