"""Shared wrong ideas with the work itself, and nudges with their reasons, answers and what came of them."""

import re
from urllib.parse import unquote

import pytest

from classroom import Child
from homeroom import clock, db, journal
from homeroom.grouping import actions, ideas, nudge_facts, nudge_pages, nudges, nudging, tables
from homeroom.grouping import events as ev
from homeroom.packs import tables as packs

QUARTER = "b"  # the wrong option of the question about halves; tagged with an idea


@pytest.fixture
def class_at_work(cast, publish):
    """Ada, Ben and Chidi, signed in with their weeks."""
    publish()
    return [Child(cast, one) for one in (cast.ada, cast.ben, cast.chidi)]


def work_on(child, card, response, *, kind="choice", correct=False, tries=1):
    """The child opens a card freely and answers its first question of a kind."""
    found = packs.card_json(packs.card(card).sha256)
    slot = {"slot": f"free-{card}", "card": card, "card_version": packs.card(card).sha256}
    child.open(slot)
    question = next(one["id"] for one in found["blocks"] if one["type"] == "question" and one["kind"] == kind)
    child.answer(slot, question, response, correct=correct, tries=tries)


def wrong_half(child):
    """The child says that half is a quarter."""
    work_on(child, "halves-do", QUARTER)


def test_two_who_count_the_cuts_stand_there_with_their_work(class_at_work, okoro, cast):
    ada, ben, _chidi = class_at_work
    for child in (ada, ben):
        wrong_half(child)

    page = okoro.get(f"/stations/{cast.class_3b.id}/ideas").get_data(as_text=True)

    assert "Counts the cuts" in page
    assert "These 2 share this idea: sit with them." in page
    assert page.count("one quarter") >= 2
    assert "Some of you found “one quarter”" in page


def test_one_child_alone_shares_nothing(class_at_work, cast):
    wrong_half(class_at_work[0])

    assert ideas.of_class(cast.class_3b.id) == []


def test_one_tap_makes_them_a_group_with_the_teacher_tomorrow(class_at_work, okoro, cast):
    ada, ben, _chidi = class_at_work
    for child in (ada, ben):
        wrong_half(child)
    [idea] = ideas.of_class(cast.class_3b.id)

    answer = okoro.post(f"/stations/{cast.class_3b.id}/ideas/{idea.key}")
    url = f"/stations/{cast.class_3b.id}/2026-11-24"
    okoro.post(url, data={"do": "draft"})
    okoro.post(url, data={"do": "publish"})

    assert answer.status_code == 303
    places = [row for row in tables.places("2026-11-24") if row.student in (ada.id, ben.id) and row.mode == "teacher"]
    assert {row.student for row in places} == {ada.id, ben.id}
    assert len({(row.period, row.station) for row in places}) == 1
    assert "some of you had the same idea" in places[0].reason["msgid"]
    assert "Asked for on Tuesday 24 November" in okoro.get(f"/stations/{cast.class_3b.id}/ideas").get_data(as_text=True)


def test_who_answered_right_twice_since_is_not_named_any_more(class_at_work, cast, the_clock):
    ada, ben, _chidi = class_at_work
    for child in (ada, ben):
        wrong_half(child)
    the_clock.pass_time(minutes=5)
    for card in ("halves-see", "halves-easy"):
        work_on(ada, card, "a", correct=True)
        the_clock.pass_time(minutes=1)

    assert ideas.of_class(cast.class_3b.id) == []


def test_three_with_the_same_untagged_mistake_are_found(class_at_work, cast, okoro):
    for child in class_at_work:
        work_on(child, "halves-do", "4", kind="number")

    [idea] = ideas.of_class(cast.class_3b.id)

    assert idea.kind == "answer"
    assert idea.title == "All answered “4”"
    assert {piece.name for piece in idea.pieces} == {"Ada", "Ben", "Chidi"}
    assert "How many halves make a whole?" in idea.opening


def test_ideas_of_another_class_stay_closed(silva, cast):
    assert silva.get(f"/stations/{cast.class_3b.id}/ideas").status_code == 403
    assert silva.get(f"/stations/{cast.class_3b.id}/nudges").status_code == 403
    assert silva.post(f"/stations/{cast.class_3b.id}/nudges", data={"student": cast.ada.id}).status_code == 403


# --- nudges --------------------------------------------------------------------------------------------

NOW = 100 * nudging.DAY
SEEN = {"student": "ada", "now": NOW, "quiet": 0, "here": 5}


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("silent", {"quiet": 5}),
        ("silent", {"quiet": None}),
        ("stuck", {"stuck": ("a", "b", "c")}),
        ("rusty", {"rusty": (("halves", "quarters"),)}),
        ("avoids", {"given": {"math": 3, "reading": 4}, "done": {"reading": 5}}),
        ("easy", {"levels": ("easier",) * 5, "right": 0.9}),
        ("helper", {"helper": 3}),
        ("alone", {"placed_days": 5}),
    ],
)
def test_each_rule_speaks_when_it_says_it_does(rule, told):
    found = nudging.nudges(nudging.Seen(**{**SEEN, **told}))

    assert [one.rule for one in found] == [rule]
    assert rule in nudging.statements()


@pytest.mark.parametrize(
    "told",
    [
        {"quiet": 4},
        {"quiet": 9, "here": 2},
        {"stuck": ("a", "b")},
        {"given": {"math": 2}, "done": {"reading": 9}},
        {"given": {"math": 9}, "done": {"reading": 4}},
        {"levels": ("easier",) * 4 + ("core",), "right": 1.0},
        {"levels": ("easier",) * 9, "right": 0.5},
        {"helper": 9, "helped": 1},
        {"placed_days": 5, "together_days": 1},
    ],
)
def test_no_rule_speaks_below_its_bounds(told):
    assert nudging.nudges(nudging.Seen(**{**SEEN, **told})) == []


def test_a_child_who_was_stuck_on_three_cards_is_on_the_page_today(class_at_work, okoro, cast):
    stick(class_at_work[0])

    page = okoro.get(f"/today?class={cast.class_3b.id}").get_data(as_text=True)

    assert "Ada was stuck on 3 cards in a week" in page


def stick(child):
    """Three wrong answers in a row on each of three cards."""
    for card in ("halves-do", "halves-see", "quarters-do"):
        for n in range(3):
            work_on(child, card, QUARTER, tries=n + 1)


@pytest.mark.parametrize(("answer", "back_after_a_week"), [("accept", True), ("later", True), ("never", False)])
def test_what_was_answered_rests_for_a_week_or_for_good(cast, okoro, the_clock, answer, back_after_a_week):
    be_here(cast, days=4)
    url = f"/stations/{cast.class_3b.id}/nudges"
    assert "Nobody has written to Ada" in okoro.get(url).get_data(as_text=True)

    okoro.post(url, data={"student": cast.ada.id, "rule": "silent", "about": "", "answer": answer})
    rests = okoro.get(url).get_data(as_text=True)
    the_clock.pass_time(days=8)
    be_here(cast, days=4)
    again = [one.student for one in nudges.of_class(cast.class_3b.id) if one.rule == "silent"]

    assert "Nobody has written to Ada" not in rests
    assert (cast.ada.id in again) is back_after_a_week


def test_an_answer_by_mistake_is_taken_back_by_who_gave_it(cast, okoro):
    be_here(cast, days=4)
    url = f"/stations/{cast.class_3b.id}/nudges"
    told = {"student": cast.ada.id, "rule": "silent", "about": ""}
    said = okoro.post(url, data={**told, "answer": "never"}).location
    page = okoro.get(said).get_data(as_text=True)
    assert "it does not come again" in page
    undo = {**told, "answer": "undo", "step": unquote(said.rpartition("step=")[2])}

    assert cast.signed_in(cast.mrs_park).post(url, data=undo).status_code == 422
    assert "Nobody has written to Ada" not in okoro.get(url).get_data(as_text=True)
    okoro.post(url, data=undo)
    assert "Nobody has written to Ada" in okoro.get(url).get_data(as_text=True)
    assert record_of(cast, "silent").whole.answered == 0
    assert okoro.post(url, data=undo).status_code == 422


def test_of_a_long_list_the_first_stand_there_and_the_others_are_a_tap_away(cast, okoro, monkeypatch):
    be_here(cast, days=4)
    url = f"/stations/{cast.class_3b.id}/nudges"
    assert "more</summary>" not in okoro.get(url).get_data(as_text=True)

    monkeypatch.setattr(nudge_pages, "FIRST", 0)
    page = okoro.get(url).get_data(as_text=True)
    assert "<summary>1 more</summary>" in page
    assert "Nobody has written to Ada" in page.partition("<summary>1 more</summary>")[2]


def be_here(cast, days):
    """Ada was at school on the last few days."""
    from homeroom.attendance import events as at

    for n in range(days):
        when = clock.now_ms() - n * nudging.DAY
        db.write(journal.write, at.Arrived(student=cast.ada.id, day=clock.day_of(when), when=when, method="tap"))


def test_a_rule_that_is_switched_off_is_silent(cast, okoro):
    be_here(cast, days=4)
    url = f"/stations/{cast.class_3b.id}/nudges"

    okoro.post(f"{url}/rules", data={"rule": "silent", "on": "0"})

    assert [one for one in nudges.of_class(cast.class_3b.id) if one.rule == "silent"] == []
    okoro.post(f"{url}/rules", data={"rule": "silent", "on": "1"})
    assert [one.student for one in nudges.of_class(cast.class_3b.id)] == [cast.ada.id]


def test_only_the_office_switches_a_rule_for_all_classes(cast, okoro):
    url, data = f"/stations/{cast.class_3b.id}/nudges/rules", {"rule": "alone", "on": "0", "where": "all"}

    assert okoro.post(url, data=data).status_code == 403
    assert cast.signed_in(cast.mrs_park).post(url, data=data).status_code == 303
    assert tables.switched_off(cast.class_1a.id) == {"alone"}


def test_what_came_of_it_is_asked_a_week_later(cast, okoro, the_clock):
    be_here(cast, days=4)
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.answer_nudge(cast.class_3b.id, cast.ada.id, "silent", "", "accept")
    the_clock.pass_time(days=2)
    sit_with(cast, cast.ada)
    early = record_of(cast, "silent")
    the_clock.pass_time(days=6)

    late = record_of(cast, "silent")

    assert (early.whole.accepted, early.whole.judged) == (1, 0)
    assert (late.whole.judged, late.whole.settled) == (1, 1)
    page = cast.signed_in(cast.mr_okoro).get(f"/stations/{cast.class_3b.id}/nudges/record").get_data(as_text=True)
    assert "1 of 1" in page
    assert "too few to tell" in page


def record_of(cast, rule):
    return next(one for one in nudges.records(cast.class_3b.id) if one.rule == rule)


def sit_with(cast, student):
    place = {"period": "p0", "station": "s0", "mode": "teacher", "partners": [], "adult": cast.mr_okoro.id}
    event = ev.PlacesGiven(student=student.id, layout=cast.class_3b.id, day=clock.today(), places=[place])
    db.write(journal.write, event)


def test_a_rule_that_harms_a_group_is_seen_and_a_small_group_is_not_shown():
    def outcomes(many, change):
        return [nudging.Outcome("easy", f"child{n}", "accept", True, 0.7, 0.7 + change) for n in range(many)]

    harmed, fine, few = (nudging.tally(outcomes(*told)) for told in ((5, -0.2), (6, 0.1), (4, -0.5)))

    assert harmed.harms
    assert round(harmed.change) == -20
    assert not fine.harms
    assert few.change is None
    assert not few.harms


def test_better_for_most_and_worse_for_some_is_seen_whoever_they_are(cast):
    def told(answer, *changes):
        return [
            nudging.Outcome("easy", f"{answer}{n}", answer, True, 0.5, 0.5 + change) for n, change in enumerate(changes)
        ]

    mixed = nudging.tally([*told("accept", *[0.2] * 7, *[-0.1] * 3), *told("later", *[0.02] * 5)])
    fine = nudging.tally(told("accept", *[0.2] * 8, *[-0.1] * 2))

    assert (mixed.better, mixed.worse, mixed.measured) == (7, 3, 10)
    assert mixed.splits
    assert not mixed.harms
    assert (round(mixed.change), round(mixed.without)) == (11, 2)
    harder = nudging.tally([*told("accept", *[-0.1] * 6), *told("later", *[-0.2] * 6)])
    assert not harder.harms  # the cards got harder for all, and less so where somebody came
    assert nudging.tally([*told("accept", *[-0.2] * 6), *told("later", *[-0.1] * 6)]).harms
    assert not fine.splits
    assert fine.without is None
    assert not nudging.tally(told("accept", *[-0.2] * 4)).splits  # four would speak of single children
    assert nudges.Record("easy", False, mixed, {}).splits
    assert not nudges.Record("easy", False, mixed, {"girls": nudging.tally(told("accept", *[-0.2] * 5))}).splits


def test_the_helper_who_is_never_helped_is_seen_from_the_published_pairs(cast):
    for day in ("2026-11-09", "2026-11-12", "2026-11-16"):
        place = {"period": "p0", "station": "s1", "mode": "pair", "partners": [cast.ben.id], "role": "helper"}
        db.write(journal.write, ev.PlacesGiven(student=cast.ada.id, layout="x", day=day, places=[place]))

    seen = nudge_facts.seen([cast.ada.id])[cast.ada.id]

    assert (seen.helper, seen.helped, seen.together_days) == (3, 0, 2)
    assert "helper" in [one.rule for one in nudging.nudges(seen)]
    assert re.match(r"In four weeks", nudging.nudges(seen)[-1].reason["msgid"])
