"""A child does not agree with a card while the box is away; it arrives when the box is back, and so does the answer."""

import pytest

from homeroom import journal
from homeroom.contests import actions, tables

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium, served, cast, publish):
    """A tablet of 3B, on which Ada has her week."""
    publish()
    context = chromium.new_context(base_url=served, viewport={"width": 800, "height": 1280}, reduced_motion="reduce")
    cast.enrol_at(context)
    cast.child_at(context, cast.ada)
    page = context.new_page()
    page.goto("/student")
    page.get_by_role("heading", name="My week").wait_for()
    yield page
    context.close()


def test_i_do_not_agree_waits_on_the_tablet_and_the_answer_comes_back(page, cast):
    page.get_by_role("button", name="Two equal parts").first.click()
    page.get_by_role("button", name="I don't agree").click()
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Tell your teacher why, if you like").fill("I did this at home.")
    page.locator(".k-disagree").get_by_role("button", name="Send").click()
    page.get_by_text("Your teacher reads it").wait_for()
    assert tables.waiting([cast.ada.id]) == []

    page.context.set_offline(False)
    page.get_by_text("Saved", exact=True).wait_for()
    (said,) = tables.waiting([cast.ada.id])
    assert (said.about, said.text) == ("card", "I did this at home.")

    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.answer(cast.ada.id, "card", said.key, agree=False, text="Show me how you did it.")
    page.reload()
    page.get_by_role("button", name="Two equal parts").first.click()
    page.get_by_text("Show me how you did it.").wait_for()
    page.get_by_text("Your teacher answers:").wait_for()
