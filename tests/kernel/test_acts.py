"""No act is lost and none blocks its device: what can't be carried out is kept aside and shown."""

import logging

import apsw
import pytest

from homeroom import acts, journal
from homeroom.acts import Kept
from homeroom.errors import Unavailable


@pytest.fixture
def handle(monkeypatch):
    """Let kiosks send an act "test.act" that `handler` carries out."""

    def use(handler):
        monkeypatch.setitem(acts._handlers, "test.act", (handler, frozenset({"kiosk"})))

    return use


def send(kiosk, the_clock, *made, outbox="o1"):
    listed = [{"when": the_clock.ms, "body": {}, **one} for one in made]
    return kiosk.post("/api/acts", json={"outbox": outbox, "time": the_clock.ms, "acts": listed})


def statuses(answer):
    return [one["status"] for one in answer.json["results"]]


def test_an_act_that_breaks_the_program_is_kept_aside_and_the_next_goes_through(cast, the_clock, handle, caplog):
    def stumble(act):
        raise KeyError("Ada Obi")

    handle(stumble)
    kiosk = cast.kiosk()
    good = {"n": 2, "kind": "attendance.arrive", "body": {"student": cast.ada.id, "method": "tap"}}
    with caplog.at_level(logging.ERROR):
        answer = send(kiosk, the_clock, {"n": 1, "kind": "test.act", "body": {"child": "Ada Obi"}}, good)

    assert statuses(answer) == ["refused", "saved"]
    assert "KeyError" in caplog.text
    assert "stumble" in caplog.text
    assert "Ada" not in caplog.text + answer.json["results"][0]["message"]
    assert [row.kind for row in Kept.select()] == ["test.act"]
    assert statuses(send(kiosk, the_clock, {"n": 1, "kind": "test.act"})) == ["refused"]
    assert Kept.select().count() == 1


def test_an_act_that_comes_again_is_known_and_not_carried_out_again(cast, the_clock, handle):
    done = []

    def arrive(act):
        done.append(act.n)
        acts._handlers["attendance.arrive"][0](act)

    handle(arrive)
    kiosk, act = cast.kiosk(), {"n": 1, "kind": "test.act", "body": {"student": cast.ada.id, "method": "tap"}}

    assert statuses(send(kiosk, the_clock, act, act)) == ["saved", "known"]
    assert statuses(send(kiosk, the_clock, act)) == ["known"]
    assert statuses(send(kiosk, the_clock, act, outbox="o2")) == ["saved"], "another outbox counts for itself"
    assert done == [1, 1]


def test_more_acts_than_agreed_are_refused_whole(cast, the_clock, handle):
    done = []
    handle(lambda act: done.append(act.n))
    many = [{"n": n, "kind": "test.act"} for n in range(1, acts.MOST + 2)]

    assert send(cast.kiosk(), the_clock, *many).status_code == 422
    assert done == []


def test_a_session_counts_for_its_own_child_on_its_own_tablet_only(cast, the_clock, monkeypatch):
    heard = []
    monkeypatch.setitem(acts._handlers, "test.act", (lambda act: heard.append(act.auth), frozenset({"tablet"})))
    ada, ben = cast.child(cast.ada), cast.child(cast.ben)
    told = [
        {"student": cast.ada.id, "session": ada.session},
        {"student": cast.ben.id, "session": ada.session},
        {"student": cast.ben.id, "session": ben.session},
        {"student": cast.ada.id, "session": "made-up"},
        {"student": cast.ada.id},
        {},
    ]
    send(ada, the_clock, *({"n": n, "kind": "test.act", **one} for n, one in enumerate(told, 1)))

    assert heard == ["session", "claimed", "claimed", "claimed", "claimed", "device"]


def test_what_an_act_wrote_before_it_broke_is_undone(cast, the_clock, handle):
    def half(act):
        acts._handlers["attendance.arrive"][0](act)
        raise ZeroDivisionError

    handle(half)
    send(cast.kiosk(), the_clock, {"n": 1, "kind": "test.act", "body": {"student": cast.ada.id, "method": "tap"}})

    assert not journal.of_subject(cast.ada.id, "attendance.arrived")


@pytest.mark.parametrize("when", [0, 2**53, 10**15])
def test_a_time_out_of_this_world_blocks_nothing(cast, the_clock, when):
    kiosk = cast.kiosk()
    body = {"student": cast.ada.id, "method": "tap"}
    strange = {"n": 1, "kind": "attendance.arrive", "when": when, "body": body}

    answer = send(kiosk, the_clock, strange, {"n": 2, "kind": "attendance.arrive", "body": body})
    assert statuses(answer)[1] == "saved"


def test_a_device_with_a_clock_out_of_this_world_is_heard(cast, the_clock):
    kiosk = cast.kiosk()
    acts_ = [{"n": 1, "kind": "attendance.arrive", "when": 5, "body": {"student": cast.ada.id, "method": "tap"}}]

    for time in (0, 2**53):
        answer = kiosk.post("/api/acts", json={"outbox": f"o{time}", "time": time, "acts": acts_})
        assert answer.status_code == 200


def test_half_an_emoji_does_not_stop_a_text(cast, the_clock):
    tablet = cast.child(cast.ada)
    body = {"slot": "free-1", "card": "c1", "text": "I like it \ud83d"}
    act = {"n": 1, "kind": "work.write", "student": cast.ada.id, "session": tablet.session, "body": body}

    assert statuses(send(tablet, the_clock, act)) == ["saved"]
    odd = {"n": 2, "kind": "nobody.knows", "body": {"\ud83d": ["\udc00"]}}
    assert statuses(send(tablet, the_clock, odd)) == ["refused"]


@pytest.mark.parametrize("trouble", [Unavailable("No room."), apsw.FullError("full"), OSError(28, "full")])
def test_an_act_that_meets_a_full_disk_comes_again(cast, the_clock, handle, trouble):
    done = []

    def save(act):
        done.append(act.n)
        if len(done) == 1:
            raise trouble

    handle(save)
    kiosk = cast.kiosk()

    assert send(kiosk, the_clock, {"n": 1, "kind": "test.act"}).status_code == 503
    assert not Kept.select().count()
    assert statuses(send(kiosk, the_clock, {"n": 1, "kind": "test.act"})) == ["saved"]


def test_staff_see_what_was_kept_aside(cast, the_clock):
    send(cast.kiosk(), the_clock, {"n": 1, "kind": "attendance.arrive", "body": {"student": "nobody", "method": "tap"}})

    page = cast.signed_in(cast.mrs_park).get("/sync").get_data(as_text=True)
    assert "not on the list of the school" in page
    assert "Front door" in page


def test_what_a_kept_act_said_is_for_the_teachers_of_that_child(cast, the_clock):
    tablet = cast.child(cast.ada)
    body = {"slot": "s", "card": "c", "text": "  ", "block": "my lost words"}
    act = {"n": 1, "kind": "work.write", "student": cast.ada.id, "session": tablet.session, "body": body}
    assert statuses(send(tablet, the_clock, act)) == ["refused"]

    okoro, silva = (cast.signed_in(one).get("/sync").get_data(as_text=True) for one in (cast.mr_okoro, cast.ms_silva))
    assert "my lost words" in okoro
    assert "Ada Obi" in okoro
    assert "my lost words" not in silva
    assert "Ada Obi" not in silva
