"""Small goals of the student's own: set, shown, reached, moved on; and what a teacher sees and says."""

import csv
import html
import io
import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom import HALVES
from homeroom import journal
from homeroom.goals import actions, rules, showing, tables
from homeroom.goals import waiting as calls
from homeroom.goals.events import GoalSet
from homeroom.journal import of_register
from homeroom.record import actions as record
from homeroom.terms import actions as terms
from homeroom.terms.rules import Calendar, Span
from homeroom.today import live_pages


def goals(child):
    return {one["goal"]: one for one in child.week["goals"]}


def shelf(child):
    """What her tablet would show, on a day on which nobody is signed in there."""
    return {one["goal"]: one for one in showing.for_child(child.id)}


def set_one(child, goal="g1", **told):
    answer = child.act("goal.set", goal=goal, **{"by": "friday", **told})
    assert answer["status"] == "saved", answer


@pytest.mark.parametrize(
    ("today", "until", "day"),
    [
        ("2026-11-23", "tomorrow", "2026-11-24"),
        ("2026-11-27", "tomorrow", "2026-11-30"),
        ("2026-11-23", "friday", "2026-11-27"),
        ("2026-11-28", "friday", "2026-12-04"),
        ("2026-11-27", "next", "2026-12-04"),
        ("2026-11-23", "", ""),
    ],
)
def test_until_when_is_a_school_day(today, until, day):
    assert rules.day_for(today, until, Calendar()) == day


@pytest.mark.parametrize(
    ("today", "until", "day"),
    [
        ("2026-11-23", "friday", "2026-11-26"),  # the last school day of that week
        ("2026-11-26", "friday", "2026-11-26"),
        ("2026-11-27", "friday", "2026-12-11"),  # nothing is left of this week, and all of the next is free
        ("2026-11-23", "next", "2026-12-11"),
        ("2026-11-26", "tomorrow", "2026-12-07"),
    ],
)
def test_a_holiday_brings_the_day_forward_and_a_free_week_puts_it_off(today, until, day):
    kept = Calendar((Span("2026-11-27", "2026-11-27"), Span("2026-11-30", "2026-12-04")))

    assert rules.day_for(today, until, kept) == day


@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.sampled_from(rules.WHENS),
    st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2028, 1, 31)), st.integers(0, 30)), max_size=4),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_a_goal_is_due_on_a_school_day_and_not_before_it_is_set(today, until, free, weekdays):
    spans = tuple(Span(first.isoformat(), (first + timedelta(days=n)).isoformat()) for first, n in free)
    kept = Calendar(spans, {"": tuple(sorted(weekdays))})

    day = rules.day_for(today.isoformat(), until, kept)

    assert (day == "") == (until == "")
    assert day == "" or (day >= today.isoformat() and kept.is_school_day(day))


def test_by_friday_is_thursday_when_friday_is_a_holiday_of_her_class(cast, ada, okoro):
    with journal.acting(actor=f"office:{cast.mrs_park.id}"):
        terms.keep(Span("2026-11-27", "2026-11-27", title="Day of trees", school_class=cast.class_3b.id))

    set_one(ada, text="Read to my brother", by="friday")
    okoro.post(f"/students/{ada.id}/goals", data={"text": "Feed the fish", "until": "friday"})

    assert {one["until"] for one in goals(ada).values()} == {"by Thursday 26 November"}


def test_a_holiday_entered_later_moves_the_day_and_taking_it_out_brings_it_back(cast, ada, the_clock):
    set_one(ada, "g1", text="Read to my brother", by="friday")
    set_one(ada, "g2", text="Feed the fish", by="tomorrow")
    with journal.acting(actor=f"office:{cast.mrs_park.id}"):
        friday = terms.keep(Span("2026-11-27", "2026-11-27", title="Day of trees", school_class=cast.class_3b.id))
        terms.keep(Span("2026-11-24", "2026-11-24", title="Storm"))

    assert [goals(ada)[one]["until"] for one in ("g1", "g2")] == ["by Thursday 26 November", "by Wednesday 25 November"]
    the_clock.set("2026-11-27 09:00")
    assert shelf(ada)["g1"]["late"]
    with journal.acting(actor=f"office:{cast.mrs_park.id}"):
        terms.drop(friday)
    assert "late" not in shelf(ada)["g1"]
    assert {one.goal: why for why, one in calls.found([ada.id])} == {"g1": "new", "g2": "late"}


@given(
    st.dates(date(2026, 9, 1), date(2026, 12, 1)),
    st.integers(1, 12),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 9)), max_size=4),
)
def test_a_day_that_became_free_moves_to_a_school_day_after_it_was_set(set_on, later, free):
    spans = [
        Span((set_on + timedelta(days=first)).isoformat(), (set_on + timedelta(days=first + many)).isoformat())
        for first, many in free
    ]
    due = Calendar().after((set_on + timedelta(days=later - 1)).isoformat())
    kept = Calendar(tuple(spans))

    day = rules.day_kept(due, set_on.isoformat(), kept)
    assert kept.is_school_day(day)
    assert day > set_on.isoformat()
    assert (day == due) == kept.is_school_day(due)


def test_a_goal_of_two_cards_shows_its_progress_by_itself(ada, the_clock):
    ada.on(ada.slot("quarters-do"), "work.finish")
    the_clock.pass_time(minutes=1)
    set_one(ada, about="cards", ref="math", count=2, text="")
    assert goals(ada)["g1"]["title"] == "Finish 2 cards: Math"
    assert "done" not in goals(ada)["g1"]

    ada.on(ada.slot("halves-cut"), "work.finish")
    ada.on(ada.slot("halves-see"), "work.finish")

    found = goals(ada)["g1"]
    assert (found["done"], found["of"], found["until"]) == (2, 2, "by Friday 27 November")


def test_goals_follow_one_card_and_one_skill(ada, okoro):
    set_one(ada, "g1", about="card", ref="halves-cut")
    set_one(ada, "g2", about="skill", ref=HALVES)

    ada.on(ada.slot("halves-cut"), "work.finish")
    okoro.post(f"/students/{ada.id}/skills/{HALVES}", data={"do": "judge", "state": "mastered", "text": "Showed me."})

    assert {one["title"]: one["done"] for one in goals(ada).values()} == {
        "Finish “Cut a slice”": 1,
        "Be able to do “Halves of bread”": 1,
    }


def test_the_teacher_reads_it_answers_and_the_child_reads_the_answer(ada, okoro):
    set_one(ada, text="I want to ride without help", picture="body")
    assert "I want to ride without help" in okoro.get("/goals").text

    answer = okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "answer", "text": "Show me on Friday!"})

    assert answer.status_code == 303
    assert goals(ada)["g1"]["said"] == [{"who": "Mr Okoro", "text": "Show me on Friday!"}]


def test_an_open_goal_goes_on_past_its_day_and_can_be_moved_without_shame(ada, cast, the_clock):
    set_one(ada, text="Read to my brother")
    the_clock.set("2026-11-30 09:00")
    ada.tablet.session = cast.sign_in(ada.tablet, cast.ada).json["session"]
    assert goals(ada)["g1"]["late"] is True

    assert ada.act("goal.move", goal="g1", by="friday")["status"] == "saved"

    found = goals(ada)["g1"]
    assert (found["until"], found.get("late")) == ("by Friday 4 December", None)
    assert "moved on once" in cast.signed_in(cast.mr_okoro).get(f"/students/{ada.id}/goals").text


def test_reached_with_a_line_and_taken_back(ada, okoro):
    set_one(ada, text="Read to my brother")
    assert ada.act("goal.reach", goal="g1", feeling="proud", text="He laughed.")["status"] == "saved"
    page = okoro.get(f"/students/{ada.id}/goals").text
    assert "He laughed." in page
    assert "I am proud" in page

    assert ada.act("goal.reopen", goal="g1")["status"] == "saved"

    assert goals(ada)["g1"]["state"] == "open"
    assert ada.act("goal.reopen", goal="g1")["status"] == "refused"


def test_what_a_teacher_suggests_is_the_childs_to_take_or_leave(ada, okoro):
    for text in ("Ask a question every day", "Help at the garden"):
        told = {"text": text, "until": "next", "tie": "cards:reading", "count": "3"}
        assert okoro.post(f"/students/{ada.id}/goals", data=told).status_code == 303
    first, second = sorted(goals(ada).values(), key=lambda one: one["title"])
    assert (first["state"], first["by"], first["of"]) == ("suggested", "Mr Okoro", 3)

    ada.act("goal.take", goal=first["goal"])
    ada.act("goal.drop", goal=second["goal"])

    assert {one["state"] for one in goals(ada).values()} == {"open", "let-go"}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "Say, write or show what your goal is."),
        ({"about": "luck"}, "must be one of"),
        ({"about": "cards", "count": 99}, "whole number"),
        ({"text": "x", "by": "never"}, "must be one of"),
        ({"about": "skill", "ref": "a/b/c"}, "is not an id"),
    ],
)
def test_a_goal_without_sense_is_kept_aside_with_a_sentence(ada, told, why):
    answer = ada.act("goal.set", goal="g1", **told)

    assert answer["status"] == "refused"
    assert why in answer["message"]
    assert goals(ada) == {}


def test_nobody_has_more_than_a_dozen_goals_at_once(ada):
    for n in range(actions.MOST_OPEN):
        set_one(ada, f"g{n}", text="Something small")

    assert ada.act("goal.set", goal="one-more", text="x")["status"] == "refused"
    ada.act("goal.drop", goal="g0")
    assert ada.act("goal.set", goal="one-more", text="x")["status"] == "saved"


def test_another_class_stays_closed(ada, silva, cast):
    set_one(ada, text="Mine")

    assert silva.get(f"/students/{ada.id}/goals").status_code == 403
    assert silva.post(f"/students/{ada.id}/goals", data={"text": "Yours"}).status_code == 403
    assert silva.get(f"/goals?class={cast.class_3b.id}").status_code == 403
    assert silva.get(f"/goals/{cast.class_3b.id}.csv").status_code == 403


def test_the_table_has_a_row_a_goal_and_no_formulas(ada, okoro, cast):
    set_one(ada, text="=1+1")

    rows = list(csv.DictReader(io.StringIO(okoro.get(f"/goals/{cast.class_3b.id}.csv").text.lstrip("\ufeff"))))

    assert [(row["given_name"], row["goal"], row["due"], row["state"]) for row in rows] == [
        ("Ada", "'=1+1", "2026-11-27", "At it")
    ]


def test_a_class_without_goals_says_what_to_do(okoro, cast):
    page = okoro.get("/goals").text

    assert "No goal just now" in page
    assert "Children set their goals on the tablet." in page


def test_her_record_has_her_goals_and_erasing_takes_them_away(ada, cast):
    set_one(ada, text="A secret wish", upload="a-drawing-of-it", upload_kind="drawing")
    park = cast.signed_in(cast.mrs_park)
    assert "goal" in park.get(f"/people/students/{ada.id}/record").text
    assert tables.goal(ada.id, "g1").text == "A secret wish"

    record.erase(ada.id, name="Ada Obi")

    assert tables.find(ada.id, "g1") is None
    assert all(one.body is None for one in of_register(f"goal/{ada.id}/g1") if one.kind == GoalSet.kind)


# --- the inbox ---------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(okoro, cast, monkeypatch):
    """How much the button to the inbox says there is."""
    monkeypatch.setattr(live_pages, "_boards", live_pages._Boards())
    monkeypatch.setattr(live_pages, "FRESH", 0)
    return lambda: okoro.get(f"/api/live?class={cast.class_3b.id}&v=").json["waiting"]


def test_a_goal_reached_waits_for_a_word_and_the_wish_to_talk_is_said(ada, okoro, waiting):
    set_one(ada, text="Read to my brother")
    ada.act("goal.reach", goal="g1", text="He laughed.", talk=True)

    page = okoro.get("/inbox").text
    assert "Reached a goal and wants to talk" in page
    assert "He laughed." in page
    assert waiting() == 1

    back = f"/inbox?done=answer&of={ada.id}&goal=g1"
    answer = okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "answer", "text": "We talked.", "next": back})
    assert answer.location.startswith(back)
    page = okoro.get(answer.location).text
    assert "Your words are with Ada." in page
    assert "He laughed." not in page
    assert waiting() == 0


def test_a_new_goal_of_a_child_waits_once_and_a_suggestion_of_the_teacher_never(ada, okoro, the_clock):
    set_one(ada, text="Ride without help")
    okoro.post(f"/students/{ada.id}/goals", data={"text": "Feed the fish", "until": "friday"})
    page = okoro.get("/inbox").text
    assert "Has a new goal" in page
    assert "Feed the fish" not in page

    the_clock.pass_time(minutes=1)
    okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "answer", "text": "A good goal."})
    assert "Ride without help" not in okoro.get("/inbox").text


def test_a_late_goal_waits_until_it_is_moved_reached_or_asked_about(ada, cast, the_clock):
    for goal in ("g1", "g2", "g3", "g4"):
        set_one(ada, goal, text=f"Goal {goal}", by="" if goal == "g4" else "friday")
    the_clock.set("2026-11-30 09:00")
    okoro = cast.signed_in(cast.mr_okoro)
    assert "The day of a goal is over" in okoro.get("/inbox").text

    okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "move", "until": "friday", "text": "Move to Friday"})
    okoro.post(f"/students/{ada.id}/goals/g2", data={"do": "answer", "text": "How far are you?"})
    back = f"/inbox?done=reach&of={ada.id}&goal=g3"
    okoro.post(f"/students/{ada.id}/goals/g3", data={"do": "reach", "next": back})

    page = okoro.get(back).text
    assert "The day of a goal is over" not in page
    assert "Noted: Ada reached the goal." in page
    okoro.post(f"/students/{ada.id}/goals/g3", data={"do": "reopen", "next": "/inbox"})
    assert "Goal g3" in okoro.get("/inbox").text


def test_words_of_one_tap_are_taken_back_by_who_said_them_and_the_goal_waits_again(ada, okoro, cast, waiting):
    set_one(ada, text="Ride without help")
    back = f"/inbox?done=answer&of={ada.id}&goal=g1"
    answer = okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "answer", "text": "Well!", "next": back})
    assert "Undo" in okoro.get(answer.location).text
    assert goals(ada)["g1"]["said"][0]["text"] == "Well!"
    assert "Take my words back" in okoro.get(f"/students/{ada.id}/goals").text
    step = answer.location.rpartition("step=")[2]

    other = cast.signed_in(cast.mrs_park)
    assert "Take my words back" not in other.get(f"/students/{ada.id}/goals").text
    assert other.post(f"/students/{ada.id}/goals/g1", data={"do": "undo", "step": unquote(step)}).status_code == 422
    okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "undo", "step": unquote(step)})
    assert "said" not in goals(ada)["g1"]
    assert waiting() == 1
    again = okoro.post(f"/students/{ada.id}/goals/g1", data={"do": "undo", "step": unquote(step)})
    assert "There is nothing to take back here." in again.text


def test_a_day_moved_and_a_goal_reached_by_one_tap_are_taken_back_whole(ada, cast, the_clock):
    set_one(ada, "g1", text="Read")
    set_one(ada, "g2", text="Swim")
    the_clock.set("2026-11-30 09:00")
    okoro = cast.signed_in(cast.mr_okoro)
    before = shelf(ada)
    for goal, what in (("g1", "move"), ("g2", "reach")):
        back = f"/inbox?done={what}&of={ada.id}&goal={goal}"
        told = okoro.post(f"/students/{ada.id}/goals/{goal}", data={"do": what, "until": "friday", "next": back})
        assert shelf(ada)[goal] != before[goal]
        page = okoro.get(told.location).text
        undone = re.search(r'name="step" value="([^"]+)"><input type="hidden" name="next" value="([^"]+)"', page)
        after = okoro.post(
            f"/students/{ada.id}/goals/{goal}", data={"do": "undo", "step": undone[1], "next": html.unescape(undone[2])}
        )
        assert "Taken back. The goal of Ada waits again." in okoro.get(after.location).text
    assert shelf(ada) == before


def test_other_classes_goals_are_in_no_inbox(ada, silva):
    set_one(ada, text="Ride without help")

    assert "Ride without help" not in silva.get("/inbox").text
    assert silva.get(f"/inbox?done=answer&of={ada.id}&goal=g1").status_code == 403


@given(
    st.sampled_from(["open", "reached", "let-go", "suggested"]),
    st.sampled_from(["", "reached", "talk"]),
    st.sampled_from(["student", "teacher"]),
    st.sampled_from(["", "2026-11-20", "2026-11-27"]),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_a_word_of_today_ends_every_wait(state, tells, role, due, set_days, reached_days):
    now, today = 1_795_424_400_000, "2026-11-23"  # that Monday at noon
    goal = tables.Goal(
        state=state,
        tells=tells if state == "reached" else "",
        author_role=role,
        due=due,
        set_at=now - set_days * rules.DAY,
        state_at=now - reached_days * rules.DAY,
    )
    why = rules.waits(goal, (0, ""), now, today)

    assert rules.waits(goal, (now, today), now, today) == ""
    assert why in ("", *rules.CALLS)
    assert (why == "late") == (state == "open" and due == "2026-11-20")
    if state in ("let-go", "suggested") or (state == "reached" and not tells):
        assert why == ""
