"""The editor in a real browser: by label and by keyboard; what goes in comes out as it was."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from homeroom.packs import tables as packs
from homeroom.workshop import tables

pytestmark = pytest.mark.browser
PACKS = Path(__file__).parents[2] / "content_packs"


@pytest.fixture
def page(chromium, served, cast, bread):
    """Mr Okoro signed in on a laptop."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=served)
    cast.sign_in_at(context, cast.mr_okoro)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.close()
    assert page.errors == []


@pytest.fixture
def editor(page):
    """A card just begun, in the editor."""
    page.goto("/packs")
    page.get_by_role("link", name="Write a card").click()
    page.get_by_label("Title").fill("One mango, two friends")
    page.get_by_label("What is it about?").select_option(label="Halves of bread")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name="About the card").wait_for()
    return page


def saved(page):
    """Wait until the box has what is on the screen; returns the card's text there."""
    page.get_by_text("Saved", exact=True).wait_for()
    return tables.drafts("desk", "shelf")[0].text


def test_a_teacher_writes_a_card_that_a_child_then_answers(editor, ada):
    editor.get_by_label("What is asked").fill("Two friends share one mango. How much for each?")
    first = editor.get_by_role("group", name="Answer 1")
    first.get_by_label("Answer", exact=True).fill("one half")
    second = editor.get_by_role("group", name="Answer 2")
    second.get_by_label("Answer", exact=True).fill("one quarter")
    second.get_by_label("What would this answer mean?").select_option("+")
    editor.get_by_label("What does the child think?").fill("Thinks of four friends")
    editor.get_by_role("button", name="Keep").click()
    second.get_by_label("What is said to it").fill("How many friends are there?")
    expect(editor.locator(".preview").get_by_text("How much for each?")).to_be_visible()
    text = saved(editor)
    editor.get_by_role("button", name="Put on the shelf").click()
    editor.get_by_text("The card is on the shelf.").wait_for()

    card = next(one for one in packs.cards() if one.title == "One mango, two friends")
    shown = ada.tablet.get(f"/api/cards/{card.sha256}.json").json
    ada.on({"slot": "free-1", "card": card.id, "card_version": card.sha256}, "work.answer", question="q1", response="b")

    assert "- [ ] one quarter {mis:own-thinks-of-four-friends-" in text
    assert shown["blocks"][0]["options"][0]["html"] == "one half"


def test_a_step_can_be_taken_back(editor):
    before = saved(editor)
    editor.get_by_role("button", name="A number").click()
    expect(editor.get_by_role("heading", name="2. A number")).to_be_visible()

    editor.get_by_role("button", name="Undo").click()

    expect(editor.get_by_role("heading", name="2. A number")).to_have_count(0)
    assert saved(editor) == before


def test_blocks_move_and_go(editor):
    editor.get_by_role("button", name="Think back").click()
    editor.get_by_role("region", name="2. Think back").get_by_role("button", name="Up").click()
    editor.get_by_role("region", name="2. Choose one").get_by_role("button", name="Delete").click()
    expect(editor.get_by_role("region", name="1. Think back")).to_be_visible()

    assert saved(editor).count("```") == 2


def test_what_is_to_mend_is_said_beside_the_card(editor):
    editor.get_by_role("group", name="Answer 1").get_by_label("This is right").uncheck()

    expect(editor.get_by_text("exactly one [x]")).to_be_visible()
    editor.get_by_role("button", name="Put on the shelf").click()
    expect(editor.get_by_role("alert")).to_contain_text("can't go on the shelf yet")


def test_a_picture_is_added_with_its_words(editor, tmp_path):
    Image.new("RGB", (60, 40), "orange").save(tmp_path / "mango.jpg")
    editor.get_by_label("Picture").set_input_files(tmp_path / "mango.jpg")

    editor.get_by_role("button", name="Later").click()
    expect(editor.get_by_role("img", name="Say here what the picture shows.")).to_be_visible()
    assert "](images/mango-" in saved(editor)


def test_blocks_and_text_are_the_same_card(editor):
    editor.get_by_role("button", name="Show as text").click()
    box = editor.get_by_label("The card as text")
    box.fill(box.input_value().replace("What do you ask?", "What is half of 2?"))
    editor.get_by_role("button", name="Show as blocks").click()

    expect(editor.get_by_label("What is asked")).to_have_value("What is half of 2?")


def test_what_can_not_be_saved_is_said_until_it_is(editor):
    editor.route("**/api/workshop/cards/*", lambda route: route.abort())
    editor.get_by_label("What is asked").fill("Does this get lost?")
    editor.get_by_text("Not saved. The box does not answer").wait_for()

    editor.unroute("**/api/workshop/cards/*")

    editor.get_by_text("Saved", exact=True).wait_for()
    assert "Does this get lost?" in tables.drafts("desk")[0].text


def test_every_card_of_the_sample_packs_comes_back_as_it_was(page):
    page.goto("/workshop")
    texts = {path.name: path.read_text("utf-8") for path in PACKS.glob("*/cards/*.md")}

    lost = page.evaluate(
        """async (texts) => {
            const { take, join } = await import("/static/workshop/text.js");
            const { fields, written } = await import("/static/workshop/question.js");
            const lost = [];
            let forms = 0;
            for (const [name, text] of Object.entries(texts)) {
                const card = take(text);
                for (const part of card.parts.filter((one) => one.fence)) {
                    const q = fields(part.fence);
                    if (q) { forms += 1; if (written(q).body !== part.fence.body) lost.push(name); }
                }
                if (join(card) !== text) lost.push(name);
            }
            return [lost, forms];
        }""",
        texts,
    )

    assert lost[0] == []
    assert lost[1] > 200


@pytest.mark.parametrize("width", [360, 800])
def test_it_fits_a_small_screen(editor, width):
    editor.set_viewport_size({"width": width, "height": 740})

    assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth")
