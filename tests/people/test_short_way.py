"""Acts go a short way past Flask, and nobody can tell: both ways give the same answers."""

import json

import apsw
import pytest
from flask import request_started

from homeroom.acts import Act, _handlers
from homeroom.errors import Refused, Unavailable
from homeroom.people import devices, passwords
from homeroom.people.views import acts_api

LONG = "/api/acts?the-long-way"
SHORT = "/api/acts"


@pytest.fixture
def noted(monkeypatch):
    """Acts that write nothing: one is noted here, one makes no sense, one meets a full disk, one a mistake of ours."""
    found: list[Act] = []

    def raising(error):
        def handler(_act):
            raise error

        return handler

    for kind, handler in {
        "test.note": found.append,
        "test.nonsense": raising(Refused("This makes no sense.")),
        "test.full": raising(Unavailable("The disk is full. Nothing was changed.")),
        "test.mistake": raising(KeyError("a mistake of ours")),
    }.items():
        monkeypatch.setitem(_handlers, kind, (handler, frozenset({"tablet", "kiosk"})))
    return found


@pytest.fixture
def through_flask(box):
    """The paths of the requests that went through Flask."""
    seen = []

    def note(_app, **_more):
        from flask import request

        seen.append(request.path)

    with request_started.connected_to(note, box):
        yield seen


def message(kind="test.note", *, outbox="b1", **act):
    return json.dumps({"outbox": outbox, "time": 0, "acts": [{"n": 1, "kind": kind, "when": 5, "body": {}, **act}]})


def both(client, data, **more):
    """The same request both ways, each with an outbox of its own."""
    return [
        client.post(way, data=data.replace(b"b1", outbox) if isinstance(data, bytes) else data, **more)
        for way, outbox in ((SHORT, b"b1"), (LONG, b"b2"))
    ]


def alike(short, long):
    told = [(one.json or {}) | {"time": 0} for one in (short, long)]
    assert (short.status_code, told[0]) == (long.status_code, told[1])
    assert dict(short.headers) == dict(long.headers)
    return short


@pytest.mark.parametrize("kind", ["test.note", "test.nonsense", "test.full", "test.mistake", "no.such"])
def test_both_ways_give_the_same_answer_to_an_act(cast, noted, kind):
    tablet = cast.tablet(cast.class_3b)
    for _time in (1, 2):
        alike(*both(tablet, message(kind).encode()))


def test_both_ways_give_the_same_answer_to_what_is_no_act(cast):
    tablet = cast.tablet(cast.class_3b)
    bodies = [
        b"",
        b"[]",
        b"{",
        b"7",
        b'{"outbox":"b1"}',
        b'{"outbox":"b1","time":0,"acts":[7]}',
        b"[" * 5000,
        b"\xff{}",
    ]
    for body in (*bodies, b"x" * 300_000, message(outbox="not an id").encode()):
        assert alike(*both(tablet, body)).status_code in (400, 422, 500)


def test_both_ways_let_the_same_callers_in(cast, box, noted):
    gone = cast.tablet(cast.class_3b)
    cast.signed_in(cast.mrs_park).post(f"/devices/{gone.device}/revoke")
    strangers = [box.test_client(), gone, cast.signed_in(cast.mr_okoro)]

    assert [alike(*both(one, message().encode())).status_code for one in strangers] == [401, 401, 403]
    assert alike(*both(cast.kiosk(), message().encode())).status_code == 200
    assert len(noted) == 2


def test_whoever_must_choose_a_password_does_so_before_the_tablet_sends_for_her(cast, noted):
    tablet = cast.tablet(cast.class_3b)
    first = passwords.make_temporary(cast.mr_okoro.id)
    tablet.post("/sign-in", data={"username": cast.mr_okoro.username, "password": first})

    assert alike(*both(tablet, message().encode())).status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_of_another_site_is_refused_both_ways(cast, noted, headers):
    tablet = cast.tablet(cast.class_3b)

    assert alike(*both(tablet, message().encode(), headers=headers)).status_code != 200
    assert not noted


def test_a_child_reads_in_her_own_language_why_not(cast):
    noor = cast.child(cast.noor)
    noor.set_cookie("homeroom-language", "ar")
    short = alike(*both(noor, message("no.such").encode()))

    assert "can't send" not in short.json["results"][0]["message"]


def test_an_act_in_order_does_not_go_through_flask(cast, noted, through_flask):
    ada = cast.child(cast.ada)
    through_flask.clear()
    ada.post(SHORT, data=message(student=cast.ada.id, session=ada.session))
    assert (through_flask, noted[0].auth) == ([], "session")

    ada.post(LONG, data=message(outbox="b2"))
    assert through_flask == ["/api/acts"]


def test_nor_does_one_of_a_kiosk(cast, noted, through_flask):
    kiosk = cast.kiosk()
    through_flask.clear()
    kiosk.post(f"{SHORT}?device=kiosk", data=message())

    assert (through_flask, len(noted)) == ([], 1)


def test_what_a_disk_did_not_take_is_not_tried_a_second_time(cast, monkeypatch):
    tries = []

    def full(act):
        tries.append(act)
        raise Unavailable("The disk is full. Nothing was changed.")

    monkeypatch.setitem(_handlers, "test.note", (full, frozenset({"tablet"})))

    assert cast.tablet(cast.class_3b).post(SHORT, data=message()).status_code == 503
    assert len(tries) == 1


def test_what_is_too_large_is_refused_both_ways(cast, noted):
    kiosk = cast.kiosk()
    large = message(body={"text": "x" * acts_api.LARGEST})

    assert alike(*both(kiosk, large)).status_code == 422
    assert alike(*both(kiosk, message(body={"text": "x" * (acts_api.LARGEST - 200)}))).status_code == 200
    assert len(noted) == 2


def test_a_database_that_can_not_be_asked_is_told_alike(cast, monkeypatch):
    kiosk = cast.kiosk()

    def busy(_token):
        raise apsw.BusyError("database is locked")

    monkeypatch.setattr(devices, "by_token", busy)
    assert alike(*both(kiosk, message())).status_code == 500


def test_the_short_way_leaves_out_no_step_that_was_added_since(box):
    """Whoever adds a step for all requests must think of people/views/short_way.py, and then add it here."""
    before = {one.__name__ for one in box.before_request_funcs[None]}
    after = {one.__name__ for one in box.after_request_funcs[None]}

    assert before == {"_begin", "by_any_id", "first_password_must_go"}
    assert after == {"_headers", "answer", "_note"}
