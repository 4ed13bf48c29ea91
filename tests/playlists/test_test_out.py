"""I know this already: a few questions, the box counts, a pass takes the card off the list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import Child
from homeroom import i18n, journal
from homeroom.people import tables as people
from homeroom.playlists import preparing, rules
from playlists.conftest import rungs

SKILL = rungs("hr-math:market")[0]


@pytest.fixture
def noted(cast, market, publish):
    """Ada with a week about counting at the market."""
    publish(skills=[SKILL], count=4)
    return Child(cast, cast.ada)


@pytest.fixture
def door(cast, market, second_path, publish):
    """The same week, where a second path begins at this skill."""
    publish(skills=[SKILL], count=4)
    return Child(cast, cast.ada)


def first(ada):
    return next(slot for slot in ada.week["slots"] if slot.get("testout") == SKILL)


def take(ada, slot, answers, run="try-1"):
    """Answer as a tablet does: one question after the other, then the end."""
    for (version, question), right in zip(ada.week["testouts"][SKILL], answers, strict=False):
        card = ada.tablet.get(f"/api/cards/{version}.json").json
        block = next(one for one in card["blocks"] if one.get("id") == question)
        told = {"slot": run, "card": slot["card"], "card_version": version, "question": question}
        told |= {"response": block["answer"] if right else "99", "correct": right, "score": 0, "tries": 1}
        assert ada.act("work.answer", **told)["status"] == "saved"
    return ada.act("week.testout", slot=slot["slot"], run=run)


@given(st.lists(st.booleans(), max_size=8), st.sampled_from([rules.USUAL, rules.STRICT]))
def test_straight_or_one_miss_passes_and_the_second_miss_ends_it(answers, test):
    for n in range(len(answers)):
        if rules.tested_out(answers[:n], test) is not None:
            return
    found = rules.tested_out(answers, test)

    assert len(answers) <= test.of
    if found is None:
        assert answers.count(False) <= 1
        assert len(answers) < test.of
    else:
        passed = answers == [True] * test.straight or (len(answers) == test.of and answers.count(True) == test.right)
        assert found == passed
        assert found or answers.count(False) == 2


@given(st.lists(st.booleans(), max_size=8))
def test_who_passes_a_door_would_have_passed_the_usual_test(answers):
    if rules.tested_out(answers, rules.STRICT):
        assert any(rules.tested_out(answers[:n], rules.USUAL) for n in range(len(answers) + 1))


@pytest.mark.parametrize(
    ("test", "passes"), [(rules.USUAL, (0.98, 0.93, 0.76, 0.37, 0.11)), (rules.STRICT, (0.97, 0.89, 0.67, 0.25, 0.05))]
)
def test_the_shares_who_pass_are_those_of_the_note(test, passes):
    for chance, share in zip((0.95, 0.9, 0.8, 0.6, 0.4), passes, strict=True):
        assert passing([], chance, test) == pytest.approx(share, abs=0.01)


def passing(answers, chance, test):
    """How likely it is to pass from here on, by all ways there are."""
    found = rules.tested_out(answers, test)
    if found is not None:
        return float(found)
    right, wrong = passing([*answers, True], chance, test), passing([*answers, False], chance, test)
    return chance * right + (1 - chance) * wrong


def test_a_skill_is_a_door_when_several_others_build_on_it():
    assert [rules.short_test(n) for n in (0, 1, 2, 5)] == [rules.USUAL, rules.USUAL, rules.STRICT, rules.STRICT]


def test_a_pass_takes_the_card_off_the_list_and_books_a_look_back(noted, cast, okoro):
    slot = first(noted)

    assert take(noted, slot, [True, True, True])["status"] == "saved"

    after = next(one for one in noted.week["slots"] if one["slot"] == slot["slot"])
    assert (after["status"], after["tested"]) == ("done", True)
    assert "testout" not in after
    assert noted.week["done"] == 1
    page = okoro.get(f"/students/{noted.id}/tests").text
    assert "She knows it" in page
    assert "3 of 3 right" in page
    assert "A look back is booked for Monday 30 November" in page


def test_the_look_back_is_one_quick_question_in_the_week_it_was_booked_for(noted, publish, the_clock):
    slot = first(noted)
    take(noted, slot, [True, True, True])
    publish(skills=[rungs("hr-math:market")[1]], count=4, week="2026-W49")
    the_clock.pass_time(days=7)
    noted.tablet.post("/api/sign-in", json={"student": noted.id, "secret": ["fox", "sun", "boat"]})

    look = next(one for one in noted.week["slots"] if "quick" in one)

    assert look["slot"].startswith("quick-")
    assert (look["minutes"], look["variants"]) == (2, [])
    assert look["quick"] in {one["id"] for one in noted.questions(look)}
    assert look["reason"].startswith("You showed that you know “Math step 1”")

    noted.answer(look, look["quick"], "1")
    noted.on(look, "work.finish")
    ada = next(iter(preparing.students([people.student(noted.id)], "2026-W50")))
    assert look["card"] not in ada.done or look["card"] == slot["card"]


def test_not_yet_is_no_shame_the_card_stays_and_another_try_asks_other_questions(noted):
    slot, asked = first(noted), noted.week["testouts"][SKILL][:5]

    assert take(noted, slot, [True, False, False])["status"] == "saved"

    assert first(noted)["status"] == "new"
    assert noted.week["testouts"][SKILL][:1] != asked[:1]
    take(noted, slot, [False, False], run="try-2")
    assert not any("testout" in one for one in noted.week["slots"])  # enough for today


def test_after_a_few_tries_the_teacher_is_asked_to_look_in_once(noted, cast, okoro, the_clock):
    slot = first(noted)
    take(noted, slot, [False, False])
    assert "Look in" not in okoro.get("/inbox").text
    take(noted, slot, [False, False], run="try-2")

    assert "Look in" in okoro.get("/inbox").text
    assert cast.signed_in(cast.ms_silva).get(f"/students/{noted.id}/tests").status_code == 403
    page = okoro.get(f"/students/{noted.id}/tests").text
    assert "Sit with her for a moment" in page
    assert "How many is 1?" in page
    assert "99" in page

    the_clock.pass_time(minutes=5)
    okoro.post(f"/students/{noted.id}/tests", data={"skill": SKILL})
    assert "Look in" not in okoro.get("/inbox").text


def test_the_box_counts_by_itself_whatever_the_tablet_claims(noted, okoro):
    slot = first(noted)
    for version, question in noted.week["testouts"][SKILL][:3]:
        told = {"slot": "try-1", "card": slot["card"], "card_version": version, "question": question}
        noted.act("work.answer", **told, response="99", correct=True, score=1.0)

    noted.act("week.testout", slot=slot["slot"], run="try-1")

    assert first(noted)["status"] == "new"
    assert "0 of 3 right" in okoro.get(f"/students/{noted.id}/tests").text


def test_i_do_not_know_yet_is_an_answer(noted, okoro):
    slot = first(noted)
    for version, question in noted.week["testouts"][SKILL][:2]:
        told = {"slot": "try-1", "card": slot["card"], "card_version": version, "question": question}
        assert noted.act("work.answer", **told, response=None, correct=False)["status"] == "saved"

    assert noted.act("week.testout", slot=slot["slot"], run="try-1")["status"] == "saved"
    with i18n.use("en"):
        assert "I don&#39;t know yet" in okoro.get(f"/students/{noted.id}/tests").text


def test_a_test_without_answers_or_counted_before_or_of_another_card_is_refused(noted, ada):
    slot = first(noted)

    assert noted.act("week.testout", slot=slot["slot"], run="try-1")["status"] == "refused"
    take(noted, slot, [True, True, True])
    assert noted.act("week.testout", slot=slot["slot"], run="try-1")["status"] == "refused"
    assert noted.act("week.testout", slot=slot["slot"], run="free-1")["status"] == "refused"


def test_a_rebuild_gives_the_same_week(noted):
    take(noted, first(noted), [True, True, True])
    before = noted.week

    journal.rebuild()

    assert {**noted.week, "version": 0} == {**before, "version": 0}


def test_a_door_takes_four_straight_on_the_box_too(door, okoro):
    slot = first(door)
    assert door.week["doors"] == [SKILL]
    assert len(door.week["testouts"][SKILL]) == 6
    assert "four in a row or five of six" in okoro.get(f"/students/{door.id}/tests").text

    take(door, slot, [True, True, True])
    assert first(door)["status"] == "new"
    take(door, slot, [True, False, True, True, True, True], run="try-2")

    after = next(one for one in door.week["slots"] if one["slot"] == slot["slot"])
    assert (after["status"], after["tested"]) == ("done", True)


def test_a_skill_with_one_path_behind_it_keeps_the_usual_test(noted):
    assert noted.week["doors"] == []
    assert len(noted.week["testouts"][SKILL]) == 5
