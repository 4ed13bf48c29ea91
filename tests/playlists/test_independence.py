"""What a child may choose in her own week, by the level that her teacher set with her."""

import pytest

from classroom import HALVES, Child
from homeroom import journal
from homeroom.grouping import actions as grouping
from homeroom.playlists.freedom import actions


@pytest.fixture
def agree(cast, okoro):
    """Mr Okoro sets a level for Ada on the page of his class."""

    def set_level(level, student=cast.ada, **more):
        told = {"student": student.id, "level": str(level), **more}
        return okoro.post(f"/independence/{cast.class_3b.id}", data=told)

    return set_level


@pytest.mark.parametrize(
    ("level", "swap", "place", "partner", "add"),
    [
        (1, "refused", "refused", "refused", "refused"),
        (2, "saved", "saved", "refused", "refused"),
        (3, "saved", "saved", "saved", "saved"),
        (4, "saved", "saved", "saved", "saved"),
    ],
)
def test_each_level_lets_her_choose_more(cast, publish, agree, level, swap, place, partner, add):
    publish(skills=[HALVES], count=2, pins=[["halves-do", True]])
    ada = Child(cast, cast.ada)
    fresh = ada.week["shelf"][0]["card"]
    assert agree(level).status_code == 303
    slot = next(one for one in ada.week["slots"] if one["variants"])

    assert ada.act("week.order", slots=[one["slot"] for one in ada.week["slots"]][::-1])["status"] == "saved"
    assert ada.act("week.swap", slot=slot["slot"], card=slot["variants"][0]["card"])["status"] == swap
    assert ada.act("week.arrange", slot=slot["slot"], place="carpet")["status"] == place
    assert ada.act("week.arrange", slot=slot["slot"], partner=cast.ben.id)["status"] == partner
    assert bool(ada.week["shelf"]) == (add == "saved")
    assert ada.act("week.add", card=fresh, slot="mine-1")["status"] == add


def test_place_and_partner_stand_on_the_card_until_she_takes_them_back(cast, ada, okoro):
    slot = ada.slot("halves-talk")

    ada.on(slot, "week.arrange", place="carpet", partner=cast.ben.id)
    assert [ada.slot("halves-talk")[name] for name in ("place", "partner")] == ["carpet", cast.ben.id]

    page = okoro.get(f"/plan/{cast.class_3b.id}/2026-W48/{ada.id}").text
    assert "On the carpet" in page
    assert "Ben" in page

    ada.on(slot, "week.arrange", place="", partner="")
    assert not {"place", "partner"} & ada.slot("halves-talk").keys()


@pytest.mark.parametrize("wrong", [{"place": "roof"}, {"partner": "nobody"}])
def test_a_place_or_partner_that_is_not_there_is_refused(ada, wrong):
    assert ada.act("week.arrange", slot=ada.slot("halves-talk")["slot"], **wrong)["status"] == "refused"


def test_a_partner_is_somebody_else_of_the_class(cast, ada):
    slot = ada.slot("halves-talk")["slot"]

    for other in (cast.ada, cast.noor):
        assert ada.act("week.arrange", slot=slot, partner=other.id)["status"] == "refused"


def test_she_sees_her_level_and_what_the_next_one_asks(ada, agree):
    agree(2, together="1")

    told = ada.week["independence"]

    assert (told["level"], told["may"]) == (2, ["order", "place"])
    assert [step["level"] for step in told["steps"]] == [1, 2, 3, 4]
    assert all(step["new"] for step in told["steps"])
    assert [step["level"] for step in told["steps"] if step.get("asks")] == [3]


def test_the_teacher_sees_how_she_handled_her_weeks_and_who_set_what(cast, ada, okoro, agree):
    slot = next(one for one in ada.week["slots"] if one["must"])
    ada.open(slot)
    ada.on(slot, "work.finish")
    ada.on(ada.slot("halves-talk"), "week.arrange", place="carpet")
    agree(2, together="1")

    page = okoro.get(f"/independence/{cast.class_3b.id}").text

    assert "Set together with her on" in page
    must = sum(one["must"] for one in ada.week["slots"])
    assert f"1 of {must} that must be done, 1 chosen herself" in page


def test_the_last_word_about_a_level_counts(ada, agree):
    agree(1)
    agree(4)

    assert ada.week["independence"]["level"] == 4


def test_only_levels_there_are_and_only_by_her_teachers(cast, bread, agree):
    assert agree(5).status_code == 422
    assert agree("x").status_code == 422
    assert agree(2, student=cast.noor).status_code == 403
    assert cast.signed_in(cast.ms_silva).get(f"/independence/{cast.class_3b.id}").status_code == 403


def test_who_leads_may_take_any_project_on_the_box(cast, market, publish):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        actions.set_independence(cast.ada.id, 4, together=True)
    publish(skills=[HALVES], count=2)
    ada = Child(cast, cast.ada)

    assert any(one["kind"] == "project" for one in ada.week["shelf"])
    assert ada.act("week.add", card="math-stall", slot="mine-1")["status"] == "saved"


def test_who_is_kept_apart_is_never_offered_as_a_partner_and_never_told(cast, ada):
    assert cast.ben.id in ada.week["independence"]["mates"]
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        grouping.keep_apart(cast.ada.id, cast.ben.id, "They quarrel.")

    assert cast.ben.id not in ada.week["independence"]["mates"]
    answer = ada.act("week.arrange", slot=ada.slot("halves-talk")["slot"], partner=cast.ben.id)
    assert answer["status"] == "refused"
    assert answer["message"] == "Choose somebody else of your class."
    assert "quarrel" not in ada.tablet.get("/api/week").get_data(as_text=True)
    assert Child(cast, cast.ben).week["independence"]["mates"] == sorted([cast.chidi.id, cast.dora.id])
