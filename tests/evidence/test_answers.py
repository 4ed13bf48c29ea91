"""A child's answer in words."""

import pytest

from homeroom.evidence import answers

OPTIONS = {"options": [{"id": "a", "html": "<p>one <b>half</b></p>"}, {"id": "b", "html": "one &amp; a half"}]}
PAIRS = {"pairs": [{"id": "a", "left": "cat", "right": "purrs"}, {"id": "b", "left": "dog", "right": "barks"}]}
GROUPS = {"groups": [{"id": "g", "title": "Animals", "items": [{"id": "i", "html": "cat"}]}]}


@pytest.mark.parametrize(
    ("block", "response", "words"),
    [
        (OPTIONS, "a", "one half"),
        (OPTIONS, ["a", "b"], "one half · one & a half"),
        (PAIRS, {"a": "b"}, "cat → barks"),
        (GROUPS, {"i": "g"}, "cat → Animals"),
        ({"gaps": []}, {"g1": "two", "g2": "three"}, "two, three"),
        ({}, "3/4", "3/4"),
        ({}, None, ""),
    ],
)
def test_what_was_chosen_stands_there_in_words(block, response, words):
    assert answers.words(block, response) == words


def test_a_fraction_in_a_question_is_readable():
    html = "What is <math><mfrac><mn>3</mn><mn>4</mn></mfrac></math> of 8?"

    assert "".join(answers.plain(html).split()) == "Whatis3/4of8?"
