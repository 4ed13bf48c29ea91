"""A teacher asks for more, or less, before a skill counts as mastered in her class, and says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import HALVES
from homeroom import clock, db, journal
from homeroom.evidence.events import AnswerGiven
from homeroom.mastery import bars, rules, tables


def answered(student, pattern, slot="s"):
    """A run of answers, a minute apart."""
    with journal.acting(actor=f"student:{student.id}"):
        for n, mark in enumerate(pattern):
            when = clock.now_ms() - (len(pattern) - n) * 60_000
            about = {"student": student.id, "slot": slot, "card": "halves-do", "when": when, "question": f"q{n}"}
            db.write(journal.write, AnswerGiven(**about, correct=mark == "1", skills=[HALVES], ms=5000))


def sets(client, cast, bar, text="It carries all that follows."):
    return client.post(f"/skills/{cast.class_3b.id}/bars/{HALVES}", data={"bar": str(bar), "text": text})


def test_with_a_higher_bar_more_must_be_shown_and_nothing_builds_on_less(cast, ada, okoro):
    answered(cast.ada, "1" * 9)
    before = tables.state_of(cast.ada.id, HALVES)
    assert before.state == "mastered"

    assert sets(okoro, cast, 95).status_code == 303

    after = tables.state_of(cast.ada.id, HALVES)
    assert after.chance == before.chance < 0.95
    assert (after.state, after.known) == ("growing", False)
    for n in range(8):
        answered(cast.ada, "1" * 20, f"more{n}")
    assert tables.state_of(cast.ada.id, HALVES).state == "mastered"


def test_a_lower_bar_lets_less_count(cast, ada, okoro):
    answered(cast.ada, "11111")
    assert tables.state_of(cast.ada.id, HALVES).state == "growing"

    sets(okoro, cast, 75, "They only need the idea now.")

    assert tables.state_of(cast.ada.id, HALVES).state == "mastered"


def test_the_reason_is_there_for_the_child_and_on_the_page(cast, ada, okoro):
    answered(cast.ada, "11")
    sets(okoro, cast, 90)

    told = next(one for one in ada.tablet.get("/api/skills").json["skills"] if one["skill"] == HALVES)
    assert told["asks"] == "Mr Okoro asks for 90 of 100 here: It carries all that follows."
    assert "asks for 90 of 100" in okoro.get(f"/students/{ada.id}/skills/{HALVES}").get_data(as_text=True)


@pytest.mark.parametrize(("bar", "text"), [("99", "Why"), ("x", "Why"), ("90", " "), ("90", "x" * 501)])
def test_a_bar_needs_a_choice_and_a_reason(cast, ada, okoro, bar, text):
    assert sets(okoro, cast, bar, text).status_code == 422
    assert bars.bar(cast.class_3b.id, HALVES) is None


def test_another_class_is_not_mine_to_judge_and_the_usual_bar_needs_no_reason(cast, ada, okoro, silva):
    assert sets(silva, cast, 90).status_code == 403
    sets(okoro, cast, 90)

    assert sets(okoro, cast, 85, "").status_code == 303
    assert bars.of_students([cast.ada.id]) == {}


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.sampled_from(bars.CHOICES))
def test_whoever_is_through_with_a_bar_is_through_with_a_lower_one(marks, bar):
    on = rules.trace(rules.Answer(n * 60_000, str(n), right, False) for n, right in enumerate(marks))

    def able(bar):
        return rules.state("s", on, len(marks) * 60_000, bar=bar / 100).state == "mastered"

    assert not able(bar) or all(able(lower) for lower in bars.CHOICES if lower < min(bar, 85))
