"""Staff with passwords, children with pictures; wrong tries wait, and a restart forgives nothing."""

import pytest

import ready
from cast import PASSWORD, PICTURES
from homeroom import app, db, journal
from homeroom.errors import Refused
from homeroom.people import actions, child_secrets, devices, passwords, sessions, sign_in
from homeroom.people.on_this_box import ChildSecret, Password, Session

WRONG = ["moon", "drum", "key"]


def wrong_tries(cast, tablet, student, count):
    return [tablet.post("/api/sign-in", json={"student": student.id, "secret": WRONG}) for _try in range(count)]


def test_a_child_signs_in_with_her_three_pictures_in_order(cast):
    tablet = cast.tablet(cast.class_3b)
    answer = cast.sign_in(tablet, cast.ada)

    assert answer.status_code == 200
    assert answer.json["student"]["short"] == "Ada"
    assert tablet.get("/api/tablet").json["signed_in"]["session"] == answer.json["session"]


@pytest.mark.parametrize("secret", [["sun", "fox", "boat"], ["fox", "sun"], "fox", 7, {}, ["fox"] * 3, [{}], "1234"])
def test_anything_else_is_not_her(cast, secret):
    answer = cast.tablet(cast.class_3b).post("/api/sign-in", json={"student": cast.ada.id, "secret": secret})

    assert answer.status_code == 422
    assert "homeroom-student" not in str(answer.headers)


def test_five_wrong_tries_make_her_wait_longer_and_longer(cast, the_clock):
    tablet = cast.tablet(cast.class_3b)
    assert {one.status_code for one in wrong_tries(cast, tablet, cast.ada, 5)} == {422}

    for wait in (30, 120, 600, 600):
        answer = cast.sign_in(tablet, cast.ada)
        assert (answer.status_code, answer.json["retry_after"], answer.headers["Retry-After"]) == (429, wait, str(wait))
        the_clock.pass_time(seconds=wait)
        wrong_tries(cast, tablet, cast.ada, 1)


def test_another_child_and_another_tablet_need_not_wait(cast):
    tablet = cast.tablet(cast.class_3b)
    wrong_tries(cast, tablet, cast.ada, 6)

    assert cast.sign_in(tablet, cast.ben).status_code == 200
    assert cast.sign_in(cast.tablet(cast.class_3b), cast.ada).status_code == 200


def test_the_wait_survives_a_restart(cast, box, tmp_path, the_clock):
    tablet = cast.tablet(cast.class_3b)
    wrong_tries(cast, tablet, cast.ada, 5)
    cookie = tablet.get_cookie("homeroom-tablet").value
    db.close()
    from conftest import make_settings

    fresh = app.create_box(make_settings(tmp_path / "box")).test_client()
    fresh.set_cookie("homeroom-tablet", cookie)

    assert cast.sign_in(fresh, cast.ada).status_code == 429


def test_twenty_wrong_tries_on_one_tablet_stop_the_spraying(cast):
    tablet = cast.tablet()
    for child in cast.children[:5]:
        wrong_tries(cast, tablet, child, 4)

    assert cast.sign_in(tablet, cast.tomas).status_code == 429


def test_a_clock_set_back_locks_nobody_out_for_long(cast, the_clock):
    tablet = cast.tablet(cast.class_3b)
    wrong_tries(cast, tablet, cast.ada, 5)
    the_clock.pass_time(days=-400)

    assert cast.sign_in(tablet, cast.ada).json["retry_after"] <= 600


def test_a_teacher_opens_for_a_child_once_and_for_two_minutes(cast, the_clock):
    teacher, tablet = cast.signed_in(cast.mr_okoro), cast.tablet(cast.class_3b)
    wrong_tries(cast, tablet, cast.ada, 5)
    assert teacher.post(f"/people/students/{cast.ada.id}/open").status_code == 303
    assert [one["open"] for one in tablet.get("/api/tablet").json["students"]] == [True, False, False, False]

    ask = {"student": cast.ada.id, "secret": None}
    assert tablet.post("/api/sign-in", json=ask).status_code == 200
    assert tablet.post("/api/sign-in", json=ask).status_code == 422

    teacher.post(f"/people/students/{cast.ada.id}/open")
    the_clock.pass_time(minutes=2, seconds=1)
    assert tablet.post("/api/sign-in", json=ask).status_code == 422


def test_asking_without_a_secret_is_no_wrong_try(cast):
    tablet = cast.tablet(cast.class_3b)
    for _try in range(8):
        tablet.post("/api/sign-in", json={"student": cast.ada.id, "secret": None})

    assert cast.sign_in(tablet, cast.ada).status_code == 200


def test_a_class_may_choose_numbers_or_nothing(cast):
    tablet = cast.tablet(cast.class_3b)
    actions.change_class(cast.class_3b.id, sign_in="pin")
    child_secrets.choose(cast.ada.id, "pin", "4711")
    assert cast.sign_in(tablet, cast.ada).status_code == 422
    assert tablet.post("/api/sign-in", json={"student": cast.ada.id, "secret": "4711"}).status_code == 200

    actions.change_class(cast.class_3b.id, sign_in="none")
    assert tablet.post("/api/sign-in", json={"student": cast.ben.id, "secret": None}).status_code == 200


def test_a_tablet_of_one_class_lets_no_other_class_in(cast):
    assert cast.sign_in(cast.tablet(cast.class_3b), cast.noor).status_code == 422
    assert cast.sign_in(cast.tablet(), cast.noor).status_code == 200


def test_the_next_child_ends_the_session_of_the_first(cast):
    tablet = cast.child(cast.ada)
    cast.sign_in(tablet, cast.ben)

    assert tablet.get("/api/tablet").json["signed_in"]["student"]["name"] == "Ben Cruz"
    assert Session.select().where(Session.ended.is_null()).count() == 1


def test_a_child_is_signed_out_after_four_hours(cast, the_clock):
    tablet = cast.child(cast.ada)
    the_clock.pass_time(hours=4, minutes=1)

    assert tablet.get("/api/tablet").json["signed_in"] is None


def test_a_childs_cookie_is_worth_nothing_on_another_tablet(cast):
    tablet = cast.child(cast.ada)
    other = cast.tablet(cast.class_3b)
    other.set_cookie("homeroom-student", tablet.get_cookie("homeroom-student").value)

    assert other.get("/api/tablet").json["signed_in"] is None


def test_signing_out_ends_the_session_and_twice_is_harmless(cast):
    tablet = cast.child(cast.ada)

    assert tablet.post("/api/sign-out").status_code == 204
    assert tablet.post("/api/sign-out").status_code == 204
    assert tablet.get("/api/tablet").json["signed_in"] is None


def test_cookies_are_not_for_scripts(cast):
    answer = cast.sign_in(cast.tablet(cast.class_3b), cast.ada)

    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_what_is_stored_of_secrets_and_sessions_opens_nothing(cast):
    tablet = cast.child(cast.ada)
    cast.signed_in(cast.mr_okoro)
    rows = [*ChildSecret.select().tuples(), *Session.select().tuples(), *Password.select().tuples()]

    stored = repr(rows)
    assert tablet.get_cookie("homeroom-student").value not in stored
    assert PASSWORD not in stored
    assert "fox" not in stored


def test_secrets_can_be_shown_to_the_teacher(cast):
    assert child_secrets.show(cast.ada.id, "pictures") == PICTURES["Ada"]
    child_secrets.choose(cast.ada.id, "pin", "0731")
    assert child_secrets.show(cast.ada.id, "pin") == "0731"


def test_a_sheet_gives_everybody_a_secret_of_her_own(cast):
    everybody = [one.id for one in cast.children]
    numbers = child_secrets.provide(everybody, "pin")

    assert len(set(numbers.values())) == 6
    assert child_secrets.provide(everybody, "pin") == numbers


@pytest.mark.parametrize("pin", ["1234", "0000", "4321", "2017", "12", "abcd", "１２３４"])
def test_easy_numbers_are_refused(cast, pin):
    with pytest.raises(Refused):
        child_secrets.choose(cast.ada.id, "pin", pin)


def test_secrets_survive_a_rebuild(cast):
    journal.rebuild()

    assert cast.sign_in(cast.tablet(cast.class_3b), cast.ada).status_code == 200


def test_staff_sign_in_with_a_password(cast, client):
    cast.signed_in(cast.mr_okoro)
    wrong = client.post("/sign-in", data={"username": "okoro", "password": "nope"})
    nobody = client.post("/sign-in", data={"username": "nobody", "password": "nope"})
    right = client.post("/sign-in", data={"username": " Okoro ", "password": PASSWORD, "next": "/people"})

    assert wrong.status_code == nobody.status_code == 422
    assert (right.status_code, right.location) == (303, "/people")


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
def test_signing_in_leads_nowhere_else(cast, client, address):
    cast.signed_in(cast.mr_okoro)
    answer = client.post("/sign-in", data={"username": "okoro", "password": PASSWORD, "next": address})

    assert answer.location == "/"


def test_guessing_a_staff_password_gets_slow(cast, client):
    cast.signed_in(cast.mr_okoro)
    for _try in range(5):
        client.post("/sign-in", data={"username": "okoro", "password": "nope"})

    assert client.post("/sign-in", data={"username": "okoro", "password": PASSWORD}).status_code == 429


def test_an_idle_hour_signs_staff_out(cast, the_clock):
    teacher = cast.signed_in(cast.mr_okoro)
    the_clock.pass_time(minutes=59)
    assert teacher.get("/people").status_code == 200
    the_clock.pass_time(minutes=59)
    assert teacher.get("/people").status_code == 200

    the_clock.pass_time(minutes=61)
    assert teacher.get("/people").status_code == 302


def test_after_twelve_hours_staff_sign_in_again(cast, the_clock):
    teacher = cast.signed_in(cast.mr_okoro)
    for _half_hour in range(24):
        the_clock.pass_time(minutes=30)
        teacher.get("/people")
    the_clock.pass_time(minutes=1)

    assert teacher.get("/people").status_code == 302


def test_reading_a_page_writes_at_most_once_a_minute(cast, the_clock, monkeypatch):
    teacher = cast.signed_in(cast.mr_okoro)
    written = []
    monkeypatch.setattr(sessions, "_touch", written.append)
    for _page in range(5):
        teacher.get("/account")
    the_clock.pass_time(seconds=61)
    teacher.get("/account")

    assert len(written) == 1


def test_whoever_is_archived_is_out_at_once(cast):
    teacher = cast.signed_in(cast.ms_silva)
    cast.signed_in(cast.mrs_park).post(f"/people/staff/{cast.ms_silva.id}/archive")

    assert teacher.get("/people").status_code == 302


def test_a_first_password_must_be_changed(cast, client):
    first = passwords.make_temporary(cast.ms_silva.id)
    answer = client.post("/sign-in", data={"username": "silva", "password": first})
    assert answer.location == "/account"
    assert client.get("/people").location == "/account"
    assert client.post(f"/people/students/{cast.noor.id}/open").status_code == 403

    changed = client.post("/account/password", data={"old": first, "new": "turtles like salad"})

    assert changed.status_code == 303
    assert client.get("/people").status_code == 200


@pytest.mark.parametrize("password", ["short", "password123", "aaaaaaaaaaaa", "okoro2026", "12345678"])
def test_weak_passwords_are_refused(cast, password):
    with pytest.raises(Refused):
        passwords.set_password(cast.mr_okoro.id, password)


def test_a_new_password_ends_the_other_sessions(cast):
    here, there = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mr_okoro)
    assert here.post("/account/password", data={"old": PASSWORD, "new": "seven green boats"}).status_code == 303

    assert here.get("/people").status_code == 200
    assert there.get("/people").status_code == 302


def test_all_sessions_of_somebody_can_be_ended(cast):
    here, there = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mr_okoro)
    here.post("/account/end-sessions")

    assert here.get("/people").status_code == 200
    assert there.get("/people").status_code == 302


def test_work_of_an_old_session_is_still_known_as_hers(cast, the_clock):
    tablet = cast.child(cast.ada)
    cast.sign_in(tablet, cast.ben)
    the_clock.pass_time(days=3)

    assert sessions.was_here(tablet.session, cast.ada.id, tablet.device)
    assert not sessions.was_here(tablet.session, cast.ben.id, tablet.device)


def test_a_child_of_two_classes_needs_the_stronger_secret_on_a_tablet_of_the_school(cast):
    choir = actions.begin_class("Choir", sign_in="none")
    actions.enroll(cast.ada.id, choir.id)
    of_school, of_choir = cast.tablet(), cast.tablet(choir)

    assert sign_in.way_on(devices.device(of_school.device), cast.ada.id) == "pictures"
    assert sign_in.way_on(devices.device(of_choir.device), cast.ada.id) == "none"


def test_the_box_itself_keeps_passwords_as_costly_hashes():
    kept = ready.REAL_HASHER().hash(PASSWORD)  # the box of the tests hashes more cheaply

    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
