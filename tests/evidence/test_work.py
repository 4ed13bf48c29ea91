"""What children do on tablets and what teachers say to it, through HTTP."""

import io

import pytest
from PIL import Image

from classroom import picture
from homeroom import acts, journal
from homeroom.evidence import tables

ORIENTATION, MAKER = 0x0112, 0x010F


def status(ada, card):
    return ada.slot(card)["status"]


def send_to_inbox(browser, ada, slot, **form):
    return browser.post(f"/inbox/{ada.id}/{slot['slot']}", data=form)


def test_a_card_goes_to_the_teacher_back_to_the_child_and_is_accepted(ada, okoro):
    slot = ada.slot("halves-cut")
    ada.open(slot)
    ada.photo(slot)
    ada.on(slot, "work.write", block="b2", text="I cut it in two.")
    ada.on(slot, "work.finish")
    assert status(ada, "halves-cut") == "waiting"
    assert "I cut it in two." in okoro.get(f"/inbox/{ada.id}/{slot['slot']}").text

    send_to_inbox(okoro, ada, slot, do="return", text="Are they equal? Measure.")
    assert (status(ada, "halves-cut"), ada.slot("halves-cut")["note"]) == ("returned", "Are they equal? Measure.")
    assert [one["kind"] for one in ada.week["messages"]] == ["returned"]

    ada.on(slot, "work.write", block="b2", text="Yes: 6 cm and 6 cm.")
    ada.on(slot, "work.finish")
    assert status(ada, "halves-cut") == "waiting"

    send_to_inbox(okoro, ada, slot, do="accept", mark="3", text="Well measured.")
    now = ada.slot("halves-cut")
    assert (now["status"], now["mark"], now["note"]) == ("accepted", 3, None)
    assert ada.week["done"] == 1


def test_an_acceptance_can_be_taken_back_by_a_new_entry(ada, okoro):
    slot = ada.slot("halves-cut")
    ada.photo(slot)
    ada.on(slot, "work.finish")
    send_to_inbox(okoro, ada, slot, do="accept")
    before = journal.version()

    send_to_inbox(okoro, ada, slot, do="undo")

    assert status(ada, "halves-cut") == "waiting"
    assert journal.version() == before + 1
    assert send_to_inbox(okoro, ada, slot, do="undo").status_code == 422


def test_the_box_checks_the_answer_itself(ada):
    slot = ada.slot("halves-see")
    question = ada.questions(slot)[0]

    ada.answer(slot, question["id"], "b", correct=True)

    attempt = tables.attempts(ada.id, slot["slot"])[0]
    assert (attempt.claimed, attempt.correct, attempt.checked) == (True, False, True)
    assert attempt.misconception == "bread-counts-cuts"


def test_an_answer_to_a_card_the_box_does_not_have_counts_as_claimed(ada):
    slot = {**ada.slot("halves-see"), "card_version": "0" * 64}

    ada.answer(slot, "q1", "a", correct=True)

    attempt = tables.attempts(ada.id, slot["slot"])[0]
    assert (attempt.correct, attempt.checked) == (True, False)


def test_the_same_act_twice_is_one_answer(ada):
    slot = ada.slot("halves-see")
    question = ada.questions(slot)[0]["id"]
    ada.answer(slot, question, "a")

    told = {"slot": slot["slot"], "card": slot["card"], "question": question, "response": "a", "correct": True}
    again = ada.act("work.answer", n=ada.n, **told)

    assert again["status"] == "known"
    assert ada.slot("halves-see")["answered"] == 1


def test_the_place_in_a_card_comes_back_on_another_tablet(ada):
    slot = ada.slot("halves-see")

    ada.on(slot, "work.place", place={"card": "halves-see", "page": 2})

    assert ada.slot("halves-see")["resume"] == {"card": "halves-see", "page": 2}


def test_a_raised_hand_with_a_question_waits_and_is_answered(ada, okoro):
    slot = ada.slot("halves-see")
    ada.open(slot)
    ada.on(slot, "work.ask", text="Why two?")
    assert ada.slot("halves-see")["asked"] is True
    assert "Why two?" in okoro.get("/today").text

    send_to_inbox(okoro, ada, slot, do="hand", text="Because they are equal.")

    assert ada.slot("halves-see")["asked"] is False
    assert [one["from"] for one in ada.week["messages"]] == ["me", "teacher"]
    assert tables.waiting([ada.id]) == []


def test_a_hand_can_be_taken_down(ada):
    slot = ada.slot("halves-see")
    ada.on(slot, "work.ask")

    assert ada.act("work.unask", slot=slot["slot"])["status"] == "saved"

    assert ada.slot("halves-see")["asked"] is False


def test_returning_needs_words_that_say_what_to_change(ada, okoro):
    slot = ada.slot("halves-cut")
    ada.photo(slot)
    ada.on(slot, "work.finish")

    answer = send_to_inbox(okoro, ada, slot, do="return", text="  ")

    assert answer.status_code == 422
    assert status(ada, "halves-cut") == "waiting"


def test_a_mark_is_one_to_four(ada, okoro):
    slot = ada.slot("halves-cut")
    ada.photo(slot)

    assert send_to_inbox(okoro, ada, slot, do="accept", mark="5").status_code == 422


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("work.answer", {"slot": "s1", "card": "halves-do", "question": "q1", "correct": "yes"}),
        ("work.answer", {"slot": "s1", "card": "halves-do", "question": "q1", "score": 7}),
        ("work.answer", {"slot": "s1", "card": "halves-do", "question": "q1", "response": "x" * 5000}),
        ("work.place", {"slot": "s1", "place": "here"}),
        ("work.write", {"slot": "s1", "card": "halves-do", "text": "   "}),
        ("work.photo", {"slot": "s1", "card": "halves-do", "photo": "../../etc"}),
        ("work.open", {"card": "halves-do"}),
    ],
)
def test_acts_that_make_no_sense_are_kept_aside(ada, kind, body):
    answer = ada.act(kind, **body)

    assert answer["status"] == "refused"
    assert acts.Kept.select().where(acts.Kept.kind == kind).count() == 1
    assert tables.works_of(ada.id) == []


def test_work_of_a_child_nobody_knows_is_kept_aside(ada):
    ada.id = "nobody"

    assert ada.act("work.open", slot="s1", card="halves-do")["status"] == "refused"


def test_a_photo_is_kept_once_small_and_without_camera_data(ada, okoro):
    camera = Image.Exif()
    camera[ORIENTATION], camera[MAKER] = 6, "Bellows & Sons"
    large = picture(size=(3000, 2000), exif=camera)
    first, again = ada.send("photo-1234", large), ada.send("photo-1234", picture())

    assert first.json == again.json
    shown = okoro.get("/uploads/photo-1234")
    assert shown.status_code == 200
    assert shown.mimetype == "image/jpeg"
    assert b"Bellows" in large
    assert b"Bellows" not in shown.data
    assert Image.open(io.BytesIO(shown.data)).size == (1067, 1600)  # upright now


def test_a_photo_may_come_after_the_act_that_names_it(ada, okoro):
    slot = ada.slot("halves-cut")
    ada.photo(slot, arrives=False)
    page = f"/inbox/{ada.id}/{slot['slot']}"
    assert "On its way" in okoro.get(page).text

    ada.send("photo-of-the-bread", picture("PNG"))

    assert "/uploads/photo-of-the-bread" in okoro.get(page).text


@pytest.mark.parametrize("data", [b"", b"<svg onload='x'>", b"GIF89a" + bytes(50)])
def test_what_is_no_picture_is_refused_and_not_kept(ada, data):
    assert ada.send("photo-1234", data).status_code == 422
    assert tables.upload("photo-1234") is None


def test_a_recording_can_be_heard_in_parts(ada, okoro):
    assert ada.send("voice-1234", b"\x1a\x45\xdf\xa3" + bytes(900), "recordings").status_code == 200
    assert ada.send("voice-5678", b"hello", "recordings").status_code == 422

    part = okoro.get("/uploads/voice-1234", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "audio/webm")


def test_only_the_child_and_her_teachers_see_her_photo(ada, okoro, silva, cast):
    ada.send("photo-1234", picture())
    ben = cast.child(cast.ben)

    assert [who.get("/uploads/photo-1234").status_code for who in (ada.tablet, okoro)] == [200, 200]
    assert [who.get("/uploads/photo-1234").status_code for who in (silva, ben)] == [403, 403]


def test_a_photo_needs_a_child_we_know(ada):
    ada.id = "nobody"
    assert ada.send("photo-1234", picture()).status_code == 404
    ada.id = ""
    assert ada.send("photo-1234", picture()).status_code == 422
