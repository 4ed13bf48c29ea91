"""The child's garden and quick question on a tablet, and the teacher's grid by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from cast import PICTURES
from classroom import HALVES
from homeroom import clock, db, journal
from homeroom.evidence.events import AnswerGiven
from homeroom.mastery import tables

pytestmark = pytest.mark.browser
DAY = 86_400_000


def answered(student, days_ago, pattern, skill=HALVES, slot="before"):
    """Answers of an earlier day, as the journal has them."""
    with journal.acting(actor=f"student:{student.id}"):
        for n, mark in enumerate(pattern):
            when = clock.now_ms() - days_ago * DAY + n * 60_000
            about = {"student": student.id, "slot": slot, "card": "halves-do", "when": when, "question": f"q{n}"}
            db.write(journal.write, AnswerGiven(**about, correct=mark == "1", skills=[skill], ms=5000))


@pytest.fixture
def faded(cast, publish):
    """Ada could do halves in autumn and has been at school, busy with other things, since."""
    publish()
    answered(cast.ada, 57, "1" * 12)
    for day in range(55, 0, -2):
        answered(cast.ada, day, "10", skill="hr-math:bread.other", slot=f"other{day}")
    return cast.ada


@pytest.fixture
def page(chromium, served, cast):
    """A tablet of 3B."""
    context = chromium.new_context(base_url=served, viewport={"width": 800, "height": 1280}, reduced_motion="reduce")
    cast.enrol_at(context)
    yield context.new_page()
    context.close()


def sign_in(page, name="Ada"):
    page.goto("/student")
    page.get_by_role("button", name=name, exact=True).click()
    for picture in PICTURES[name]:
        page.get_by_role("button", name=picture.capitalize()).click()
    page.get_by_role("heading", name="My week").wait_for()


def test_a_quick_question_inside_the_week_shows_that_a_skill_is_still_there(page, faded):
    assert [due.skill for due in tables.due_rechecks(faded.id, clock.today())] == [HALVES]
    sign_in(page)
    page.get_by_role("heading", name="One quick question").wait_for()
    page.get_by_text("57 days ago").wait_for()
    page.get_by_role("button", name="Try it", exact=True).click()
    page.get_by_role("button", name="That is my answer").wait_for()
    if page.get_by_text("one half").count():
        page.get_by_text("one half").click()
    else:
        page.get_by_role("textbox").fill("2")
    page.get_by_role("button", name="That is my answer").click()
    page.get_by_role("heading", name="It is still there.").wait_for()
    page.get_by_role("button", name="My week").click()

    page.get_by_role("heading", name="My week").wait_for()
    assert page.get_by_role("heading", name="One quick question").count() == 0
    page.get_by_text("Saved", exact=True).wait_for()
    now = tables.state_of(faded.id, HALVES)
    assert (now.state, now.trace.survived) == ("mastered", 1)
    assert tables.due_rechecks(faded.id, clock.today()) == []
    assert tables.recheck_taken(faded.id, HALVES)[0].explanation["sums"]


def test_the_garden_says_why_and_hears_a_child_who_does_not_agree(page, faded):
    sign_in(page)
    page.get_by_role("button", name="My skills").click()
    page.get_by_role("heading", name="My skills").wait_for()
    page.get_by_role("button", name=re.compile("Halves of bread.*fading", re.DOTALL)).click()
    page.get_by_text("Why this?").wait_for()
    page.get_by_role("button", name="I don't agree").click()
    page.get_by_role("textbox").fill("I still can.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your teacher reads it").wait_for()
    page.get_by_text("Saved", exact=True).wait_for()

    assert [(one.skill, one.text) for one in tables.contests([faded.id])] == [(HALVES, "I still can.")]


def test_arrow_keys_move_through_the_grid(chromium, served, cast, faded):
    context = chromium.new_context(base_url=served, viewport={"width": 1366, "height": 768})
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.goto(f"/skills/{cast.class_3b.id}?all=1")
    page.get_by_role("link", name="Ada", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="I saw it · Ada")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "Ben, Halves of bread" in page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.innerText").strip() == "Ben"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What it rests on").wait_for()
    context.close()
