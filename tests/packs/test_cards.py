"""Cards as authors write them: what becomes of them, and what they are told when something is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.packs.cardmd import read
from homeroom.packs.markup import clean

HEAD = "---\nid: half\ntitle: Half\nkind: exercise\nskills: [hr-math:frac.half]\nminutes: 5\nlicense: CC-BY-4.0\n---\n"


def card(body):
    found = read(HEAD + body)
    assert [str(problem) for problem in found.problems] == []
    return found.card


def question(kind, body):
    return card(f"```question {kind}\n{body}\n```\n")["blocks"][0]


def told(body, head=HEAD):
    return [str(problem) for problem in read(head + body, "half.md").problems]


def test_the_head_becomes_the_card_with_defaults():
    found = card("Text.")

    assert found["format"] == "card/1"
    assert (found["level"], found["with"], found["offscreen"], found["dir"]) == ("core", "alone", False, "ltr")
    assert found["blocks"] == [{"type": "text", "html": "<p>Text.</p>"}]


def test_an_arabic_card_reads_from_right_to_left():
    assert read(HEAD.replace("minutes", "lang: ar\nminutes") + "نص").card["dir"] == "rtl"


def test_the_two_sides_of_a_talk_may_have_names_in_any_script():
    talk = card("```discussion\nrole أ: أنتَ\nrole ب: أنا\nprompt: p\n```\n")["blocks"][0]

    assert talk["roles"] == [{"name": "أ", "html": "أنتَ"}, {"name": "ب", "html": "أنا"}]


def test_html_is_shown_as_text_and_never_becomes_html():
    html = card("<script>alert(1)</script> <b onclick='x'>b</b>")["blocks"][0]["html"]

    assert "<script" not in html
    assert "<b" not in html
    assert "&lt;script&gt;" in html


def test_formulas_become_mathml_with_words_to_read_aloud():
    html = card(r"Eat $1\frac{3}{4}$ of it, it costs $5 or $10.")["blocks"][0]["html"]

    assert "<mfrac><mrow><mn>3</mn></mrow><mrow><mn>4</mn></mrow></mfrac>" in html
    assert 'alttext="1 3/4"' in html
    assert "$5 or $10" in html


def test_a_formula_cannot_smuggle_html():
    found = read(HEAD + r"$\text{<script>alert(1)</script>}$")

    assert "script" not in str(found.card["blocks"])


def test_pictures_sound_and_film_on_their_own_line_are_blocks():
    body = "Look:\n\n![Half a pizza](images/half.svg)\n\n![Listen well](audio/a.mp3)\n\n![A boat](video/b.mp4)"

    kinds = [block["type"] for block in card(body)["blocks"]]

    assert kinds == ["text", "image", "audio", "video"]


def test_a_choice_keeps_feedback_and_wrong_idea_with_its_answer():
    body = (
        "How much?\n- [x] $\\frac34$ // Yes.\n- [ ] $\\frac26$ {mis:tops} // Same **size**?\n"
        "hint: a\nhint: b\nsolution: c"
    )
    found = question("choice try #how", body)

    assert (found["id"], found["try"], found["hints"], found["solution"]) == ("how", True, ["a", "b"], "<p>c</p>")
    assert found["options"][1]["misconception"] == "tops"
    assert found["options"][1]["feedback"] == "Same <strong>size</strong>?"
    assert [one["id"] for one in found["options"]] == ["a", "b"]


def test_keys_may_run_over_several_lines():
    found = question("number", "How many?\nanswer: 3\nsolution: Count:\n\n- one\n- two\n- three")

    assert found["solution"].count("<li>") == 3


def test_cloze_gaps_stand_in_the_text_and_the_task_before_it():
    found = question("cloze", "Fill in.\n\nI [[am|'m]] a {{dog|*cat}}.")

    assert found["prompt"] == "<p>Fill in.</p>"
    assert found["html"] == '<p>I <span data-gap="g1"></span> a <span data-gap="g2"></span>.</p>'
    assert found["gaps"][0]["accept"] == ["am", "'m"]
    assert [one["correct"] for one in found["gaps"][1]["options"]] == [False, True]


def test_pictures_may_stand_in_answers():
    found = question("match", "m\n- ![A cat](images/cat.svg) == cat\n- dog == ![A dog](images/dog.svg)")

    assert found["pairs"][0]["left"] == '<img src="images/cat.svg" alt="A cat">'


def test_every_kind_of_block_has_its_parts():
    body = (
        "```example\ntitle: T\nstep: a\nstep: b\nyour turn: 1\n```\n"
        "```activity #dig\nneed: spade\nstep: dig\nphoto: yes\n```\n"
        "```discussion\nrole A: you\nrole B: I\nprompt: p\nstarter: I think\nwrite: w\n```\n"
        "```reflection\nWhat now?\ninputs: text drawing\n```\n"
        "```project\nmilestone: m\nrubric 4: all\nrubric 1: one\n```\n"
    )
    example, activity, discussion, reflection, project = card(body)["blocks"]

    assert (example["steps"], example["your_turn"]) == (["a", "b"], 1)
    assert (activity["id"], activity["photo"], activity["need"]) == ("dig", True, ["spade"])
    assert discussion["roles"] == [{"name": "A", "html": "you"}, {"name": "B", "html": "I"}]
    assert (reflection["id"], reflection["inputs"]) == ("reflection1", ["text", "drawing"])
    assert [one["mark"] for one in project["rubric"]] == [1, 4]


WRONG = {
    "```question choice\nWhich?\n- [ ] a\n- [ ] b\n```": "line 9: A choice question needs exactly one [x], found 0.",
    "Text\n\n```qestion choice\nx\n```": "line 11: The block “qestion” is not known. Did you mean “question”?",
    "```question guess\nx\n```": "line 9: “question guess” is not known; known are: choice,",
    "```question number\nHow many?\nanswer: four\n```": "line 11: “four” is not a number.",
    "```question number\nHow many?\nanswr: 4\n```": "line 11: “answr:” is not known here. Did you mean “answer:”?",
    "```question number\nHow many?\nAnswer: 4\n```": "line 11: Write “answer:” in small letters.",
    "```question number\nn?\nanswer: 4\nwrong: 8/2\n```": "line 12: “8/2” is the right answer.",
    "```question short\nw?\nanswer: cat\nspelling: 1\n```": "line 12: “cat” is too short for “spelling: 1”",
    "```question match\nm?\n- a = b\n- c == d\n```": "line 11: A pair is written “- left == right”.",
    "```question cloze\nNo gap.\n```": "line 9: A cloze question needs gaps",
    "```question order\no?\n1. one\n```": "line 9: An order question needs a numbered list of at least two",
    "```question choice\nc?\n- [x] a {mis:x}\n- [ ] b\n```": "line 11: A right answer cannot show a wrong idea",
    "```question free\nf?\ninputs: dance\n```": "line 11: “dance” is not a way to answer",
    "```activity\nneed: cup\n```": "line 9: At least one “step:” is missing.",
    "```activity\nJust dig.\nstep: dig\n```": "line 10: In “activity” every line begins with one of",
    "```question number\nn?\nanswer: 1": "line 9: This block is not closed",
    "![](images/a.svg)": "line 9: images/a.svg needs a description",
    "![A](https://example.org/a.svg)": "line 9: “https://example.org/a.svg” must be a file of this pack",
    "![A](images/../a.svg)": "line 9: “images/../a.svg” must be a file of this pack",
    "See ![A](../a.svg) here": "line 9: “../a.svg” must be a file of this pack",
    "One\n\n[more](https://example.org)": "line 11: Links do not work without the internet.",
    "Half: $\\frac{1$": "line 9: The formula $\\frac{1$ cannot be read.",
    "Half: $\\hlaf$": "line 9: The formula $\\hlaf$ uses \\hlaf",
    "": "line 9: The card is empty",
}


@pytest.mark.parametrize("body", WRONG, ids=lambda body: WRONG[body][:50])
def test_the_author_is_told_the_line_and_what_to_mend(body):
    assert any(f"half.md, {WRONG[body]}" in line for line in told(body)), told(body)


HEADS = {
    "id: half": ("id: Half One", "line 2: “id: Half One” must look like frac-half-1"),
    "kind: exercise": ("kind: game", "line 4: “kind: game” is not known; choose one of"),
    "minutes: 5": ("minutes: five", "line 6: “minutes:” must be a whole number"),
    "skills: [hr-math:frac.half]": ("skills: [half]", "line 5: The skill “half” must look like"),
    "title: Half": ("titel: Half", "line 3: “titel” is not known in the front matter"),
    "license: CC-BY-4.0": ("level: core", "line 1: The front matter lacks “license:”"),
    "---\nid": ("id", "line 1: A card begins with a line ---"),
    "title: Half\n": ("title: [\n", "The front matter cannot be read"),
}


@pytest.mark.parametrize("old", HEADS)
def test_a_wrong_head_is_told_by_line(old):
    new, message = HEADS[old]

    assert any(message in line for line in told("Text.", HEAD.replace(old, new, 1))), told(
        "x", HEAD.replace(old, new, 1)
    )


PIECES = st.sampled_from(
    [
        "```question choice\n",
        "```\n",
        "- [x] a\n",
        "- [ ] b {mis:",
        "hint:",
        "$\\frac",
        "$",
        "![",
        "](images/a.svg)",
        "---\n",
    ]
    + [
        "[[",
        "]]",
        "{{",
        "|*",
        "\n\n",
        "<b>",
        " // ",
        "# g\n",
        "1. x\n",
        "answer: ",
        "3/4",
        "text",
        "- l == r\n",
        ":",
        "\u202e",
    ]
)


@given(body=st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_no_text_whatever_upsets_the_reader(body):
    found = read(HEAD + body)

    for block in found.card["blocks"]:
        if block["type"] == "text":
            assert clean(block["html"]) == block["html"]


@given(text=st.text(max_size=200))
def test_no_file_whatever_upsets_the_reader(text):
    read(text)
