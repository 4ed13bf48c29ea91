"""The pages of box and hub say what was kept aside, what is copied, what is left of the day."""

from conftest import make_settings
from homeroom import clock, config, db
from homeroom.sync import budget, quarantine, scrub, tables
from homeroom.sync.quarantine import About


def enrolled(**values):
    now = clock.now_ms()
    row = {"id": 1, "url": "https://hub.example.org", "hub_key": "k", "hub_name": "Lakeside district"}
    db.write(lambda: tables.Upstream.replace(**row, enrolled=now, last_contact=now, **values).execute())


def test_the_page_of_a_copied_card_says_what_to_do(box, cast):
    enrolled(copied=1)
    office, teacher = cast.signed_in(cast.mrs_park), cast.signed_in(cast.mr_okoro)

    page = office.get("/sync").get_data(as_text=True)

    assert "This card seems to be a copy" in page
    assert "Make this box its own box" in page
    assert "Make this box its own box" not in teacher.get("/sync").get_data(as_text=True)
    assert office.post("/sync/own-box", data={"code": "ABCD"}).status_code == 422
    assert teacher.post("/sync/own-box", data={"code": "ABCD"}).status_code == 403


def test_the_page_of_a_revoked_box_says_what_to_do(box, cast):
    enrolled(revoked=1)

    page = cast.signed_in(cast.mrs_park).get("/sync").get_data(as_text=True)

    assert "The hub has revoked this box" in page
    assert "ask the administrator of the hub for a new code" in page


def test_the_page_says_what_is_left_of_the_day_and_what_came_back(box, cast):
    enrolled(fetched=212, bare=40)
    config.use(make_settings(config.current().data, sync_daily_mb=5))
    budget.add(budget.Traffic(sent=2_000_000))

    page = cast.signed_in(cast.mr_okoro).get("/sync").get_data(as_text=True)

    assert "3.0 MB" in page
    assert "212 entries came back" in page
    assert "Of 40 of them only the fact came back" in page


def test_what_was_kept_aside_is_told_until_somebody_has_seen_to_it(box, cast):
    enrolled()
    quarantine.put("forged", "hub", About("s", "b", "9fab12cd34", 12, 40), b"x")
    db.write(scrub.run)
    office, teacher = cast.signed_in(cast.mrs_park), cast.signed_in(cast.mr_okoro)
    name = quarantine.unsettled()[0].id

    assert "had a wrong signature" in teacher.get("/sync").get_data(as_text=True)
    assert teacher.post(f"/sync/quarantine/{name}/seen").status_code == 403
    assert office.post(f"/sync/quarantine/{name}/seen").status_code == 303
    assert "had a wrong signature" not in office.get("/sync").get_data(as_text=True)
    assert office.post("/sync/quarantine/nothing/seen").status_code == 404


def test_programs_get_the_same_state(box, cast):
    enrolled()
    found = cast.signed_in(cast.mr_okoro).get("/api/sync").get_json()

    assert found["hub"] == "Lakeside district"
    assert found["waiting"] == found["written"] > 0
    assert found["waiting_bytes"] > 0
