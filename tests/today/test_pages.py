"""The first page, the live class, the inbox and a child's page."""

from urllib.parse import unquote

import pytest

from classroom import Child
from homeroom import journal
from homeroom.people import actions
from homeroom.today import live_pages


@pytest.fixture(autouse=True)
def _nothing_drawn(monkeypatch):
    monkeypatch.setattr(live_pages, "_boards", live_pages._Boards())
    monkeypatch.setattr(live_pages, "FRESH", 0)


@pytest.fixture
def live(cast, okoro):
    """The board of 3B as a script asks for it."""

    def ask(version=""):
        return okoro.get(f"/api/live?class={cast.class_3b.id}&v={version}").json

    return ask


def test_everybody_lands_where_they_belong(cast, client, okoro):
    assert client.get("/").status_code == 200
    assert okoro.get("/").location == "/today"
    assert cast.kiosk().get("/").location == "/kiosk"
    assert cast.tablet().get("/").location == "/student"


def test_the_student_page_is_the_same_for_everybody_and_kept_by_the_browser(client):
    answer = client.get("/student")

    assert answer.status_code == 200
    assert "max-age=604800" in answer.headers["Cache-Control"]
    assert answer.text.count("data-words=") >= 3


def test_nothing_new_is_said_in_one_word(live, ada):
    first = live()
    assert "Ada" in first["html"]

    assert live(first["version"]) == {"version": first["version"], "same": True}


def test_the_board_shows_who_is_on_which_card(live, ada):
    before = live()["version"]

    ada.open(ada.slot("halves-see"))

    now = live(before)
    assert "Two equal parts" in now["html"]
    assert "Tablet of Ada" in now["html"]


def test_three_wrong_answers_in_a_row_call_the_teacher(live, ada):
    slot = ada.slot("halves-see")
    question = ada.questions(slot)[0]["id"]
    for _ in range(3):
        ada.answer(slot, question, "b", correct=False)

    assert "3 wrong answers in a row" in live()["html"]


def test_a_long_silence_calls_the_teacher_until_she_was_there(live, ada, okoro, the_clock, monkeypatch):
    monkeypatch.setattr(live_pages, "STALE", 0)
    slot = (
        ada.slot("halves-do") if any(s["card"] == "halves-do" for s in ada.week["slots"]) else ada.slot("halves-space")
    )
    ada.open(slot)
    assert "Seems stuck" not in live()["html"]

    the_clock.pass_time(minutes=5)
    assert "No answer for 4 minutes" in live()["html"]

    assert okoro.post(f"/today/help/{ada.id}/{slot['slot']}").status_code == 303
    assert "Seems stuck" not in live()["html"]


def test_a_raised_hand_comes_first_with_its_question(live, ada, okoro):
    slot = ada.slot("halves-see")
    ada.on(slot, "work.ask", text="<b>Why</b> two?")

    now = live()
    assert "Needs you" in now["html"]
    assert "&lt;b&gt;Why&lt;/b&gt; two?" in now["html"]
    assert now["waiting"] == 1


def test_several_viewers_share_one_drawing(live, ada, monkeypatch):
    monkeypatch.setattr(live_pages, "FRESH", 60)
    first = live()["version"]

    ada.on(ada.slot("halves-see"), "work.ask")

    assert live(first)["same"]


def test_teachers_see_their_own_classes_only(cast, ada, silva):
    assert "Ada" not in silva.get("/today").text
    assert silva.get(f"/today?class={cast.class_3b.id}").status_code == 403
    assert silva.get(f"/api/live?class={cast.class_3b.id}").status_code == 403
    slot = ada.slot("halves-see")
    ada.on(slot, "work.ask", text="Why?")
    version = journal.version()

    assert "Why?" not in silva.get("/inbox").text
    for path in (f"/students/{ada.id}", f"/inbox/{ada.id}/{slot['slot']}"):
        assert silva.get(path).status_code == 403
    for path in (f"/inbox/{ada.id}/{slot['slot']}", f"/today/help/{ada.id}/{slot['slot']}"):
        assert silva.post(path, data={"do": "accept"}).status_code == 403
    assert journal.version() == version


def test_the_office_sees_every_class(cast, ada):
    park = cast.signed_in(cast.mrs_park)

    assert "3B" in park.get("/today").text
    assert park.get(f"/students/{ada.id}").status_code == 200
    assert park.get("/api/live?class=no-such-class").status_code == 404


def test_a_teacher_without_a_class_is_told_so(cast):
    with journal.acting(actor="office:park"):
        new = actions.register_staff("Mr New", role="teacher")

    assert "No class yet" in cast.signed_in(new).get("/today").text


# --- the inbox -----------------------------------------------------------------------------------------


@pytest.fixture
def pile(cast, ada, the_clock):
    """Work of Ada and Ben that waits, Ada's first."""
    ben = Child(cast, cast.ben)
    for child in (ada, ben):
        slot = child.slot("halves-cut")
        child.photo(slot, f"photo-of-{child.student.given_name}")
        child.on(slot, "work.finish")
        the_clock.pass_time(minutes=1)
    return [(child.id, child.slot("halves-cut")["slot"]) for child in (ada, ben)]


def at(pile, index):
    return "/inbox/" + "/".join(pile[index])


def test_after_an_answer_the_next_one_is_open(pile, okoro):
    after = okoro.post(at(pile, 0), data={"do": "accept", "mark": "4"})

    assert after.location.startswith(at(pile, 1))
    page = okoro.get(after.location).text
    assert "Accepted for Ada." in page
    assert "Undo" in page


def test_when_all_is_answered_the_inbox_says_so(pile, okoro):
    okoro.post(at(pile, 0), data={"do": "accept"})

    after = okoro.post(at(pile, 1), data={"do": "return", "text": "Cut again."})

    assert "Nothing waits" in okoro.get(after.location).text


def test_an_answer_undone_is_open_again(pile, okoro):
    okoro.post(at(pile, 0), data={"do": "accept"})

    after = okoro.post(at(pile, 0), data={"do": "undo"})

    assert after.location == at(pile, 0)
    assert "Waits for you" in okoro.get(after.location).text


def test_words_to_a_hand_are_taken_back_and_the_hand_is_up_again(ada, okoro, cast):
    slot = ada.slot("halves-see")
    ada.on(slot, "work.ask", text="How?")
    where = f"/inbox/{ada.id}/{slot['slot']}"
    after = okoro.post(where, data={"do": "hand", "text": "Fold it."})
    assert "Undo" in okoro.get(after.location).text
    assert "Hand is up" not in okoro.get(where).text
    step = unquote(after.location.rpartition("step=")[2])

    assert cast.signed_in(cast.mrs_park).post(where, data={"do": "undo-words", "step": step}).status_code == 422
    okoro.post(where, data={"do": "undo-words", "step": step})
    page = okoro.get(where).text
    assert "Hand is up" in page
    assert "Fold it." not in page
    assert "How?" in page


def test_the_answers_of_the_child_stand_there_in_words(ada, okoro):
    slot = ada.slot("halves-see")
    question = ada.questions(slot)[0]["id"]
    ada.answer(slot, question, "b", correct=False)
    ada.answer(slot, question, "a", hints=1)

    page = okoro.get(f"/inbox/{ada.id}/{slot['slot']}").text

    assert page.index("one quarter") < page.index("one half")
    assert "1 of 1 right" in page
    assert "1 hint" in page


def test_work_nobody_did_is_not_found(ada, okoro):
    assert okoro.get(f"/inbox/{ada.id}/no-such-slot").status_code == 404
    assert okoro.get("/inbox/nobody/no-such-slot").status_code == 403


def test_a_childs_page_shows_week_skills_and_talk(ada, okoro):
    slot = ada.slot("halves-see")
    ada.answer(slot, ada.questions(slot)[0]["id"], "a")
    ada.on(slot, "work.say", text="I like bread.")

    page = okoro.get(f"/students/{ada.id}").text

    for words in ("Ada Obi", "Two equal parts", "Halves of bread", "Growing", "I like bread.", "space"):
        assert words in page
