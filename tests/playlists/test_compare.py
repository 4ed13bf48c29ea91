"""Drafts side by side, one change for many, and one step back."""

import re

import pytest

from classroom import HALVES, QUARTERS, Child
from homeroom.playlists import actions, tables

WEEK = "2026-W48"
WISH = {"do": "draft", "skill": [HALVES, QUARTERS], "count": "6", "offscreen": "20", "together": "10"}


@pytest.fixture
def plan(cast):
    return f"/plan/{cast.class_3b.id}/{WEEK}"


@pytest.fixture
def drafted(okoro, bread, plan):
    """Mr Okoro with drafts for 3B."""
    assert okoro.post(plan, data=WISH).status_code == 303
    return okoro


def cards(student):
    return [slot["card"] for slot in actions.current_slots(student.id, WEEK)]


def test_the_table_shows_each_week_in_numbers_and_who_has_which_card(cast, drafted, plan):
    page = drafted.get(f"{plan}/compare").text

    for child in (cast.ada, cast.ben):
        assert page.count(f'value="{child.id}"') == 1
    assert "Halves of bread" in page
    assert "This one is about space, which you like." in page
    assert re.search(r"to 60 % away from the screen", page)


def test_a_week_outside_the_teachers_bounds_is_marked(okoro, bread, plan):
    okoro.post(plan, data={**WISH, "count": "20"})

    assert "outside your bounds" in okoro.get(f"{plan}/compare").text


def test_one_card_is_given_to_and_taken_from_the_children_chosen(cast, drafted, plan):
    card = "halves-talk"
    two, other = [cast.ada, cast.ben], cards(cast.chidi)
    many = {"student": [child.id for child in two], "card": card}

    drafted.post(f"{plan}/compare", data={**many, "do": "remove"})
    assert not any(card in cards(child) for child in two)
    assert cards(cast.chidi) == other

    drafted.post(f"{plan}/compare", data={**many, "do": "add"})
    drafted.post(f"{plan}/compare", data={**many, "do": "must"})
    for child in two:
        assert [slot["must"] for slot in actions.current_slots(child.id, WEEK) if slot["card"] == card] == [True]


def test_the_last_steps_are_taken_back_one_by_one(cast, drafted, plan):
    first = cards(cast.ada)
    slot = actions.current_slots(cast.ada.id, WEEK)[0]["slot"]
    drafted.post(f"{plan}/{cast.ada.id}/{slot}", data={"do": "remove"})
    drafted.post(plan, data={"do": "publish"})
    ada = Child(cast, cast.ada)
    assert ada.week["total"] == len(first) - 1

    assert "Take back: Publish" in drafted.get(plan).text
    drafted.post(plan, data={"do": "undo"})
    assert ada.week["slots"] == []
    assert cards(cast.ada) == first[1:]

    drafted.post(plan, data={"do": "undo"})
    assert cards(cast.ada) == first

    drafted.post(plan, data={"do": "undo"})
    assert cards(cast.ada) == []
    assert drafted.post(plan, data={"do": "undo"}).status_code == 422


def test_a_second_publication_taken_back_gives_the_first_week_again_in_her_own_order(cast, drafted, plan, the_clock):
    drafted.post(plan, data={"do": "publish"})
    ada = Child(cast, cast.ada)
    turned = [slot["slot"] for slot in ada.week["slots"]][::-1]
    ada.act("week.order", slots=turned)
    the_clock.pass_time(minutes=1)
    drafted.post(plan, data={"do": "again", "student": cast.ada.id})
    drafted.post(plan, data={"do": "publish", "student": cast.ada.id})

    drafted.post(plan, data={"do": "undo"})

    assert [slot["slot"] for slot in ada.week["slots"]] == turned


def test_who_has_begun_meanwhile_keeps_her_week(cast, drafted, plan, the_clock):
    drafted.post(plan, data={"do": "publish"})
    the_clock.pass_time(minutes=1)
    ada = Child(cast, cast.ada)
    ada.open(ada.week["slots"][0])

    answer = drafted.post(plan, data={"do": "undo"}, follow_redirects=True)

    assert "keep their week" in answer.text
    assert ada.week["total"] == 6
    assert tables.week(cast.ben.id, WEEK) is None


def test_what_the_box_weighed_is_shown_with_each_card(cast, drafted, plan):
    slot = next(one for one in actions.current_slots(cast.ada.id, WEEK) if one["card"] == "halves-space")

    page = drafted.get(f"{plan}/{cast.ada.id}/{slot['slot']}").text

    for words in ("What the box weighed", "What she likes", "A skill you chose", "of 10 right"):
        assert words in page


@pytest.mark.parametrize(
    "wrong",
    [{"offscreen": "50", "offscreen_most": "30"}, {"chance_least": "90", "chance_most": "80"}, {"minutes": "5000"}],
)
def test_bounds_that_make_no_sense_are_refused_in_a_sentence(okoro, bread, plan, wrong):
    assert okoro.post(plan, data={**WISH, **wrong}).status_code == 422


def test_another_teacher_compares_and_changes_nothing(cast, drafted, plan):
    silva = cast.signed_in(cast.ms_silva)

    assert silva.get(f"{plan}/compare").status_code == 403
    assert silva.post(f"{plan}/compare", data={"do": "publish", "student": cast.ada.id}).status_code == 403
