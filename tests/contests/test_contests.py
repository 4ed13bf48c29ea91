"""Every recommendation has its sentence, and a child may say "I don't agree"; her teacher agrees or explains."""

import pytest

from classroom import HALVES, Child
from homeroom import clock, i18n, journal
from homeroom.contests import explaining, tables
from homeroom.grouping import actions as stations
from homeroom.grouping import reasons as places
from homeroom.grouping import tables as grouping
from homeroom.mastery import actions as mastery_actions
from homeroom.mastery import tables as mastery
from homeroom.mastery import why
from homeroom.playlists import independence, reasons
from homeroom.playlists import tables as playlists

TODAY = "2026-11-23"


def says(child, about, key, text="Not for me"):
    return child.act("contest.say", about=about, key=key, text=text)


def answers(okoro, child, about, key, **form):
    return okoro.post(f"/contests/{child.id}/{about}/{key}", data={"text": "We look at it together.", **form})


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_card_she_does_not_want_waits_in_the_inbox_with_what_weighed_for_it(ada, okoro):
    slot = ada.slot("halves-do") if any(s["card"] == "halves-do" for s in ada.week["slots"]) else ada.week["slots"][0]
    assert says(ada, "card", slot["slot"])["status"] == "saved"

    path = f"/contests/{ada.id}/card/{slot['slot']}"
    assert path in page(okoro, "/inbox")
    shown = page(okoro, path)
    assert "Not for me" in shown
    assert slot["reason"].replace("“", "").split("”")[0][:20] in shown.replace("“", "")
    assert "Sum" in shown


def test_a_teacher_who_agrees_takes_the_card_out_and_the_child_reads_why(ada, okoro):
    slot = ada.week["slots"][0]
    says(ada, "card", slot["slot"])

    assert answers(okoro, ada, "card", slot["slot"], do="agree").status_code == 303

    week = ada.week
    assert slot["slot"] not in [one["slot"] for one in week["slots"]]
    (told,) = week["contests"]
    assert told["agreed"]
    assert told["answer"] == "We look at it together."
    assert "/contests/" not in page(okoro, "/inbox")


def test_a_teacher_who_keeps_it_explains_and_nothing_changes(ada, okoro):
    slot = ada.week["slots"][0]
    says(ada, "card", slot["slot"])
    assert answers(okoro, ada, "card", slot["slot"], do="keep", text=" ").status_code == 422

    assert answers(okoro, ada, "card", slot["slot"], do="keep").status_code == 303

    assert slot["slot"] in [one["slot"] for one in ada.week["slots"]]
    assert ada.week["contests"][0]["agreed"] is False
    assert answers(okoro, ada, "card", slot["slot"], do="agree").status_code == 409


def test_she_may_say_it_again_after_the_answer(ada, okoro):
    slot = ada.week["slots"][0]
    says(ada, "card", slot["slot"])
    answers(okoro, ada, "card", slot["slot"], do="keep")

    says(ada, "card", slot["slot"], "Still not")

    assert [one.text for one in tables.waiting([ada.id])] == ["Still not"]


def test_her_level_is_set_anew_when_the_teacher_agrees(ada, okoro):
    assert ada.week["independence"]["why"] == "Everybody begins here."
    says(ada, "level", "level", "I can lead")

    assert answers(okoro, ada, "level", "level", do="agree", choice="4").status_code == 303

    assert independence.level(ada.id) == 4
    assert ada.week["independence"]["why"] == "You and your teacher agreed on this."


def test_a_quick_question_she_finds_needless_becomes_a_word_of_the_teacher(ada, okoro):
    slot = ada.slot("halves-see")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")
    says(ada, "recheck", HALVES, "I know it")

    answers(okoro, ada, "recheck", HALVES, do="agree", text="She showed me at the board.")

    now = mastery.state_of(ada.id, HALVES)
    assert now.state == "mastered"
    assert now.judged.reason == "She showed me at the board."


def test_a_place_of_today_is_contested_and_the_way_leads_to_the_board(cast, ada, okoro, the_clock):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        stations.draft(cast.class_3b.id, TODAY)
        stations.publish(cast.class_3b.id, TODAY)
    place = ada.week["stations"][0]
    assert says(ada, "place", place["key"])["status"] == "saved"

    shown = page(okoro, f"/contests/{ada.id}/place/{place['key']}")
    assert place["reason"] in shown
    assert place["station"] in shown
    answer = answers(okoro, ada, "place", place["key"], do="agree")
    assert answer.headers["Location"] == f"/stations/{cast.class_3b.id}/{TODAY}"


@pytest.mark.parametrize(
    ("about", "key"),
    [("card", "nothing"), ("place", "x"), ("place", "2026-11-23:a:b"), ("placement", "x"), ("me", "x")],
)
def test_what_is_not_there_can_not_be_contested(ada, about, key):
    assert says(ada, about, key)["status"] == "refused"
    assert tables.waiting([ada.id]) == []


def test_other_peoples_children_are_closed_to_a_teacher(ada, silva):
    slot = ada.week["slots"][0]
    says(ada, "card", slot["slot"])

    assert silva.get(f"/contests/{ada.id}/card/{slot['slot']}").status_code == 403
    assert answers(silva, ada, "card", slot["slot"], do="agree").status_code == 403


def test_the_answer_to_a_state_reaches_the_child_and_a_judgement_is_an_answer_too(ada, cast, okoro):
    slot = ada.slot("halves-see")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")
    ada.act("skill.contest", skill=HALVES, text="I can!")
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        mastery_actions.answer_contest(ada.id, HALVES, "Show me tomorrow.")
    told = next(one for one in ada.tablet.get("/api/skills").json["skills"] if one["skill"] == HALVES)
    assert told["answer"] == "Show me tomorrow."

    ada.act("skill.contest", skill=HALVES, text="Now?")
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        mastery_actions.judge(ada.id, HALVES, "mastered", "She showed me.")
    assert not mastery.contests([ada.id])


# --- why this: recomputed from the row that is stored ----------------------------------------------------


def heaviest(parts):
    return min(parts, key=lambda name: (-parts[name], name))


def test_every_card_of_a_week_tells_the_part_that_weighed_most_and_again_from_its_row(ada, cast):
    rows = [row for one in (cast.ada, cast.ben, cast.chidi) for row in playlists.slots(one.id, "2026-W48")]

    assert rows
    for row in rows:
        parts, facts = row.reason["parts"], row.reason["facts"]
        again = reasons.explain(parts, facts)
        alone = reasons.explain({heaviest({n: v for n, v in parts.items() if n in reasons._SENTENCES}): 1.0}, facts)
        assert (again["msgid"], again["params"]) == (row.reason["msgid"], row.reason["params"])
        assert again == alone


def test_every_place_of_a_day_does_too_and_its_parts_add_up_for_adults(cast, ada, the_clock):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        stations.draft(cast.class_3b.id, TODAY)
        stations.publish(cast.class_3b.id, TODAY)

    rows = grouping.places(TODAY)
    assert rows
    for row in rows:
        parts, facts = row.reason.get("parts", {}), row.reason.get("facts", {})
        again = places.explain(parts, facts)
        assert (again["msgid"], again["params"]) == (row.reason["msgid"], row.reason["params"])
        key = f"{row.day}:{row.layout}:{row.period}"
        told = explaining.told(row.student, "place", key, explaining.row_for(row.student, "place", key))
        assert told.total == pytest.approx(sum(parts.values()), abs=0.011)


def test_a_state_tells_the_largest_sum_and_the_kept_row_gives_the_same_sentence(ada):
    slot = ada.slot("halves-see")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")
    ada.act("skill.contest", skill=HALVES)

    now = why.explain(mastery.state_of(ada.id, HALVES), clock.now_ms())
    kept = mastery.contests([ada.id])[0].explanation
    assert max(kept["sums"], key=lambda name: abs(kept["sums"][name])) == why.reason(kept)
    with i18n.use("en"):
        assert why.sentence(kept, str) == why.sentence(now, str)


def test_where_she_starts_is_shown_to_her_with_why_and_may_be_contested(cast, bread, okoro, publish):
    publish()
    child = Child(cast, cast.ben)
    start = okoro.post(
        f"/placements/{cast.class_3b.id}", data={"do": "start", "student": child.id, "strand": HALVES}
    )  # fmt: skip
    assert start.status_code == 303
    okoro.post(f"/placements/{cast.class_3b.id}", data={"do": "stop", "student": child.id})
    placed = child.tablet.get("/api/placement").json
    assert placed["next"] is None
    strand = explaining.placements.latest_of([child.id])[child.id].stands[0].strand.id
    assert says(child, "placement", strand)["status"] == "saved"

    answer = answers(okoro, child, "placement", strand, do="agree", choice="1")

    assert answer.status_code == 303, answer.get_data(as_text=True)
    (told,) = child.week["start"]
    assert told["reason"].startswith("Your teacher said")
