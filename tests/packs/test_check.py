"""Judging answers: the shared cases, and that no answer whatever can upset the box."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.packs.rules import check

CASES = json.loads((Path(__file__).parent / "check_cases.json").read_text("utf-8"))
QUESTIONS = list({json.dumps(case["question"]): case["question"] for case in CASES}.values())
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["a", "b", "g1", "3/4", "5 cm"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["a", "b", "g1", "zz"]), inner),
    max_leaves=8,
)
DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']['kind']}: {case['name']}")
def test_answers_are_judged_as_the_shared_cases_say(case):
    verdict = check(case["question"], case["response"])

    assert verdict.correct is case["correct"]
    assert verdict.score == pytest.approx(case["score"], abs=1e-4)
    assert verdict.misconception == case["misconception"]
    assert verdict.note == case["note"]
    assert verdict.feedback == case["feedback"]


@given(question=st.sampled_from(QUESTIONS), response=ANYTHING)
def test_no_answer_whatever_upsets_the_box(question, response):
    verdict = check(question, response)

    assert 0 <= verdict.score <= 1
    assert verdict.correct is not True or verdict.score == 1


@given(top=st.integers(0, 999), bottom=st.integers(1, 999), digits=st.booleans(), spaces=st.booleans())
def test_a_fraction_is_read_as_it_was_meant(top, bottom, digits, spaces):
    typed = f"{top} / {bottom}" if spaces else f"{top}/{bottom}"
    question = {"kind": "fraction", "answer": f"{top * 3}/{bottom * 3}", "form": "any", "wrong": []}

    assert check(question, typed.translate(DIGITS) if digits else typed).correct


@given(value=st.decimals(-9999, 9999, places=3), comma=st.booleans(), digits=st.booleans())
def test_a_decimal_is_read_as_it_was_meant(value, comma, digits):
    typed = f"{value:f}".replace(".", "," if comma else ".")
    question = {"kind": "number", "answer": f"{value:f}", "tolerance": "0", "unit": None, "wrong": []}

    assert check(question, typed.translate(DIGITS) if digits else typed).correct


@given(word=st.text("abcdefghij", min_size=8, max_size=12), data=st.data())
def test_one_slip_is_forgiven_where_one_is_allowed(word, data):
    place = data.draw(st.integers(0, len(word) - 1))
    slip = word[:place] + data.draw(st.sampled_from(["", "z", word[place] * 2])) + word[place + 1 :]
    question = {"kind": "short", "accept": [word], "case": False, "accents": False, "spelling": 1, "wrong": []}

    assert check(question, slip).correct
