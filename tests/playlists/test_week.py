"""A week from the teacher's draft to the child's tablet, and what both change in it."""

import pytest

from classroom import HALVES, QUARTERS, Child
from homeroom import config, journal
from homeroom.packs import actions as packs
from homeroom.people import tables as people
from homeroom.playlists import actions, tables

WEEK = "2026-W48"


@pytest.fixture
def plan(cast):
    return f"/plan/{cast.class_3b.id}/{WEEK}"


def wish(**more):
    return {"do": "draft", "skill": [HALVES, QUARTERS], "count": "6", "offscreen": "20", "together": "10", **more}


def cards(slots):
    return [slot["card"] for slot in slots]


def test_nothing_reaches_a_child_before_it_is_published(cast, bread, okoro, plan):
    ada = Child(cast, cast.ada)

    assert okoro.post(plan, data=wish()).status_code == 303
    assert ada.week["slots"] == []
    assert len(tables.drafts([cast.ada.id], WEEK)[cast.ada.id].slots) == 6

    okoro.post(plan, data={"do": "publish"})
    assert ada.week["total"] == 6
    assert tables.drafts([cast.ada.id], WEEK) == {}


def test_one_child_can_be_given_her_week_before_the_others(cast, bread, okoro, plan):
    okoro.post(plan, data=wish())

    okoro.post(plan, data={"do": "publish", "student": cast.ada.id})

    assert set(tables.published([one.id for one in cast.children], WEEK)) == {cast.ada.id}


def test_a_week_tells_all_a_tablet_needs(ada):
    week = ada.week
    slot = ada.slot("halves-see")

    assert (week["week"], week["title"]) == (WEEK, "Week of Monday 23 November")
    assert slot["url"] == f"/api/cards/{slot['card_version']}.json"
    assert ada.card(slot)["title"] == slot["title"] == "Two equal parts"
    assert slot["reason"] == "“Halves of bread” is new for you. Here is a way in."
    told = (slot["status"], slot["must"], slot["subject"], slot["with"], slot["minutes"], slot["offscreen"])
    assert told == ("new", True, "math", "alone", 5, False)


def test_the_variant_is_the_one_she_likes_and_the_others_are_offered(ada):
    slot = ada.slot("halves-space")

    assert slot["reason"] == "This one is about space, which you like."
    assert set(cards(slot["variants"])) == {"halves-do", "halves-easy"}


def test_the_answer_is_short_when_nothing_is_new_for_her(cast, ada):
    first = ada.tablet.get("/api/week")
    again = ada.tablet.get("/api/week", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")

    told = {"If-None-Match": first.headers["ETag"]}
    ben = Child(cast, cast.ben)
    ben.open(ben.slot("halves-see"))
    assert ada.tablet.get("/api/week", headers=told).status_code == 304
    ada.open(ada.slot("halves-see"))
    assert ada.tablet.get("/api/week", headers=told).status_code == 200


def test_a_child_swaps_for_another_variant_only(ada):
    slot = ada.slot("halves-space")

    assert ada.act("week.swap", slot=slot["slot"], card="quarters-do")["status"] == "refused"
    assert ada.act("week.swap", slot=slot["slot"], card="halves-easy")["status"] == "saved"
    assert ada.act("week.swap", slot=slot["slot"], card="halves-do")["status"] == "saved"

    assert ada.slot("halves-do")["slot"] == slot["slot"]


def test_a_card_with_answers_stays(ada):
    slot = ada.slot("halves-space")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")

    assert ada.act("week.swap", slot=slot["slot"], card="halves-do")["status"] == "refused"


def test_a_child_adds_a_few_cards_from_the_shelf(cast, publish):
    publish(skills=[HALVES, QUARTERS], count=2)
    ada = Child(cast, cast.ada)
    shelf = ada.week["shelf"]
    assert shelf

    for number, card in enumerate(shelf[: config.current().shelf_adds]):
        assert ada.act("week.add", card=card["card"], slot=f"mine-{number}")["status"] == "saved"

    assert ada.week["shelf"] == []
    assert ada.act("week.add", card="halves-talk", slot="mine-9")["status"] == "refused"
    added = ada.week["slots"][2]
    assert (added["slot"], added["must"], added["reason"]) == ("mine-0", False, "You chose this yourself.")


def test_a_card_outside_the_plan_is_not_on_the_shelf(cast, publish):
    publish(skills=[HALVES], count=2)

    assert Child(cast, cast.ada).act("week.add", card="quarters-do", slot="mine-1")["status"] == "refused"


def test_a_child_puts_her_cards_into_her_own_order(ada):
    turned = [slot["slot"] for slot in ada.week["slots"]][::-1]

    assert ada.act("week.order", slots=turned)["status"] == "saved"

    assert [slot["slot"] for slot in ada.week["slots"]] == turned
    assert ada.act("week.order", slots="mine")["status"] == "refused"


def test_what_is_not_finished_comes_along_to_the_next_week_with_its_answers(ada, publish, the_clock):
    slot = ada.slot("halves-see")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")
    done = ada.slot("halves-cut")
    ada.open(done)
    ada.on(done, "work.finish")

    publish(week="2026-W49")
    the_clock.pass_time(days=7)
    ada.tablet.post("/api/sign-in", json={"student": ada.id, "secret": ["fox", "sun", "boat"]})

    first = ada.week["slots"][0]
    assert (first["slot"], first["card"], first["answered"]) == (slot["slot"], "halves-see", 1)
    assert first["reason"] == "You started this earlier. Finish it here."
    assert "halves-cut" not in cards(ada.week["slots"])


def test_without_a_week_of_this_week_the_last_one_stays(ada, the_clock):
    the_clock.pass_time(days=7)
    ada.tablet.post("/api/sign-in", json={"student": ada.id, "secret": ["fox", "sun", "boat"]})

    assert ada.week["week"] == WEEK


# --- the teacher changes one card ----------------------------------------------------------------------


def change(browser, plan, student, slot, do, **form):
    answer = browser.post(f"{plan}/{student}/{slot['slot']}", data={"do": do, **form})
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("published", [False, True])
def test_a_teacher_changes_a_draft_and_a_published_week_alike(cast, bread, okoro, plan, published):
    okoro.post(plan, data=wish())
    if published:
        okoro.post(plan, data={"do": "publish"})
    ada = Child(cast, cast.ada)
    slots = actions.current_slots(cast.ada.id, WEEK)
    one, two = ({"slot": slot["slot"]} for slot in slots[:2])

    change(okoro, plan, cast.ada.id, one, "replace:halves-easy")
    change(okoro, plan, cast.ada.id, two, "may")
    change(okoro, plan, cast.ada.id, {"slot": slots[-1]["slot"]}, "remove")
    if not published:
        okoro.post(plan, data={"do": "publish"})

    week = ada.week["slots"]
    assert cards(week)[0] == "halves-easy"
    assert week[1]["must"] is False
    assert len(week) == len(slots) - 1


def test_replacing_a_card_that_was_begun_keeps_the_work(ada, okoro, plan):
    slot = ada.slot("halves-see")
    ada.photo(slot)
    ada.on(slot, "work.finish")

    change(okoro, plan, ada.id, slot, "replace:halves-easy")

    new = ada.week["slots"][0]
    assert (new["card"], new["status"]) == ("halves-easy", "new")
    assert new["slot"] != slot["slot"]
    assert okoro.get(f"/inbox/{ada.id}/{slot['slot']}").status_code == 200


def test_a_pinned_card_is_in_the_week_of_everybody_and_of_later_drafts(cast, bread, okoro, plan):
    okoro.post(plan, data=wish(count="2"))
    slot = actions.current_slots(cast.ada.id, WEEK)[0]
    change(okoro, plan, cast.ada.id, slot, "pin")

    okoro.post(plan, data={"do": "again", "student": cast.ben.id})

    drafts = tables.drafts([one.id for one in cast.children[:4]], WEEK)
    assert all(slot["card"] in cards(draft.slots) for draft in drafts.values())
    okoro.post(plan, data={"do": f"unpin:{slot['card']}"})
    assert tables.plan(cast.class_3b.id, WEEK).pins == []


def test_a_card_is_added_for_several_children(cast, bread, okoro, plan):
    okoro.post(plan, data=wish(count="2"))
    form = {"card": "quarters-check", "must": "1", "student": [cast.ada.id, cast.ben.id]}

    okoro.post(f"{plan}/add", data=form)
    okoro.post(f"{plan}/add", data=form)

    found = {one.id: cards(actions.current_slots(one.id, WEEK)) for one in cast.children[:3]}
    assert [found[one.id].count("quarters-check") for one in cast.children[:3]] == [1, 1, 0]
    assert okoro.post(f"{plan}/add", data={"card": "quarters-check"}).status_code == 422


def test_a_second_draft_keeps_what_was_begun_and_the_child_keeps_her_week_meanwhile(ada, okoro, plan):
    slot = ada.slot("halves-cut")
    ada.open(slot)
    before = ada.week["slots"]

    okoro.post(plan, data={"do": "again", "student": ada.id})
    assert ada.week["slots"] == before

    okoro.post(plan, data={"do": "publish", "student": ada.id})
    assert ada.week["slots"][0]["slot"] == slot["slot"]


def test_drafts_can_be_thrown_away(cast, bread, okoro, plan):
    okoro.post(plan, data=wish())

    okoro.post(plan, data={"do": "discard"})

    assert tables.drafts([one.id for one in cast.children], WEEK) == {}


def test_a_plan_needs_a_skill_and_sensible_numbers(bread, okoro, plan):
    assert okoro.post(plan, data=wish(skill=[])).status_code == 422
    assert okoro.post(plan, data=wish(count="0")).status_code == 422
    assert okoro.post(plan, data=wish(offscreen="300")).status_code == 422
    assert okoro.post(plan, data=wish(count="many")).status_code == 422
    assert okoro.get(plan[:-8] + "someday").status_code == 422


def test_the_next_week_begins_with_the_wishes_of_the_last(cast, bread, okoro, plan):
    okoro.post(plan, data=wish(count="7", title="Bread week"))

    later = tables.plan(cast.class_3b.id, "2026-W50")
    assert (later.skills, later.count, later.title) == ([HALVES, QUARTERS], 7, "")


def test_every_page_of_planning_shows(cast, okoro, ada, plan):
    slot = ada.slot("halves-see")["slot"]
    for path in (plan, f"{plan}/{ada.id}", f"{plan}/{ada.id}/{slot}", f"{plan}/add", f"{plan}/paper"):
        answer = okoro.get(path)
        assert answer.status_code == 200, path
        assert "Two equal parts" in answer.text
    assert okoro.get("/plan").location.endswith(cast.class_3b.id)
    assert okoro.get(f"/plan/{cast.class_3b.id}").location.endswith(plan)


def test_a_script_gets_only_what_changed(ada, okoro, plan, cast):
    slot = ada.slot("halves-see")["slot"]
    asked = {"Accept": "application/json"}
    assert "Two equal parts" in okoro.get(f"{plan}/{ada.id}", headers=asked).json["html"]
    assert "halves-cut" in okoro.get(f"{plan}/{ada.id}/{slot}", headers=asked).json["html"]

    answer = okoro.post(f"{plan}/{ada.id}/{slot}", data={"do": "remove"}, headers=asked).json

    assert list(answer["rows"]) == [ada.id]
    assert "Two equal parts" not in answer["child"]


def test_another_teacher_sees_and_changes_nothing(cast, ada, silva, plan):
    slot = ada.slot("halves-see")["slot"]
    pages = [plan, f"{plan}/{ada.id}", f"{plan}/{ada.id}/{slot}", f"{plan}/add", f"{plan}/paper"]
    assert [silva.get(path).status_code for path in pages] == [403] * 5
    before = journal.version()

    posts = [(plan, {"do": "publish"}), (f"{plan}/{ada.id}/{slot}", {"do": "remove"}), (f"{plan}/add", {"card": "x"})]
    assert [silva.post(path, data=form).status_code for path, form in posts] == [403] * 3
    assert journal.version() == before
    own = f"/plan/{cast.class_1a.id}/{WEEK}/{ada.id}"
    assert silva.get(own).status_code == 404


def test_a_pack_that_is_gone_leaves_the_week_readable(ada, okoro, plan):
    packs.remove("org.example.bread")

    assert ada.week["slots"] == []
    assert okoro.get(plan).status_code == 200
    assert okoro.get(f"{plan}/{ada.id}").status_code == 200
    assert people.student(ada.id).given_name in okoro.get(f"/students/{ada.id}").text
