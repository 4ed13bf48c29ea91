"""My week: a shelf in the child's own order, help and talk with the teacher, finishing."""

import re

import pytest
from playwright.sync_api import expect

from waiting import until

pytestmark = pytest.mark.browser


def titles(tablet):
    return tablet.locator(".w-tile:not(.finished) .w-name").all_inner_texts()


def test_cards_stand_by_subject_and_what_must_be_done_comes_first(tablet):
    tablet.sign_in()
    for subject in ("Science", "Math"):
        expect(tablet.get_by_role("heading", name=subject)).to_be_visible()
    tile = tablet.button(re.compile("^Looking, doing, talking"))

    for words in ("You were sure about halves", "Must do", "15 min", "With a partner", "Off the screen"):
        expect(tile.get_by_text(words)).to_be_visible()


def test_a_finished_card_lies_on_the_done_pile_and_fills_a_shape(tablet, box):
    tablet.sign_in().open_card("النصف والربع").next(2)
    tablet.button("Finish").click()
    tablet.get_by_text("1 of 23 done").wait_for()

    expect(tablet.button("النصف والربع").get_by_text("Done")).to_be_visible()
    assert tablet.locator(".pieces .done").count() == 1
    until(lambda: box.slot("ada", "slot-3")["status"] == "done")


def test_a_card_is_taken_up_again_where_it_was_left(tablet, box):
    tablet.sign_in().open_card("One of everything").next(2)
    tablet.get_by_label("Your answer").fill("12")
    tablet.button("My week").click()
    until(lambda: box.of("work.place"))
    tablet.reload()
    tablet.button("Continue").click()

    tablet.get_by_label("Your answer").wait_for()
    assert tablet.get_by_label("Your answer").input_value() == "12"


def test_another_tablet_knows_the_place_as_well(tablet, box, chromium):
    tablet.sign_in().open_card("One of everything").next(4)
    tablet.get_by_label("Your answer").fill("ic")
    tablet.button("I'm done").click()
    until(lambda: [place for place in box.of("work.place") if place["body"]["place"]["page"] == 4])
    other = chromium.new_context(base_url=box.url)
    again = type(tablet)(other.new_page(), box)
    again.sign_in().button("Continue").click()

    again.get_by_label("Your answer").wait_for()
    assert again.get_by_label("Your answer").input_value() == "ic"
    other.close()


def test_work_given_back_comes_first_and_says_what_to_change(tablet, box):
    box.give_back("ada", "slot-7", "Look at the third strip.")
    tablet.sign_in()
    expect(tablet.get_by_role("main").get_by_text("Look at the third strip.").first).to_be_visible()
    tablet.button("Continue").click()
    tablet.get_by_text("The teacher asks you to try again:").wait_for()
    tablet.button(re.compile("My week")).click()

    assert tablet.locator(".w-tile", has_text="Try again").count() == 1


def test_the_child_makes_her_own_order(tablet, box):
    tablet.sign_in()
    tablet.button("My order").click()
    first, second = titles(tablet)[:2]
    tablet.button("Change the order").click()
    things = tablet.locator(".p-order .p-thing")
    things.nth(1).click()
    things.nth(0).click()
    tablet.button("Done", exact=True).click()

    assert titles(tablet)[:2] == [second, first]
    until(lambda: [slot["title"] for slot in box.week("ada")["slots"]][:2] == [second, first])


def test_a_card_is_swapped_for_one_like_it(tablet, box):
    old, new = box.week("ada")["slots"][4]["title"], box.slot("ada", "slot-5")["variants"][0]["title"]
    tablet.sign_in().button(re.compile(f"^{re.escape(old)}")).first.click()
    tablet.button("Swap for one like it").click()
    tablet.button(new, exact=True).click()

    tablet.get_by_role("heading", name=new).wait_for()
    until(lambda: box.slot("ada", "slot-5")["title"] == new)


def test_a_card_from_the_shelf_comes_into_the_week(tablet, box):
    title = box.week("ada")["shelf"][0]["title"]
    tablet.sign_in().button("More cards").click()
    tablet.button(re.compile(f"^{re.escape(title)}")).click()
    tablet.button("Put it into my week").click()
    tablet.button("Start").wait_for()
    tablet.button("My week").click()

    tablet.get_by_text("0 of 24 done").wait_for()
    until(lambda: len(box.week("ada")["slots"]) == 24)


def test_a_hand_stays_up_until_it_is_taken_down(tablet, box):
    tablet.sign_in().open_card("One of everything")
    tablet.button("I need help").click()
    until(lambda: box.slot("ada", "slot-2").get("asked"))
    tablet.button("My week").click()
    tablet.button(re.compile("^One of everything")).get_by_text("Hand is up").wait_for()
    tablet.reload()
    tablet.button(re.compile("^One of everything")).click()
    tablet.button("Take my hand down").click()

    until(lambda: not box.slot("ada", "slot-2")["asked"])
    assert tablet.button("I need help").get_attribute("aria-pressed") == "false"


def test_child_and_teacher_talk_about_a_card(tablet, box):
    tablet.clock.install()
    tablet.sign_in().button(re.compile("^One of everything")).click()
    tablet.get_by_label("Write to the teacher").fill("What is a quarter?")
    tablet.button("Send").click()
    tablet.get_by_text("What is a quarter?").wait_for()
    until(lambda: box.of("work.say"))
    box.say("ada", "slot-2", "Half of a half.")
    tablet.clock.fast_forward(11_000)

    tablet.get_by_text("Half of a half.").wait_for()
    tablet.button("My week").click()
    expect(tablet.button(re.compile("^One of everything")).get_by_text("Message")).to_be_visible()


def test_a_week_that_is_not_ready_says_so(tablet, box):
    box.week("ada").update(slots=[], shelf=[])
    tablet.sign_in()

    tablet.get_by_text("Your week is not ready yet").wait_for()
