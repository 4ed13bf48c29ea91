"""Kiosks and tablets come in with a code, send their acts once, and can be put out."""

import pytest

from homeroom import acts, journal
from homeroom.errors import Refused
from homeroom.people import devices
from homeroom.people.on_this_box import EnrolCode


@pytest.fixture
def noted(monkeypatch):
    """An act that writes nothing but a note of itself here."""
    found = []
    monkeypatch.setitem(acts._handlers, "test.note", (found.append, frozenset({"tablet", "kiosk"})))
    return found


def send(client, n=1, **act):
    message = {"outbox": "box1", "time": 0, "acts": [{"n": n, "kind": "test.note", "when": 5, "body": {}, **act}]}
    return client.post("/api/acts", json=message)


def test_a_code_lets_one_device_in_once(cast, client):
    code = devices.make_code(kind="kiosk", staff=cast.mrs_park.id, name="Front door")
    first = client.post("/api/enrol", json={"code": code.code.lower(), "kind": "kiosk"})
    again = client.post("/api/enrol", json={"code": code.code})

    assert (first.status_code, first.json["name"]) == (201, "Front door")
    assert again.status_code == 422


def test_a_code_is_read_however_it_is_typed(cast, client, monkeypatch):
    code = devices.make_code(kind="tablet", staff=cast.mrs_park.id)
    EnrolCode.select()
    typed = code.code.replace("0", "o").replace("1", "l").lower()

    assert client.post("/enrol", data={"code": f" {typed[:4]} - {typed[4:]} "}).status_code == 303


def test_a_code_is_good_for_fifteen_minutes_and_for_its_kind(cast, client, the_clock):
    code = devices.make_code(kind="tablet", staff=cast.mrs_park.id)
    assert "tablet" in client.post("/api/enrol", json={"code": code.code, "kind": "kiosk"}).json["detail"]
    the_clock.pass_time(minutes=15, seconds=1)

    assert client.post("/api/enrol", json={"code": code.code, "kind": "tablet"}).status_code == 422


def test_guessing_codes_gets_slow_for_everybody(cast, box, the_clock):
    code = devices.make_code(kind="tablet", staff=cast.mrs_park.id)
    for _guess in range(5):
        box.test_client().post("/api/enrol", json={"code": "AAAA2222"})
    assert box.test_client().post("/api/enrol", json={"code": code.code}).status_code == 429

    the_clock.pass_time(minutes=1)
    assert box.test_client().post("/api/enrol", json={"code": code.code}).status_code == 201


def test_a_tablet_knows_the_children_of_its_class_and_no_others(cast):
    told = cast.tablet(cast.class_3b).get("/api/tablet").json
    everybody = cast.tablet().get("/api/tablet").json

    assert [one["name"] for one in told["students"]] == ["Ada Obi", "Ben Cruz", "Chidi Eze", "Dora Lind"]
    assert [one["sign_in"] for one in told["classes"]] == ["pictures"]
    assert len(told["pictures"]) == 12
    assert len(everybody["students"]) == 6


def test_a_tablet_that_knows_all_gets_a_short_answer(cast, the_clock):
    tablet = cast.tablet(cast.class_3b)
    tag = tablet.get("/api/tablet").headers["ETag"]
    the_clock.pass_time(seconds=5)

    assert tablet.get("/api/tablet", headers={"If-None-Match": tag}).status_code == 304


def test_a_revoked_device_is_out_with_its_next_request(cast, noted):
    tablet = cast.child(cast.ada)
    cast.signed_in(cast.mrs_park).post(f"/devices/{tablet.device}/revoke")

    assert tablet.get("/api/tablet").status_code == 401
    assert send(tablet).status_code == 401
    assert "taken out of use" in tablet.get("/enrol").get_data(as_text=True)
    assert not noted


def test_an_act_is_saved_once_and_known_after(cast, monkeypatch):
    tablet = cast.tablet(cast.class_3b)
    refused = tablet.post(
        "/api/acts", json={"outbox": "b", "time": 0, "acts": [{"n": 1, "kind": "no.such", "when": 1, "body": {}}]}
    )

    assert refused.json["results"][0]["status"] == "refused"


def test_an_act_of_a_signed_in_child_counts_as_hers_and_else_as_claimed(cast, noted):
    tablet = cast.child(cast.ada)
    send(tablet, 1, student=cast.ada.id, session=tablet.session)
    send(tablet, 2, student=cast.ben.id, session=tablet.session)
    send(tablet, 3)

    assert [one.auth for one in noted] == ["session", "claimed", "device"]


def test_acts_of_a_child_are_taken_after_the_next_child_signed_in(cast, noted):
    tablet = cast.child(cast.ada)
    cast.sign_in(tablet, cast.ben)
    send(tablet, student=cast.ada.id, session=tablet.session)

    assert noted[0].auth == "session"


def test_the_page_of_devices_tells_who_is_there_and_what_waits(cast, the_clock):
    tablet, office = cast.tablet(cast.class_3b), cast.signed_in(cast.mrs_park)
    tablet.post("/api/acts", json={"outbox": "b", "time": 0, "waiting": 3, "acts": []})
    page = office.get("/devices").get_data(as_text=True)
    assert "here now" in page
    assert "3 things wait on it" in page

    the_clock.pass_time(minutes=20)
    assert "20 minutes ago" in office.get("/devices").get_data(as_text=True)


def test_what_is_sent_must_be_of_the_agreed_shape(cast):
    tablet = cast.tablet(cast.class_3b)

    for body in (b"", b"[]", b"{", b'{"outbox": "b"}', b'{"outbox":"b","time":0,"acts":[7]}'):
        answer = tablet.post("/api/acts", data=body)
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
    assert tablet.post("/api/acts", data=b"x" * 300_000).status_code == 422


def test_a_teacher_makes_codes_for_her_own_classes_only(cast):
    okoro = cast.signed_in(cast.mr_okoro)
    ours = okoro.post("/devices", data={"kind": "tablet", "school_class": cast.class_3b.id})
    others = okoro.post("/devices", data={"kind": "tablet", "school_class": cast.class_1a.id})
    everybody = okoro.post("/devices", data={"kind": "tablet", "school_class": ""})

    assert ours.status_code == 303
    assert others.status_code == everybody.status_code == 403
    assert okoro.get(ours.location).status_code == 200
    assert b"<svg" in okoro.get(f"{ours.location}/qr.svg").data


def test_a_device_can_get_another_name_and_class(cast):
    tablet, office = cast.tablet(cast.class_3b), cast.signed_in(cast.mrs_park)
    told = {"name": "Blue one", "sign": "owl", "school_class": cast.class_1a.id}
    office.post(f"/devices/{tablet.device}", data=told)

    answer = tablet.get("/api/tablet").json
    words = {"name": "Blue one", "sign": "owl", "mark": "green", "words": "Owl, green triangle"}
    assert answer["device"] == {"id": tablet.device, **words}
    assert [one["name"] for one in answer["students"]] == ["Noor Aziz", "Tomas Novak"]


def test_names_of_new_devices_count_up(cast):
    made = [devices.make_code(kind="tablet", staff="x").name for _code in range(3)]

    assert made == ["Tablet 1", "Tablet 2", "Tablet 3"]
    with pytest.raises(Refused):
        devices.make_code(kind="fridge", staff="x")


def test_the_box_tells_the_time_to_anybody(client, the_clock):
    assert client.get("/api/ping").json["time"] == the_clock.ms
    assert journal.version() >= 0
