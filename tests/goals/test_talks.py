"""The weekly talk list: who waits longest, the sheet for a talk, private notes that stay private."""

import io
import json
import zipfile

import pytest

from homeroom import journal
from homeroom.evidence import actions as evidence
from homeroom.goals.talks import actions, tables
from homeroom.grouping import contacts
from homeroom.sync import policy


@pytest.fixture
def park(cast):
    return cast.signed_in(cast.mrs_park)


def keep(staff, student, text, shared=()):
    with journal.acting(actor=f"{staff.role}:{staff.id}"):
        return actions.keep_note(staff.id, student, text, shared)


def order(page):
    return [name for name in page.replace("<", ">").split(">") if name in ("Ada", "Ben", "Chidi", "Dora")]


def test_who_has_waited_longest_comes_first(cast, the_clock):
    for student in (cast.ben, cast.ada, cast.dora):
        cast.signed_in(cast.mr_okoro).post(f"/students/{student.id}/talk", data={"do": "talk"})
        the_clock.pass_time(days=1)

    page = cast.signed_in(cast.mr_okoro).get("/talks").text

    assert order(page)[:4] == ["Chidi", "Ben", "Ada", "Dora"]
    assert "3 days ago" in page


def test_a_mentee_of_another_class_is_on_the_list_and_her_pages_open(park, okoro, silva, cast):
    assert silva.get(f"/students/{cast.ada.id}/talk").status_code == 403
    chosen = {"student": [cast.ada.id], "staff": cast.ms_silva.id}
    assert park.post(f"/talks/{cast.class_3b.id}/mentors", data=chosen).status_code == 303

    assert "Ada" in silva.get("/talks").text
    assert silva.get(f"/students/{cast.ada.id}/talk").status_code == 200
    assert silva.get(f"/students/{cast.ada.id}/goals").status_code == 200
    assert silva.get(f"/students/{cast.ada.id}").status_code == 403
    assert "Ada" not in order(okoro.get("/talks").text)
    assert "Ms Silva" in okoro.get(f"/talks?class={cast.class_3b.id}&all=1").text

    okoro.post(f"/talks/{cast.class_3b.id}/mentors", data={"student": [cast.ada.id], "staff": ""})

    assert silva.get(f"/students/{cast.ada.id}/talk").status_code == 403


def test_the_sheet_says_what_she_did_and_how_to_begin(ada, okoro, cast):
    ada.photo(ada.slot("halves-cut"))
    ada.on(ada.slot("halves-cut"), "work.finish")
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        evidence.accept(ada.id, ada.slot("halves-cut")["slot"], 4, "Well cut.")
    ada.act("goal.set", goal="g1", text="Tie my shoes")
    ada.act("goal.reach", goal="g1", feeling="proud", text="With a double knot")

    page = okoro.get(f"/students/{ada.id}/talk").text

    assert "1 card finished:" in page
    assert "Cut a slice · Goes beyond" in page
    assert "With a double knot" in page
    assert "You reached “Tie my shoes”. How did you get there?" in page


def test_a_step_they_agree_on_is_her_goal_at_once_or_a_suggestion(ada, okoro, the_clock):
    said = {"do": "talk", "step": "Ask when I am stuck", "until": "next"}
    okoro.post(f"/students/{ada.id}/talk", data={**said, "answer": "agreed"})
    okoro.post(f"/students/{ada.id}/talk", data={**said, "step": "Sit in front", "answer": "propose"})
    the_clock.pass_time(minutes=5)
    okoro.post(f"/students/{ada.id}/talk", data={**said, "step": "Bring the book", "answer": "no"})

    assert {one["title"]: one["state"] for one in ada.week["goals"]} == {
        "Ask when I am stuck": "open",
        "Sit in front": "suggested",
    }
    page = okoro.get(f"/students/{ada.id}/talk").text
    assert "Last time we agreed: “Bring the book”. How is it going?" in page


def test_a_talk_noted_by_mistake_is_taken_back(ada, okoro):
    okoro.post(f"/students/{ada.id}/talk", data={"do": "talk", "step": "Wrong child"})
    (talk,) = tables.talks_of([ada.id])[ada.id]

    assert okoro.post(f"/students/{ada.id}/talk", data={"do": f"back:{talk.talk}"}).status_code == 303

    assert tables.talks_of([ada.id]) == {}
    assert okoro.post(f"/students/{ada.id}/talk", data={"do": f"back:{talk.talk}"}).status_code == 404


def test_a_talk_counts_as_spoken_with_her(ada, okoro):
    assert contacts.last_spoken([ada.id])[ada.id] is None

    okoro.post(f"/students/{ada.id}/talk", data={"do": "talk"})

    assert contacts.last_spoken([ada.id])[ada.id] == tables.talks_of([ada.id])[ada.id][0].when


def test_a_private_note_is_for_its_author_and_whom_she_names(ada, okoro, park, cast):
    okoro.post(f"/students/{ada.id}/talk", data={"do": "talk", "note": "Her grandmother is ill."})
    url = f"/students/{ada.id}/talk"
    assert "Her grandmother is ill." in okoro.get(url).text
    assert "Her grandmother is ill." not in park.get(url).text
    (note,) = tables.notes_for(cast.mr_okoro.id, ada.id)
    assert park.get(f"/students/{ada.id}/notes/{note.note}").status_code == 404

    changed = {"note": note.note, "text": "Her grandmother is better.", "share": [cast.mrs_park.id, cast.ms_silva.id]}
    assert okoro.post(f"/students/{ada.id}/notes", data=changed).status_code == 303

    assert "Her grandmother is better." in park.get(url).text
    assert tables.notes_for(cast.ms_silva.id, ada.id) == []  # she has nothing to do with this child
    assert park.post(f"/students/{ada.id}/notes", data={**changed, "do": "throw"}).status_code == 404
    assert okoro.post(f"/students/{ada.id}/notes", data={**changed, "do": "throw"}).status_code == 303
    assert tables.notes_for(cast.mr_okoro.id, ada.id) == []


def test_no_private_note_is_in_record_report_or_on_paper(ada, okoro, park, cast):
    keep(cast.mr_okoro, ada.id, "Whisper-4711")

    record = zipfile.ZipFile(io.BytesIO(park.get(f"/people/students/{ada.id}/record.zip").data))
    told = b"".join(record.read(name) for name in record.namelist())

    assert b"Whisper-4711" not in told
    assert b"note-kept" in told  # that there is one is no secret
    for page in (f"/students/{ada.id}/report", "/talks/paper", f"/students/{ada.id}"):
        assert "Whisper-4711" not in okoro.get(page).text


@pytest.mark.parametrize("work", ["full", "pseudonymous", "never"])
def test_no_policy_lets_a_private_note_leave_the_school(ada, cast, work):
    keep(cast.mr_okoro, ada.id, "Whisper-4711")
    (entry,) = journal.of_subject(ada.id, "goals.note-kept")

    left = policy.apply(entry, names="full", work=work)

    assert left.body is None
    assert "Whisper" not in json.dumps(left.to_row())
    assert policy.is_bare(left)


def test_a_sheet_on_paper_for_each_child_of_the_list(okoro, cast):
    page = okoro.get("/talks/paper").text

    assert page.count("talk-sheet paper") == 4
    assert page.count("We agreed on:") == 4


def test_a_class_of_nobody_says_so(park, cast):
    with journal.acting(actor="office:x"):
        actions.choose_mentor([one.id for one in (cast.noor, cast.tomas)], cast.ms_silva.id)

    assert "Nobody is on your list" in park.get(f"/talks?class={cast.class_1a.id}").text
