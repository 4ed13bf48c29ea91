"""Every sample is taken in or refused with a reason, and what is taken in passes the check of packs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.importers import samples

from homeroom.packs.importers import gift, gift_cards, trouble
from homeroom.packs.importers.trouble import Unreadable

pytestmark = samples.needed
GIFTS = sorted((samples.SAMPLES / "gift").glob("*.gift"))
BAD = ("invalid", "ZipSlip", "BadManifest", "ExternalHref", "MissingFile", "NotContentPackage")
STATIC = {trouble.ADAPTIVE, trouble.RANDOM, trouble.TEST_ALONE}


@pytest.mark.parametrize("path", GIFTS, ids=lambda path: path.stem)
def test_gift_reads_as_the_reference_grammar_does(path):
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))

    assert gift.parse(path.read_text("utf-8")) == expected


def of(folder):
    return [path for path in samples.every() if samples.name(path).startswith(folder)]


FOLDERS = (
    "anki",
    "cc",
    "epub",
    "gift",
    "kolibri",
    "moodlexml",
    "openstax",
    "oppia",
    "perseus",
    "qti21",
    "skills",
    "zim",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_samples_become_drafts_that_pass_the_check_or_are_refused_with_a_reason(folder, take, tmp_path):
    for path in of(folder):
        reason = ""
        try:
            made = take(samples.as_import(path, tmp_path), language="en")
        except Unreadable as error:
            reason = str(error)
        if reason:
            assert reason.endswith("."), path
            continue
        assert made.serious == [], path
        assert made.report.came > 0
        assert not any(mark in path.name for mark in BAD), path


def test_stories_of_all_languages_come_over(take):
    for path in of("asp/text")[::8]:
        made = take(path, licence="")
        assert made.serious == [], path
        assert made.report.licence in ("CC-BY-4.0", "CC-BY-3.0"), path
        assert made.report.language


def test_a_story_that_may_not_be_sold_says_so(take):
    made = take(of("asp/text-nc")[0], licence="")

    assert made.report.licence.startswith("CC-BY-NC")
    assert "making money" in made.reasons("note")


def test_a_story_finds_its_pictures_in_the_folder_beside_it(take, tmp_path):
    name = "0004_goat-dog-and-cow.md"
    (tmp_path / name).write_bytes((samples.SAMPLES / "asp/text/en" / name).read_bytes())
    (tmp_path / "0004").mkdir()
    (tmp_path / "0004/01.jpg").write_bytes((samples.SAMPLES / "asp/images/0004/01.jpg").read_bytes())

    made = take(tmp_path / name, licence="")

    assert [block["type"] for block in made.cards[0]["blocks"]][:2] == ["image", "text"]
    assert made.cards[0]["source"]
    assert made.serious == []


@pytest.mark.parametrize("mark", BAD)
def test_what_is_broken_or_hostile_is_refused(mark, take):
    found = [path for path in samples.every() if mark in path.name]
    assert found
    for path in found:
        with pytest.raises(Unreadable):
            take(path)


def test_most_static_qti_items_become_native(take):
    native = refused = 0
    for path in of("qti21"):
        if path.suffix != ".xml":
            continue
        try:
            native += take(path).report.left == 0
        except Unreadable as error:
            refused += error.why not in STATIC

    assert native / (native + refused) >= 0.59, f"{native} of {native + refused}"


def test_oppia_brings_hints_solutions_and_answers_to_known_mistakes(take):
    made = take(samples.SAMPLES / "oppia/MjZzEVOG47_1.json")
    fractions = [question for question in made.questions if question["kind"] == "fraction"]

    assert len(fractions) == 15
    assert sum(bool(question["hints"]) for question in fractions) >= 10
    assert any(wrong["feedback"] for question in fractions for wrong in question["wrong"])


def test_a_math_book_brings_its_formulas_and_pictures(take):
    made = take(samples.SAMPLES / "openstax")
    html = json.dumps([card["blocks"] for card in made.cards])

    assert html.count("<math") > 500
    assert sum(block["type"] == "image" for card in made.cards for block in card["blocks"]) + html.count("<img") > 50


def test_a_real_course_brings_its_pages_quiz_and_discussion(take):
    made = take(samples.SAMPLES / "cc/course-1.imscc")

    quiz = next(question for question in made.questions if question["kind"] == "choice")
    assert [option["html"] for option in quiz["options"] if option["correct"]] == ["D"]
    assert any(card["kind"] == "discussion" for card in made.cards)
    assert "needs the internet" in made.reasons("left")


@given(st.sampled_from(GIFTS or [None]), st.data())
def test_gift_cut_anywhere_never_crashes(path, data):
    text = path.read_text("utf-8")
    cut = data.draw(st.integers(0, len(text)))
    for item in gift.parse(text[:cut] + text[cut + 3 :]):
        assert item["type"] in (*gift_cards.KINDS, "Category", "Description")
