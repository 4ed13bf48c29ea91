"""What teachers see and say about skills, over HTTP."""

import csv
import io

import pytest

from classroom import HALVES, QUARTERS
from homeroom import clock, journal
from homeroom.evidence import actions as evidence
from homeroom.mastery import actions, showing, tables, why
from homeroom.mastery.skillmap import skill_map


@pytest.fixture
def practiced(ada, the_clock):
    """Ada has answered four questions about halves, all right, in eight minutes."""
    slot = ada.slot("halves-see")
    ada.open(slot)
    question = ada.questions(slot)[0]["id"]
    for _ in range(4):
        ada.answer(slot, question, "a")
        the_clock.pass_time(minutes=2)
    return slot


def skill_page(browser, student, skill=HALVES):
    return browser.get(f"/students/{student.id}/skills/{skill}").get_data(as_text=True)


def say(browser, student, skill=HALVES, **form):
    return browser.post(f"/students/{student.id}/skills/{skill}", data=form)


def test_the_grid_shows_children_and_the_skills_they_have_begun(cast, okoro, practiced):
    page = okoro.get(f"/skills/{cast.class_3b.id}").get_data(as_text=True)

    assert "Ada, Halves of bread: Growing" in page
    assert "Ben, Halves of bread: Not begun" in page
    assert "Quarters of bread" not in page


def test_skills_nobody_has_begun_are_shown_when_asked_for(cast, okoro, bread):
    assert "Nothing shown yet" in okoro.get(f"/skills/{cast.class_3b.id}").get_data(as_text=True)
    assert "Quarters of bread" in okoro.get(f"/skills/{cast.class_3b.id}?all=1").get_data(as_text=True)


def test_skills_leads_to_the_teachers_class(cast, okoro):
    assert okoro.get("/skills").headers["Location"] == f"/skills/{cast.class_3b.id}"


def test_the_table_for_other_programs_has_the_words_of_the_page(cast, okoro, practiced):
    answer = okoro.get(f"/skills/{cast.class_3b.id}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))

    assert [(row["given_name"], row["skill_title"], row["state_word"]) for row in rows] == [
        ("Ada", "Halves of bread", "Growing")
    ]
    assert rows[0]["why"] in skill_page(okoro, cast.ada).replace("&#34;", '"')


def test_a_skill_shows_what_it_rests_on_a_tap_away(cast, okoro, practiced):
    page = skill_page(okoro, cast.ada)

    assert "Two equal parts" in page
    assert "4 of 4 right" in page
    assert f"/inbox/{cast.ada.id}/{practiced['slot']}" in page
    assert "All parts and their sums" in page


@pytest.mark.parametrize(
    "path", ["/skills/{group}", "/skills/{group}.csv", "/students/{ada}/skills", "/students/{ada}/report"]
)
def test_other_classes_are_closed(cast, silva, path):
    assert silva.get(path.format(group=cast.class_3b.id, ada=cast.ada.id)).status_code == 403


def test_other_teachers_neither_see_nor_judge_a_skill(cast, silva):
    assert silva.get(f"/students/{cast.ada.id}/skills/{HALVES}").status_code == 403
    assert say(silva, cast.ada, do="judge", state="mastered", text="No.").status_code == 403
    assert tables.state_of(cast.ada.id, HALVES).state == "not_begun"


def test_a_teacher_overrules_with_a_reason_that_stays_visible(cast, okoro, ada, practiced):
    say(okoro, cast.ada, do="judge", state="mastered", mark="4", text="Explained it at the board.")

    now = tables.state_of(cast.ada.id, HALVES)
    assert (now.state, now.machine, now.standard) == ("mastered", "growing", 4)
    assert "Mr Okoro said so: Explained it at the board." in skill_page(okoro, cast.ada)
    mine = next(one for one in ada.tablet.get("/api/skills").json["skills"] if one["skill"] == HALVES)
    assert mine["sentence"] == "Mr Okoro said so: Explained it at the board."


def test_a_judgement_needs_a_reason(cast, okoro):
    assert say(okoro, cast.ada, do="judge", state="mastered", text="  ").status_code == 422
    assert say(okoro, cast.ada, do="judge", state="brilliant", text="Yes").status_code == 422


def test_a_judgement_can_be_changed_and_taken_back(cast, okoro, practiced):
    say(okoro, cast.ada, do="judge", state="mastered", text="I heard her.")
    say(okoro, cast.ada, do="judge", state="rusty", text="Not today.")
    assert tables.state_of(cast.ada.id, HALVES).state == "rusty"

    say(okoro, cast.ada, do="lift")
    assert tables.state_of(cast.ada.id, HALVES).state == "growing"
    assert say(okoro, cast.ada, do="lift").status_code == 422


def test_what_a_teacher_saw_or_heard_counts_and_is_shown(cast, okoro, bread):
    before = tables.chance(cast.ada.id, QUARTERS)
    say(okoro, cast.ada, QUARTERS, do="observe", way="conversation", mark="4", text="Cut the cake in four.")

    now = tables.state_of(cast.ada.id, QUARTERS)
    page = skill_page(okoro, cast.ada, QUARTERS)
    assert now.state == "growing"
    assert now.chance > before
    assert "Cut the cake in four." in page
    assert "Goes beyond" in page


def test_a_way_that_is_none_is_refused(cast, okoro):
    assert say(okoro, cast.ada, do="observe", way="rumor", mark="3").status_code == 422
    assert say(okoro, cast.ada, do="observe", way="observation", mark="7").status_code == 422
    assert say(okoro, cast.ada, do="dance").status_code == 422


def test_a_mark_on_a_piece_of_work_counts_and_taking_it_back_takes_it_out(cast, okoro, ada, practiced):
    slot = ada.slot("halves-cut")
    ada.open(slot)
    ada.photo(slot)
    ada.on(slot, "work.finish")
    before = tables.state_of(cast.ada.id, HALVES)
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        evidence.accept(cast.ada.id, slot["slot"], 4, "Well cut.")
    marked = tables.state_of(cast.ada.id, HALVES)
    assert marked.chance > before.chance
    assert "A piece of work" in skill_page(okoro, cast.ada)

    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        evidence.take_back(cast.ada.id, slot["slot"])
    assert tables.state_of(cast.ada.id, HALVES) == before


def test_a_child_who_does_not_agree_is_heard_and_answered(cast, okoro, ada, practiced):
    assert ada.act("skill.contest", skill=HALVES, text="I can do it!")["status"] == "saved"

    inbox = okoro.get("/inbox").get_data(as_text=True)
    assert "Does not agree" in inbox
    assert f"/students/{cast.ada.id}/skills/{HALVES}#contest" in inbox
    page = skill_page(okoro, cast.ada)
    assert "Ada does not agree" in page
    assert "I can do it!" in page
    assert "the child does not agree" in okoro.get(f"/skills/{cast.class_3b.id}").get_data(as_text=True)

    say(okoro, cast.ada, do="answer", text="Show me tomorrow.")
    assert not tables.contests([cast.ada.id])
    assert "Does not agree" not in okoro.get("/inbox").get_data(as_text=True)
    assert "Show me tomorrow." in skill_page(okoro, cast.ada)
    assert say(okoro, cast.ada, do="answer", text="Again.").status_code == 422


def test_the_explanation_that_was_shown_is_kept_and_told_again_word_for_word(cast, ada, practiced, the_clock):
    shown = next(one for one in ada.tablet.get("/api/skills").json["skills"] if one["skill"] == HALVES)
    ada.act("skill.contest", skill=HALVES)
    ada.answer(practiced, ada.questions(practiced)[0]["id"], "b", correct=False)
    the_clock.pass_time(days=20)

    kept = tables.contests([cast.ada.id])[0].explanation
    assert why.sentence(kept, skill_map().title) == shown["sentence"]


def test_the_sentence_names_the_group_that_weighs_most(cast, practiced, the_clock):
    for days in (0, 3, 30, 300):
        the_clock.pass_time(days=days)
        now = tables.state_of(cast.ada.id, HALVES)
        row = why.explain(now, clock.now_ms())
        heaviest = max(now.groups, key=lambda group: abs(now.groups[group]))

        assert why.reason(row) == heaviest
        assert why.chance(row) == pytest.approx(now.chance, abs=0.001)
        assert why.sentence(row, skill_map().title) == why.sentence(dict(row), skill_map().title)


def test_the_report_says_what_a_child_can_do_in_the_familys_language(cast, okoro, practiced):
    say(okoro, cast.ada, do="judge", state="mastered", text="I heard her.")
    page = okoro.get(f"/students/{cast.ada.id}/report").get_data(as_text=True)

    assert "This she can do now" in page
    assert "Halves of bread" in page
    assert "%" not in page.split("<article")[1].split("</article>")[0]
    assert 'dir="rtl"' in okoro.get(f"/students/{cast.ada.id}/report?in=ar").get_data(as_text=True)


def test_rebuilding_from_the_journal_gives_the_same_states(cast, okoro, practiced):
    say(okoro, cast.ada, do="observe", way="observation", mark="2")
    before = tables.states_of(cast.ada.id), showing.proofs(cast.ada.id, HALVES)
    journal.rebuild()

    assert (tables.states_of(cast.ada.id), showing.proofs(cast.ada.id, HALVES)) == before


def test_a_card_that_most_get_wrong_is_foreseen_as_harder_than_its_level(cast, ada, practiced):
    from homeroom.db import write
    from homeroom.mastery.rows import QuestionTally

    write(QuestionTally.put, card="halves-do", question="q1", tried=40, right=4)

    assert tables.chance(cast.ada.id, HALVES, card="halves-do") < tables.chance(cast.ada.id, HALVES)


def test_nothing_is_judged_of_a_child_that_is_not_there(cast):
    with pytest.raises(Exception, match="no such|not"):
        actions.observe("nobody", HALVES, "observation", 3)
