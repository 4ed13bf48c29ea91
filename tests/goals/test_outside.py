"""Learning outside the school: a place, a mentor there, the student's log, slips on paper, hours."""

import pytest

from homeroom.goals.outside import tables

PLACE = {
    "place": "Market garden",
    "mentor": "Mrs Bello",
    "contact": "0700 1",
    "starts": "2026-11-23",
    "ends": "2026-12-18",
    "hours": "20",
    "aims": "Plant a row\n\nSell at the market",
}


@pytest.fixture
def garden(okoro, ada):
    answer = okoro.post("/outside", data={"student": ada.id, **PLACE})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def name_of(garden):
    return garden.rpartition("/")[2]


def test_the_student_keeps_a_log_and_the_mentors_slip_counts_the_hours(ada, garden, okoro):
    outside = name_of(garden)
    told = {"outside": outside, "minutes": 120, "text": "I dug two rows."}
    assert ada.act("outside.log", log="l1", day="yesterday", **told)["status"] == "saved"
    (mine,) = ada.week["outside"]
    assert (mine["place"], mine["mentor"], mine["aims"]) == (
        "Market garden",
        "Mrs Bello",
        ["Plant a row", "Sell at the market"],
    )
    assert mine["spent"] == "2 h 00 min of 20 hours"
    assert (mine["logs"][0]["day"], mine["logs"][0]["text"]) == ("Sunday 22 November", "I dug two rows.")

    slip = {"do": "enter", "what": "slip", "day": "2026-11-23", "spent-hours": "3", "spent-minutes": "30"}
    okoro.post(garden, data={**slip, "text": "Careful with the young plants."})

    assert ada.week["outside"][0]["spent"] == "3 h 30 min of 20 hours"
    page = okoro.get(garden).text
    assert "I dug two rows." in page
    assert "Careful with the young plants." in page
    assert "Market garden" in okoro.get("/outside").text
    report = okoro.get(f"/students/{ada.id}/report").text
    assert "Careful with the young plants." in report


def test_a_line_is_taken_back_by_who_wrote_it_and_brought_back_by_staff(ada, garden, okoro):
    outside = name_of(garden)
    ada.act("outside.log", outside=outside, log="l1", minutes=60)
    okoro.post(garden, data={"do": "enter", "what": "slip", "day": "2026-11-23", "text": "Good."})
    slip = next(row.log for row in tables.logs(ada.id, outside) if row.kind == "slip")
    assert ada.act("outside.unlog", outside=outside, log=slip)["status"] == "refused"

    assert ada.act("outside.unlog", outside=outside, log="l1")["status"] == "saved"
    after = okoro.post(garden, data={"do": f"throw:{slip}"}, follow_redirects=True)
    assert tables.logs(ada.id, outside) == []
    assert "The line is gone." in after.text
    okoro.post(garden, data={"do": f"keep:{slip}"})

    assert [row.log for row in tables.logs(ada.id, outside)] == [slip]


def test_when_it_is_over_nothing_more_is_logged_until_it_goes_on(ada, garden, okoro):
    outside = name_of(garden)
    okoro.post(garden, data={"do": "end"})
    assert ada.act("outside.log", outside=outside, log="l1", minutes=60)["status"] == "refused"

    okoro.post(garden, data={"do": "go-on"})

    assert ada.act("outside.log", outside=outside, log="l2", minutes=60)["status"] == "saved"


def test_the_place_can_be_changed(ada, garden, okoro):
    okoro.post(garden, data={"do": "save", **PLACE, "hours": "30", "mentor": "Mr Bello"})

    found = tables.place(ada.id, name_of(garden))
    assert (found.hours, found.mentor) == (30, "Mr Bello")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"place": " "}, "Where does she go?"),
        ({"ends": "2026-11-01"}, "end before"),
        ({"hours": "many"}, "whole number"),
        ({"hours": "9999"}, "between 0 and 2000"),
    ],
)
def test_a_place_without_sense_says_why(ada, okoro, change, why):
    answer = okoro.post("/outside", data={"student": ada.id, **PLACE, **change})

    assert answer.status_code == 422
    assert why in answer.text


@pytest.mark.parametrize(
    "told", [{"day": "2026-11-24"}, {"day": ""}, {"spent-hours": "17"}, {"what": "rumor"}, {"spent-minutes": "x"}]
)
def test_a_slip_without_sense_is_not_entered(ada, garden, okoro, told):
    slip = {"do": "enter", "what": "slip", "day": "2026-11-23", "text": "Good.", **told}

    assert okoro.post(garden, data=slip).status_code == 422
    assert tables.logs(ada.id, name_of(garden)) == []


def test_paper_has_the_log_and_a_slip_to_fill_in(ada, garden, okoro):
    ada.act("outside.log", outside=name_of(garden), log="l1", minutes=45, text="Watered all.")

    page = okoro.get(f"{garden}/paper").text

    assert "Watered all." in page
    assert "Name and signature:" in page


def test_another_class_and_no_place_at_all(garden, silva, okoro, cast):
    assert silva.get(garden).status_code == 403
    assert silva.post("/outside", data={"student": cast.ada.id, **PLACE}).status_code == 403
    assert "Nobody learns outside just now" in silva.get("/outside").text
    assert okoro.get(f"/students/{cast.ada.id}/outside/nowhere").status_code == 404
