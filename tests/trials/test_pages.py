"""A teacher compares two cards in her class: lots, weeks, looks, results, and who may decide otherwise."""

import pytest

from classroom import HALVES, Child
from homeroom import journal
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import tables as playlists
from homeroom.trials import actions, outcomes, rules, tables

FORM = {"of": "card.halves", "usual": "halves-do", "new": "halves-space", "outcome": "next", "most": "40"}
QUESTION = "Do they learn halves better with bread or with the moon?"


@pytest.fixture
def compared(cast, bread, okoro, the_clock):
    """A comparison in 3B, begun by Mr Okoro: its id."""
    answer = okoro.post("/trials/new", data={**FORM, "question": QUESTION, "class": cast.class_3b.id})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].rpartition("/")[2]


def arms(key):
    return {one.student: one.arm for one in tables.children(key)}


def text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_only_practice_that_does_the_same_can_be_compared(okoro, bread):
    page = text(okoro, "/trials/new")

    assert "Halve it" in page
    assert "Halve the moon" in page
    assert "See quarters" not in page  # a check
    assert okoro.get("/trials/new?of=card.quarters-check").status_code == 422


def test_a_comparison_begins_with_lots_in_halves_of_the_class(compared, cast):
    drawn = arms(compared)

    assert len(drawn) == 4
    assert list(drawn.values()).count("new") == 2


@pytest.mark.parametrize(
    "wrong",
    [{"new": "halves-do"}, {"question": "  "}, {"most": "41"}, {"outcome": "tests"}, {"usual": "quarters-do"}],
)
def test_what_makes_no_fair_comparison_is_refused_in_a_sentence(okoro, cast, bread, wrong):
    answer = okoro.post("/trials/new", data={**FORM, "question": QUESTION, "class": cast.class_3b.id, **wrong})

    assert answer.status_code == 422
    assert tables.trials() == []


def test_one_skill_is_compared_once_at_a_time(okoro, cast, compared):
    again = okoro.post("/trials/new", data={**FORM, "question": QUESTION, "class": cast.class_3b.id})

    assert again.status_code == 422


def test_each_child_gets_the_card_of_her_lot_with_the_reason_and_never_the_other(compared, cast, publish):
    publish()

    for child, arm in arms(compared).items():
        cards = {row.card: row.reason for row in playlists.slots(child, "2026-W48")}
        mine, other = ("halves-do", "halves-space") if arm == "usual" else ("halves-space", "halves-do")
        assert other not in cards
        assert "lot" in cards[mine]["msgid"]
        assert max(cards[mine]["parts"], key=cards[mine]["parts"].get) == "drawn"


def test_while_it_runs_nobody_sees_who_is_ahead(compared, okoro):
    page = text(okoro, f"/trials/{compared}")

    assert "0 of 40 children are measured" in page
    assert "What was found" not in page


def works(cast, student, card, *, right):
    """A child does her card, then answers another one about the skill."""
    child = Child(cast, student)
    child.open(child.slot(card))
    other = child.slot("halves-see")
    child.open(other)
    options = next(one for one in child.questions(other) if one["kind"] == "choice")["options"]
    choice = next(one["id"] for one in options if bool(one["correct"]) == right)
    child.answer(other, child.questions(other)[0]["id"], choice, correct=right)


def test_the_next_answer_elsewhere_is_what_counts(compared, cast, publish, the_clock):
    publish()
    lots = arms(compared)
    mine = "halves-do" if lots[cast.ada.id] == "usual" else "halves-space"
    works(cast, cast.ada, mine, right=True)

    went = outcomes.measured(tables.trial(compared), tables.children(compared))

    assert [(one.student, one.arm, one.right) for one in went] == [(cast.ada.id, lots[cast.ada.id], True)]


def test_a_child_whom_her_teacher_takes_out_is_drafted_freely_and_not_counted(compared, cast, okoro, publish):
    answer = okoro.post(f"/trials/{compared}", data={"do": "out", "student": cast.ada.id, "text": "Needs the easy one"})
    assert answer.status_code == 303
    publish()
    row = next(one for one in tables.children(compared) if one.student == cast.ada.id)
    for slot in playlists.slots(cast.ada.id, "2026-W48"):
        assert "drawn" not in slot.reason["parts"]
    works(cast, cast.ada, next(s.card for s in playlists.slots(cast.ada.id, "2026-W48") if s.card in
          ("halves-do", "halves-space", "halves-easy")), right=True)  # fmt: skip

    assert row.out
    assert outcomes.measured(tables.trial(compared), tables.children(compared)) == []
    assert "Needs the easy one" in text(okoro, f"/trials/{compared}")


def test_somebody_elses_child_is_not_mine_to_take_out(compared, cast, silva):
    assert silva.post(f"/trials/{compared}", data={"do": "out", "student": cast.ada.id}).status_code == 403
    assert silva.get(f"/trials/{compared}").status_code == 403
    assert QUESTION not in text(silva, "/trials")


def test_a_child_who_comes_later_gets_a_lot_at_night(compared, cast, the_clock):
    with journal.acting(actor="office:park"):
        gina = people_actions.register_student(given_name="Gina", family_name="Moe")
        people_actions.enroll(gina.id, cast.class_3b.id)
    actions.look_at_all()

    assert gina.id in arms(compared)


def test_stopped_by_hand_it_tells_what_it_has_and_that_it_proves_nothing(compared, okoro):
    assert okoro.post(f"/trials/{compared}", data={"do": "stop", "text": "We move on"}).status_code == 303

    page = text(okoro, f"/trials/{compared}")
    assert "Stopped by hand" in page
    assert "We move on" in page
    assert okoro.post(f"/trials/{compared}", data={"do": "stop"}).status_code == 409


@pytest.fixture
def large(cast, bread, the_clock):
    """3B with forty more children, a comparison among them, and a function that lets a way go right or wrong."""
    with journal.acting(actor="office:park"):
        for n in range(40):
            one = people_actions.register_student(given_name=f"Kid{n}", family_name="X")
            people_actions.enroll(one.id, cast.class_3b.id)
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        key = actions.plan("card.halves", "halves-do", "halves-space", QUESTION, "next", 40, [cast.class_3b.id])

    def happens(usual, new, monkeypatch):
        children = sorted(tables.children(key), key=lambda one: one.student)
        n = {"usual": 0, "new": 0}
        went = []
        for one in children[:40]:
            n[one.arm] += 1
            right = n[one.arm] % 10 < (usual if one.arm == "usual" else new)
            stratum = rules.stratum(one.school_class, one.starter)
            went.append(outcomes.Measured(one.student, one.arm, stratum, right, one.when + n[one.arm]))
        monkeypatch.setattr(outcomes, "measured", lambda trial, kids: sorted(went, key=lambda o: (o.when, o.student)))
        the_clock.pass_time(minutes=60)
        actions.look_at_all()
        return tables.trial(key)

    return happens


def test_it_ends_by_itself_when_the_new_way_harms(large, okoro, monkeypatch):
    found = large(9, 2, monkeypatch)

    assert found.ending == "harm"
    page = text(okoro, f"/trials/{found.id}")
    assert "likely to help less" in page
    assert "fewer would do it the new way" in page


def test_with_no_difference_it_runs_to_the_end_and_says_so(large, okoro, monkeypatch):
    found = large(7, 7, monkeypatch)

    assert found.ending == "full"
    assert len(tables.looks(found.id)) == rules.LOOKS
    page = text(okoro, f"/trials/{found.id}")
    assert "That could well be chance." in page
    assert "“Halve it”: of " in page
    assert "Kid1" not in page.split("Decide otherwise")[0]  # no child by name in a result


def test_what_was_still_there_after_three_days_counts_when_that_was_asked(cast, bread, publish, the_clock):
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        key = actions.plan("card.halves", "halves-do", "halves-space", QUESTION, "lasting", 40, [cast.class_3b.id])
    publish()
    mine = "halves-do" if arms(key)[cast.ada.id] == "usual" else "halves-space"
    works(cast, cast.ada, mine, right=True)
    assert outcomes.measured(tables.trial(key), tables.children(key)) == []

    the_clock.pass_time(days=3, hours=1)
    later = Child(cast, cast.ada)
    other = later.slot("halves-see")
    choice = next(one for one in later.questions(other) if one["kind"] == "choice")
    later.answer(other, choice["id"], next(one["id"] for one in choice["options"] if not one["correct"]), correct=False)

    went = outcomes.measured(tables.trial(key), tables.children(key))
    assert [(one.student, one.right) for one in went] == [(cast.ada.id, False)]


def test_the_tables_are_the_same_after_a_rebuild(compared, cast, okoro):
    okoro.post(f"/trials/{compared}", data={"do": "out", "student": cast.ben.id})
    before = [vars(one)["__data__"] for one in (*tables.children(compared), tables.trial(compared))]

    journal.rebuild()

    assert before == [vars(one)["__data__"] for one in (*tables.children(compared), tables.trial(compared))]
    assert people.student(cast.ben.id)
    assert tables.trial(compared).skill == HALVES
