"""Everything on a card that is not a question: trying first, worked examples, doing, talking, showing one's work."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from waiting import until

pytestmark = pytest.mark.browser
TITLE = "Looking, doing, talking"


@pytest.fixture
def card(tablet):
    """The card with one of every block, open."""
    return tablet.sign_in().open_card(TITLE)


def photo(width=4000, height=3000):
    """A large photo that says where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Camera Maker"
    exif.get_ifd(0x8825)[1] = "N"
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(made, "JPEG", exif=exif)
    return {"name": "work.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


def test_trying_first_is_welcome_and_leads_on(card):
    card.get_by_text("Try first. You can't be wrong here.").wait_for()
    card.locator(".p-option", has_text="ground only").click()
    card.check()
    card.said().get_by_text("Good that you tried.").wait_for()
    assert "Chalk around a puddle" in card.said().inner_text()

    expect(card.button("Next")).to_be_visible()


def test_pictures_have_words(card):
    expect(card.next().get_by_role("img", name="A drop of water")).to_be_visible()


def test_the_last_steps_of_an_example_are_left_to_the_child(card):
    card.next()
    card.get_by_text("Your turn.").wait_for()
    assert not card.get_by_text("Count one group: three.").is_visible()
    expect(card.button("Later")).to_be_visible()
    card.button("Show the next step").click()

    card.get_by_text("Count one group: three.").wait_for()
    expect(card.button("Next")).to_be_visible()


def test_steps_of_an_activity_are_ticked_and_stay_ticked(card):
    card.next(2)
    card.get_by_role("checkbox", name="Fill the cup.").check()
    card.next().button("Back").click()

    assert card.get_by_role("checkbox", name="Fill the cup.").is_checked()


def test_a_photo_is_made_small_loses_its_place_and_reaches_the_box(card, box):
    card.next(2)
    with card.expect_file_chooser() as chooser:
        card.get_by_text("Take a photo").click()
    chooser.value.set_files(photo())
    card.get_by_role("img", name="Photo 1").wait_for()
    until(lambda: box.files and box.of("work.photo"))

    ((ident, (kind, data, student)),) = box.files.items()
    kept = Image.open(io.BytesIO(data))
    assert (kind, student, kept.format, kept.size, dict(kept.getexif())) == ("photos", "ada", "JPEG", (1280, 960), {})
    assert len(data) < 200_000
    assert box.of("work.photo")[0]["body"]["photo"] == ident


def test_a_file_that_is_no_picture_is_answered_with_words(card, box):
    card.next(2)
    with card.expect_file_chooser() as chooser:
        card.get_by_text("Choose a picture").click()
    chooser.value.set_files({"name": "a.heic", "mimeType": "image/heic", "buffer": b"no picture"})

    card.get_by_text("This picture can't be read here.").wait_for()
    assert box.of("work.photo") == []


def test_partners_see_their_roles_and_how_a_sentence_may_start(card):
    card.next(3)

    for text in ("You say what you saw.", "You ask why.", "Where did the water go?", "I think that …"):
        expect(card.get_by_text(text)).to_be_visible()


def test_a_reflection_is_kept_while_it_is_written_and_handed_in_with_the_next_page(card, box):
    card.next(4)
    card.get_by_label("Write here").fill("That it went away.")
    until(lambda: "That it went away." in card.kept())
    card.reload()
    card.button("Continue").click()
    assert card.get_by_label("Write here").input_value() == "That it went away."
    assert box.of("work.write") == []
    card.next()

    until(lambda: [act["body"]["text"] for act in box.of("work.write")] == ["That it went away."])


def test_a_drawing_with_undo_becomes_a_picture(card, box):
    card.next(4).button("Draw", exact=True).click()
    sheet = card.get_by_role("img", name="Your drawing").bounding_box()
    for n in (1, 2):
        card.mouse.move(sheet["x"] + 40 * n, sheet["y"] + 40)
        card.mouse.down()
        card.mouse.move(sheet["x"] + 90 * n, sheet["y"] + 120, steps=4)
        card.mouse.up()
    card.button("Undo").click()
    card.button("Keep the drawing").click()
    card.get_by_role("img", name="Drawing 1").wait_for()
    until(lambda: box.files and box.of("work.drawing"))

    data = next(iter(box.files.values()))[1]
    assert Image.open(io.BytesIO(data)).size == (1200, 800)


def test_a_recording_is_sent_as_it_is(card, box):
    card.next(4)
    with card.expect_file_chooser() as chooser:
        card.get_by_text("Say it").click()
    chooser.value.set_files({"name": "a.webm", "mimeType": "audio/webm", "buffer": b"sound"})
    until(lambda: box.files and box.of("work.recording"))

    assert next(iter(box.files.values())) == ("recordings", b"sound", "ada")


def test_a_project_shows_milestones_and_what_good_work_is(card):
    card.next(5)
    expect(card.get_by_role("checkbox", name="Choose a question.")).to_be_visible()
    card.get_by_text("What good work looks like").click()

    expect(card.get_by_text("There is an answer with a reason.")).to_be_visible()


VOICE = """
  window.spoken = [];
  const voice = {lang: "en-US", localService: true, name: "here"};
  Object.defineProperty(window, "speechSynthesis", {value: {
    speaking: false, getVoices: () => [voice], cancel() {}, addEventListener() {}, removeEventListener() {},
    speak(words) { window.spoken.push(words.text.trim()); },
  }});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_a_card_is_read_aloud_where_the_tablet_has_a_voice_of_its_own(tablet):
    tablet.add_init_script(VOICE)
    tablet.sign_in().open_card("One of everything")
    tablet.button("Read to me").click()
    until(lambda: tablet.evaluate("window.spoken.length") > 0)

    assert "The team mows 1/2 of the pitch on Monday and 1/4 on Tuesday." in tablet.evaluate("window.spoken")


def test_without_a_voice_there_is_no_button_to_read_aloud(tablet):
    tablet.sign_in().open_card("One of everything")

    assert tablet.button("Read to me").count() == 0


def test_a_browser_without_mathml_shows_fractions_one_number_over_the_other(tablet):
    tablet.add_init_script("Element.prototype.getBoundingClientRect = () => ({top: 0, bottom: 0, left: 0, right: 0});")
    tablet.sign_in().open_card("One of everything")
    half = tablet.get_by_role("img", name="1/2").first

    assert half.locator(".m-frac > *").all_inner_texts() == ["1", "2"]
    assert tablet.locator("math").count() == 0


PREVIEW = """async ([url]) => {
  const {mountCard} = await import("/static/student/player/player.js");
  const card = await (await fetch(url)).json();
  window.told = [];
  document.body.innerHTML = "<div id=here></div>";
  const onAct = (kind) => window.told.push(kind);
  window.shown = mountCard(document.getElementById("here"), card, {mode: "preview", onAct});
}"""


def test_the_teachers_preview_shows_a_card_and_finishes_nothing(tablet, box):
    box.week("ada")
    tablet.open()
    tablet.evaluate(PREVIEW, [box.slot("ada", "slot-2")["url"]])
    tablet.get_by_role("heading", name="One of everything").wait_for()
    expect(tablet.button("Show me how")).to_be_visible()
    tablet.next(11)
    assert tablet.button("Finish").is_disabled()
    tablet.evaluate("window.shown.unmount()")

    assert tablet.locator("#here").inner_html() == ""
    assert box.acts == []


def test_whose_a_card_is_stands_at_its_end(card):
    card.next(6)
    card.get_by_text("About this card").click()

    expect(card.get_by_text("Licence: CC-BY-4.0")).to_be_visible()
