"""A hub takes each entry once, from the right box, without a hole; everything else gets a clear no."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import make_settings
from homeroom import app, clock, config, db, journal, store
from homeroom.entries import Entry
from homeroom.hub import actions
from homeroom.sync import rules, segment, signing


@pytest.fixture
def hub(tmp_path, the_clock):
    clock.clock.reset()
    yield app.create_hub(make_settings(tmp_path / "hub", school_name="The district"))
    db.close()
    config.use(config.Config())


class FakeBox:
    """A box as the hub sees it: signs requests by hand, so that it can also do it wrongly."""

    def __init__(self, hub, name, seed):
        self.client = hub.test_client()
        self.key = Ed25519PrivateKey.from_private_bytes(seed * 32)
        self.id, self.school, self.nonce = f"box-{name}", f"school-{name}", ""

    def enrol(self, code):
        plain = code.replace("-", "")
        key = signing.to_text(signing.public_bytes(self.key))
        message = {"code": plain[:8], "box": self.id, "school": self.school, "name": "Riverside", "key": key}
        answer = self.client.post("/sync/v1/enrol", data=json.dumps(message))
        self.nonce = answer.get_json().get("nonce", "")
        return answer

    def send(self, method, path, body, *, nonce=None):
        nonce = self.nonce if nonce is None else nonce
        proof = signing.sign(self.key, signing.request_message(method, path, nonce, body))
        headers = {"X-Homeroom-Box": self.id, "X-Homeroom-Nonce": nonce}
        headers["X-Homeroom-Signature"] = signing.to_text(proof)
        return self.client.open(path, method=method, data=body, headers=headers)

    def hello(self, known=None, *, store="store1", **how):
        message = {"known": known or [""] * 16, "version": "0.1", "waiting": 3, "wall": 0, "name": "Riverside"}
        message |= {"timezone": "Africa/Nairobi", "policy": "names=never,work=never", "store": store}
        return self.send("POST", "/sync/v1/hello", json.dumps(message).encode(), **how)

    def segment(self, first, count, *, prev="", lane="lane1", tag="", school=None, kind="x.y"):
        entries = [
            Entry(
                lane=lane,
                seq=first + i,
                at=(first + i) << 16,
                clock=0,
                kind=kind,
                version=1,
                actor="teacher:t",
                device=None,
                n=None,
                subject="",
                register=f"r/{lane}/{first + i}",
                replaces=[],
                body={"tag": tag, "student": 7, "day": [], "when": "noon", "method": None},
                school=school or self.school,
            )
            for i in range(count)
        ]
        return segment.seal(entries, box=self.id, prev=prev, policy="p", key=self.key)

    def put(self, part):
        return self.send("PUT", f"/sync/v1/seg/{part.lane}/{part.first}", part.raw)


@pytest.fixture
def riverside(hub):
    box = FakeBox(hub, "riverside", b"r")
    assert box.enrol(actions.new_code()).status_code == 201
    return box


def entry_count():
    return db.database.execute_sql("SELECT count(*) FROM entry").fetchone()[0]


def test_segments_arrive_once_in_order(riverside):
    one = riverside.segment(1, 5)
    two = riverside.segment(6, 3, prev=one.hash)

    assert riverside.put(one).get_json() == {"lane": "lane1", "have": 5, "hash": one.hash}
    assert riverside.put(two).get_json()["have"] == 8
    assert riverside.put(one).get_json()["have"] == 8

    assert entry_count() == 8
    assert riverside.hello().get_json()["have"] == {"lane1": [8, two.hash]}
    assert riverside.hello(rules.digests({"lane1": (8, two.hash)})).get_json()["have"] == {}
    assert journal.of_register("r/lane1/7") == []  # of a kind that nobody here knows: stored, not folded


def test_a_hole_is_told_and_stores_nothing(riverside):
    one = riverside.segment(1, 5)
    riverside.put(one)

    answer = riverside.put(riverside.segment(8, 2, prev=one.hash))

    assert (answer.status_code, answer.get_json()["have"]) == (409, 5)
    assert entry_count() == 5


def test_another_story_about_the_same_numbers_is_a_fork(riverside):
    riverside.put(riverside.segment(1, 5, tag="first"))

    answer = riverside.put(riverside.segment(1, 5, tag="second"))

    assert (answer.status_code, answer.get_json()["fork"]) == (409, True)
    assert entry_count() == 5


def test_a_segment_that_skips_the_chain_is_a_fork(riverside):
    riverside.put(riverside.segment(1, 5))

    answer = riverside.put(riverside.segment(6, 1, prev="0" * 64))

    assert answer.get_json()["fork"] is True


def test_a_box_can_not_write_for_another_school_or_into_another_lane(hub, riverside):
    hilltop = FakeBox(hub, "hilltop", b"h")
    hilltop.enrol(actions.new_code())
    riverside.put(riverside.segment(1, 2))

    assert hilltop.put(hilltop.segment(1, 1, lane="lane9", school="school-riverside")).status_code == 403
    assert hilltop.put(hilltop.segment(3, 1, prev=riverside.segment(1, 2).hash)).status_code == 403
    assert entry_count() == 2


def test_a_greeting_played_again_is_not_believed(riverside):
    old = riverside.nonce
    assert riverside.hello().status_code == 200
    renewed = riverside.hello(nonce="made-up")

    assert renewed.status_code == 401
    assert riverside.hello(nonce=old).status_code == 401
    assert riverside.hello(nonce=riverside.hello(nonce=old).get_json()["nonce"]).status_code == 200


def test_a_stranger_is_not_let_in(hub, riverside):
    stranger = FakeBox(hub, "riverside", b"s")
    stranger.nonce = riverside.nonce

    assert stranger.hello().status_code == 401
    assert FakeBox(hub, "nobody", b"n").hello().status_code == 401


def test_a_code_works_for_one_box_and_again_for_the_same(hub):
    code = actions.new_code()
    first, second = FakeBox(hub, "one", b"1"), FakeBox(hub, "two", b"2")

    assert first.enrol(code).status_code == 201
    assert first.enrol(code).status_code == 201  # the answer was lost: the box asks again
    assert second.enrol(code).status_code == 422


def test_an_old_code_is_refused(hub, the_clock):
    code = actions.new_code()
    the_clock.pass_time(days=8)

    answer = FakeBox(hub, "late", b"l").enrol(code)

    assert answer.status_code == 422
    assert "new one" in answer.get_json()["detail"]


def test_a_code_lets_nobody_into_a_school_that_is_here_already(hub, riverside):
    second = FakeBox(hub, "riverside-2", b"2")
    second.school = riverside.school

    assert second.enrol(actions.new_code()).status_code == 422
    assert second.enrol(actions.new_code(riverside.school)).status_code == 201


def test_a_code_for_one_school_is_not_for_another(hub, riverside):
    assert FakeBox(hub, "hilltop", b"h").enrol(actions.new_code(riverside.school)).status_code == 422


def test_a_box_does_not_change_its_school(hub, riverside):
    riverside.school = "school-hilltop"

    assert riverside.enrol(actions.new_code()).status_code == 409


def test_guessing_codes_is_slowed_down(hub):
    guesser = FakeBox(hub, "guess", b"g")

    answers = [guesser.enrol(f"AAAA-{n:04}-BBBB-CCCC") for n in range(25)]

    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_same_box_number_with_another_key_is_refused(hub, riverside):
    copy = FakeBox(hub, "riverside", b"c")

    answer = copy.enrol(actions.new_code())

    assert answer.status_code == 409
    assert "copied" in answer.get_json()["detail"]


def test_a_revoked_box_is_not_heard_any_more(riverside):
    actions.revoke(riverside.id)

    answer = riverside.hello()

    assert (answer.status_code, answer.get_json()["revoked"]) == (403, True)
    assert "keeps everything" in answer.get_json()["detail"]


def test_a_revoked_box_needs_a_new_code(hub):
    box, code = FakeBox(hub, "one", b"1"), actions.new_code()
    box.enrol(code)
    actions.revoke(box.id)

    assert box.enrol(code).status_code == 422
    assert box.hello().status_code == 403
    assert box.enrol(actions.new_code()).status_code == 201
    assert box.hello().status_code == 200


def test_a_segment_that_no_fold_bears_does_not_stop_the_next(riverside):
    one = riverside.segment(1, 2, kind="attendance.arrived")
    two = riverside.segment(3, 1, prev=one.hash)

    assert riverside.put(one).get_json()["have"] == 2
    assert riverside.put(two).get_json()["have"] == 3


def test_every_answer_is_signed_for_the_very_question(hub, riverside):
    answer = riverside.hello()
    key = signing.public_bytes(signing.own_key(config.current().data))
    proof = signing.from_text(answer.headers["X-Homeroom-Signature"])
    asked = answer.request.headers["X-Homeroom-Signature"]

    assert signing.verify(key, proof, signing.answer_message(asked, answer.data))
    assert not signing.verify(key, proof, signing.answer_message("another", answer.data))


def test_a_hub_keeps_its_own_school_apart(riverside):
    riverside.put(riverside.segment(1, 1))

    assert store.box_of("lane1") == "box-riverside"
    assert store.school_id() != "school-riverside"
