"""What a child sees and does on the tablet with her own way: levels, place and partner, a short test, a placement."""

import re

import pytest
from playwright.sync_api import expect

from homeroom import clock, db, journal
from homeroom.playlists import events as ev
from homeroom.playlists import reasons, tables, tested
from homeroom.playlists.freedom import actions as freedom
from homeroom.playlists.placement import actions as placements
from homeroom.playlists.placement import tables as placed
from playlists.conftest import rungs

pytestmark = pytest.mark.browser
SKILL = rungs("hr-math:market")[0]
WEEK = "2026-W48"


@pytest.fixture
def tablet(adas_tablet, market, publish):
    """Ada's week about the market, on a tablet."""
    publish(skills=[SKILL], count=5)
    adas_tablet.goto("/student")
    adas_tablet.get_by_role("heading", name="My week").wait_for()
    return adas_tablet


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def open_cover(page, title):
    page.get_by_role("button", name=re.compile(rf"^{title}")).first.click()
    page.get_by_role("heading", name=title).wait_for()


def answer(page, right):
    """Type the number that is asked for, or another one."""
    asked = re.search(r"How many is (\d)", page.locator(".p-prompt").inner_text())[1]
    page.locator(".p-question input").fill(asked if right else "99")
    button(page, "That is my answer").click()
    button(page, "Next").click()


def test_she_sees_her_level_and_what_the_next_one_asks(tablet, cast):
    button(tablet, "What I choose").click()

    expect(tablet.locator("[aria-current=step]")).to_contain_text("I choose partner and topic")
    expect(tablet.locator(".f-step.next")).to_contain_text("It asks of me:")


def test_she_says_where_she_works_and_the_card_shows_it(tablet, cast):
    open_cover(tablet, "Step 1a")
    button(tablet, "Where will I work?").click()
    button(tablet, "On the carpet").click()

    expect(button(tablet, "On the carpet")).to_be_visible()
    tablet.get_by_text("Saved", exact=True).wait_for()
    assert "carpet" in {row.place for row in tables.slots(cast.ada.id, WEEK)}


def test_who_may_choose_only_the_order_is_offered_nothing_else(tablet, cast):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        freedom.set_independence(cast.ada.id, 1, together=True)
    tablet.reload()
    expect(button(tablet, "More cards")).to_have_count(0)
    open_cover(tablet, "Step 1a")

    expect(button(tablet, "Where will I work?")).to_have_count(0)


def test_a_short_test_is_taken_while_the_box_is_away_and_counted_when_it_is_back(tablet, cast):
    tablet.get_by_text("Saved", exact=True).wait_for()
    tablet.wait_for_load_state("networkidle")
    tablet.context.set_offline(True)
    open_cover(tablet, "Step 1a")
    button(tablet, "I know this already").click()
    for _ in range(3):
        answer(tablet, right=True)

    tablet.get_by_role("heading", name="You know this.").wait_for()
    button(tablet, "My week").last.click()
    tablet.get_by_text("1 of", exact=False).first.wait_for()
    assert tested.tests_of([cast.ada.id]) == []

    tablet.context.set_offline(False)
    expect(tablet.get_by_text("Saved", exact=True)).to_be_visible()
    assert [(one.passed, one.right) for one in tested.tests_of([cast.ada.id])] == [(True, 3)]


def test_a_door_says_why_it_asks_for_one_more(second_path, tablet, cast):
    open_cover(tablet, "Step 1a")
    button(tablet, "I know this already").click()
    expect(tablet.get_by_text("This one is a door: other things build on it.")).to_be_visible()
    for _ in range(3):
        answer(tablet, right=True)
    tablet.get_by_text("Question 4. At most six, without hints.").wait_for()
    answer(tablet, right=True)

    tablet.get_by_role("heading", name="You know this.").wait_for()
    tablet.get_by_text("Saved", exact=True).wait_for()
    assert [(one.passed, one.right) for one in tested.tests_of([cast.ada.id])] == [(True, 4)]


def test_the_second_miss_ends_it_kindly(tablet, cast):
    open_cover(tablet, "Step 1a")
    button(tablet, "I know this already").click()
    answer(tablet, right=False)
    button(tablet, "I don't know yet").click()
    button(tablet, "Next").click()

    tablet.get_by_role("heading", name="Not yet, and that is fine.").wait_for()
    button(tablet, "To the card").click()
    tablet.get_by_role("heading", name="Step 1a").last.wait_for()


def test_a_quick_look_asks_one_question_only(tablet, cast):
    slot = {"slot": "quick-1", "card": "math-1b", "quick": "q2", "must": True, "reason": reasons.recheck(SKILL, 9)}
    told = {"student": cast.ada.id, "week": WEEK, "school_class": cast.class_3b.id, "when": clock.now_ms()}
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        db.write(journal.write, ev.PlaylistPublished(**told, slots=[slot]))
    tablet.reload()
    expect(tablet.locator(".w-tile")).to_have_count(1)  # the week kept on the tablet has given way to the new one
    open_cover(tablet, "Step 1b")
    button(tablet, "Start").click()

    tablet.get_by_text("How many is 5?").wait_for()
    assert tablet.locator(".p-steps > *").count() == 1


def test_she_is_asked_where_she_starts_and_thanked(tablet, cast):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        placements.start([cast.ada.id], [SKILL])
    tablet.reload()
    button(tablet, "Go").click()
    for number in range(1, 9):
        tablet.locator(".p-question, .p-end").first.wait_for()
        if tablet.locator(".p-end").count():
            break
        tablet.get_by_text(f"Question {number} of about").wait_for()
        button(tablet, "I don't know yet").click()
        expect(tablet.get_by_text(f"Question {number} of about")).to_have_count(0)

    tablet.get_by_role("heading", name="Thank you. Now your teacher knows where you start.").wait_for()
    assert placed.latest_of([cast.ada.id])[cast.ada.id].next is None
