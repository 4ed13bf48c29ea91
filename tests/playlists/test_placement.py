"""Where a child starts: the ladder by itself, and through box, tablet and teacher."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import Child
from homeroom import journal
from homeroom.mastery import tables as mastery
from homeroom.people import tables as people
from homeroom.playlists import preparing
from homeroom.playlists.placement import ladder
from homeroom.playlists.placement.ladder import Answer, Step, Strand
from playlists.conftest import rungs

STRANDS = [Strand(f"s{n}", tuple(f"s{n}r{i}" for i in range(10)), 5.0) for n in range(6)]
MATH, READING = rungs("hr-math:market"), rungs("hr-read:market")


def asked_of(pupil, chance):
    """What is believed of somebody who knows `pupil[strand]` rungs, slips once in ten and guesses one of seven."""
    answers = []
    while wanted := ladder.next_question(found := ladder.stands(STRANDS, answers, {})):
        knows = int(wanted.skill.partition("r")[2]) < pupil[wanted.strand]
        right = chance.random() < (0.9 if knows else 0.15)
        answers.append(Answer(wanted.strand, wanted.skill, right))
    return found, answers


def test_about_24_questions_say_of_94_of_100_skills_whether_a_child_knows_them():
    luck, questions, right = random.Random(1), [], []
    for _ in range(150):
        level = luck.gauss(5, 2.4)
        pupil = {one.id: min(10, max(0, round(luck.gauss(level, 1.6)))) for one in STRANDS}
        found, answers = asked_of(pupil, luck)
        questions.append(len(answers))
        right += [(rung < one.known) == (rung < pupil[one.strand.id]) for one in found for rung in range(10)]

    assert statistics.mean(questions) <= 26
    assert statistics.mean(right) >= 0.93


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter_and_more_right_ones_never_place_lower(given_answers, order):
    answers = [Answer("s0", f"s0r{rung}", right) for rung, right in given_answers]
    mixed = order.sample(answers, len(answers))
    one, other = (ladder.stands(STRANDS[:1], some, {})[0] for some in (answers, mixed))
    better = ladder.stands(STRANDS[:1], [*answers, Answer("s0", "s0r9", True)], {})[0]

    assert one.known == other.known
    assert abs(sum(one.beliefs) - 1) < 1e-9
    assert better.known >= one.known


@pytest.mark.parametrize("always", [True, False])
def test_it_ends_after_eight_questions_a_strand_at_the_latest(always):
    answers = []
    while wanted := ladder.next_question(ladder.stands(STRANDS, answers, {})):
        answers.append(Answer(wanted.strand, wanted.skill, always))

    assert len(answers) <= len(STRANDS) * ladder.MOST


def test_ladders_are_made_of_skills_that_hang_together_each_after_what_it_needs():
    steps = [
        Step("c", "math", 3, 4, ("b",)),
        Step("b", "math", 2, 3, ("a",)),
        Step("a", "math", 1, 2),
        Step("z", "reading", 1, 2, ("a",)),
        Step("y", "reading", 0, 1),
    ]

    found = ladder.strands_of(steps, grade=3)

    assert [one.rungs for one in found] == [("a", "b", "c"), ("y",), ("z",)]
    assert found[0].middle == 2.0


def test_a_teachers_word_counts_instead_of_the_answers():
    found = ladder.stands(STRANDS[:1], [Answer("s0", "s0r5", True)], {"s0": 2})[0]

    assert (found.known, found.start, found.settled) == (2, 2, True)


# --- through the box -----------------------------------------------------------------------------------


@pytest.fixture
def begun(cast, market, okoro):
    """Mr Okoro has asked where Ada stands in math and reading; she is at a tablet."""
    told = {"student": [cast.ada.id], "strand": [MATH[0], READING[0]], "do": "start"}
    assert okoro.post(f"/placements/{cast.class_3b.id}", data=told).status_code == 303
    return Child(cast, cast.ada)


def give(child, knows):
    """Answer the next question: right where she knows that many steps of the strand; returns the skill asked."""
    now = child.tablet.get("/api/placement").json
    if not now["next"]:
        return None
    wanted = now["next"]
    card = child.tablet.get(wanted["url"]).json
    block = next(one for one in card["blocks"] if one.get("id") == wanted["question"])
    step = int(card["skills"][0][-1])
    told = {name: wanted[name] for name in ("strand", "card", "card_version", "question")}
    response = block["answer"] if step <= knows else None
    assert child.act("placement.answer", placement=now["placement"], response=response, **told)["status"] == "saved"
    return card["skills"][0]


def through(child, knows):
    asked = []
    while skill := give(child, knows):
        asked.append(skill)
    return asked


def test_a_child_is_invited_asked_a_few_questions_and_done(begun):
    assert begun.week["placement"] is True

    asked = through(begun, knows=3)

    assert 3 <= len(asked) <= 12
    assert begun.week["placement"] is False
    assert begun.tablet.get("/api/placement").json["placement"] is None


def test_it_goes_on_where_it_was_left_on_another_tablet(cast, begun):
    give(begun, 3)
    give(begun, 3)

    other = Child(cast, cast.ada)

    assert other.tablet.get("/api/placement").json["answered"] == 2
    assert through(other, 3)


def test_the_teacher_sees_where_she_starts_and_the_draft_begins_there(cast, begun, okoro):
    through(begun, knows=2)

    page = okoro.get(f"/students/{begun.id}/placement").text
    ada = preparing.students([people.student(begun.id)], "2026-W48")[0]

    assert "starts here" in page
    assert "know yet" in page
    assert ada.can(MATH[0]).known
    assert not ada.can(MATH[3]).known
    assert mastery.state_of(begun.id, MATH[0]).trace.attempts >= 1
    assert "Placed on" in okoro.get(f"/placements/{cast.class_3b.id}").text


def test_the_teacher_may_see_it_differently_with_a_reason_that_stays(begun, okoro):
    through(begun, knows=0)
    told = {"strand": MATH[0], "known": "3", "text": "She paid at the market by herself."}

    assert okoro.post(f"/students/{begun.id}/placement", data={**told, "text": " "}).status_code == 422
    assert okoro.post(f"/students/{begun.id}/placement", data={**told, "known": "9"}).status_code == 422
    assert okoro.post(f"/students/{begun.id}/placement", data=told).status_code == 303

    ada = preparing.students([people.student(begun.id)], "2026-W48")[0]
    assert "She paid at the market by herself." in okoro.get(f"/students/{begun.id}/placement").text
    assert ada.can(MATH[2]).known
    assert not ada.can(MATH[3]).known


def test_a_later_judgement_takes_back_what_an_earlier_one_told_about_skills(begun, okoro):
    told = {"strand": MATH[0], "text": "I saw it."}
    for known in ("5", "0"):
        okoro.post(f"/students/{begun.id}/placement", data={**told, "known": known})

    ada = preparing.students([people.student(begun.id)], "2026-W48")[0]
    assert not any(ada.can(skill).known for skill in MATH)


def test_a_question_counts_once_and_only_in_her_own_placement(cast, begun):
    now = begun.tablet.get("/api/placement").json
    told = {name: now["next"][name] for name in ("strand", "card", "card_version", "question")}
    told |= {"placement": now["placement"], "response": "1"}

    assert Child(cast, cast.ben).act("placement.answer", **told)["status"] == "refused"
    assert begun.act("placement.answer", **{**told, "strand": READING[0]})["status"] == "refused"
    assert begun.act("placement.answer", **told)["status"] == "saved"
    assert begun.act("placement.answer", **told)["status"] == "refused"


def test_a_teacher_ends_it_and_what_was_answered_counts(cast, begun, okoro):
    give(begun, 5)

    okoro.post(f"/placements/{cast.class_3b.id}", data={"student": cast.ada.id, "do": "stop"})

    assert begun.week["placement"] is False
    assert "right" in okoro.get(f"/students/{begun.id}/placement").text


def test_a_placement_needs_children_and_a_few_strands_and_is_for_her_teachers(cast, market, okoro):
    path = f"/placements/{cast.class_3b.id}"

    assert okoro.post(path, data={"do": "start", "strand": [MATH[0]]}).status_code == 422
    assert okoro.post(path, data={"do": "start", "student": [cast.ada.id]}).status_code == 422
    assert okoro.post(path, data={"do": "start", "student": [cast.ada.id], "strand": ["gone"]}).status_code == 422
    silva = cast.signed_in(cast.ms_silva)
    assert silva.get(path).status_code == silva.get(f"/students/{cast.ada.id}/placement").status_code == 403


def test_a_rebuild_finds_the_same(begun):
    give(begun, 3)
    give(begun, 0)
    before = begun.tablet.get("/api/placement").json

    journal.rebuild()

    assert begun.tablet.get("/api/placement").json == before
