"""The section of the page Sync about the school's other boxes."""

from homeroom import db
from homeroom.neighbors import letting_in, tables


def page(client):
    return client.get("/sync").get_data(as_text=True)


def test_a_lone_box_says_that_one_is_enough_and_how_to_add_another(cast):
    office = cast.signed_in(cast.mrs_park)

    told = page(office)

    assert "No other box was found. One box is enough" in told
    assert letting_in.mark() in told


def test_the_office_types_an_address_and_forgets_it_again(cast):
    office = cast.signed_in(cast.mrs_park)
    added = office.post("/neighbors/add", data={"address": "192.168.1.20"})
    shown = page(office)
    forgotten = office.post("/neighbors/forget", data={"name": "192.168.1.20:8080"})

    assert (added.status_code, forgotten.status_code) == (303, 303)
    assert "192.168.1.20:8080" in shown
    assert tables.places() == []


def test_an_address_outside_the_school_is_refused_in_plain_words(cast):
    answer = cast.signed_in(cast.mrs_park).post("/neighbors/add", data={"address": "8.8.8.8"})

    assert answer.status_code == 422
    assert "not on a school&#39;s own network" in answer.get_data(as_text=True)


def test_what_was_found_and_is_not_ours_is_told_with_the_reason(cast):
    row = {"address": "192.168.1.66:8080", "how": "found", "seen": 1, "trouble": "forged"}
    db.write(lambda: tables.Place.insert(**row).execute())

    told = page(cast.signed_in(cast.mr_okoro))

    assert "Found, but not ours" in told
    assert "can&#39;t prove it" in told


def test_teachers_see_it_and_change_nothing(cast):
    teacher = cast.signed_in(cast.mr_okoro)

    answers = [teacher.post(f"/neighbors/{what}").status_code for what in ("add", "forget", "ask", "admit", "trust")]

    assert "Other boxes of this school" in page(teacher)
    assert letting_in.mark() not in page(teacher)
    assert answers == [403] * 5


def test_programs_are_told_the_same_and_the_description_lists_the_requests(cast, client):
    office = cast.signed_in(cast.mrs_park)
    described = client.get("/api/openapi.json").json["paths"]

    assert office.get("/api/sync").json["neighbors"] == []
    assert {f"/sync/v1/neighbor/{what}" for what in ("hello", "talk", "letter")} <= described.keys()
