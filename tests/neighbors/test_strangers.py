"""Whoever is not a box of this school gets nothing in and nothing out, and holds nobody up."""

import contextlib
import json
import socket
import threading
import time

import pytest
from tests.sync.next_door import box_application, meet, wire_to
from tests.sync.world import entries, tokens

from homeroom import config, db, store
from homeroom.errors import HomeroomError, Refused
from homeroom.hub import actions as hub_actions
from homeroom.neighbors import actions, calling, channel, guests, meeting, members, rules, tables, wholeness
from homeroom.neighbors.calling import Unproven
from homeroom.stick import outgoing
from homeroom.stick import tables as siblings
from homeroom.sync import segment, signing
from homeroom.sync import tables as sync
from homeroom.sync.tables import KnownBox

ADDRESS = "10.0.0.2:8080"


def call(box, post):
    """What a box makes of something that answers like this."""
    kept, calling.Wire.post = calling.Wire.post, lambda _this, path, body: post(path, body)
    try:
        with box:
            actions.add(ADDRESS)
            return actions.exchange(ADDRESS)
    except HomeroomError as error:
        return error
    finally:
        calling.Wire.post = kept


def ask(box, path, body):
    """What a box answers to anybody on the network."""
    with box:
        return box_application().test_client().post(path, data=body)


def pretender(at, **claims):
    """Answers as something that claims these things of itself, with a key of its own."""
    with at:
        key = signing.make_key(config.current().data, "pretender")

    def post(path, body):
        if path != calling.ASK:
            return 200, b"whatever was asked, I do not understand a word"
        asked = json.loads(body)
        secret, share = channel.draw()
        own = {"key": signing.to_text(signing.public_bytes(key)), "certificate": "", "box": "0" * 20}
        hello = json.dumps({**asked, "share": share, "nonce": "0" * 32, "session": "0" * 32, **own, **claims})
        made = channel.agree(secret, asked["share"], body, hello.encode(), "0" * 32)
        signature = signing.to_text(signing.sign(key, channel.ANSWERS + made.transcript))
        return 200, json.dumps({"hello": hello, "signature": signature}).encode()

    return post


def own_words(box):
    with box:
        return channel.introduction("")


def reason(error):
    assert isinstance(error, Unproven), error
    return error.extra["reason"]


@pytest.fixture
def full(pair):
    """A pair in which both have something, and what each has now."""
    one, two = pair
    one.write(1), two.write(2, kind="marked")
    before = [entries(one), entries(two)]
    yield one, two
    assert [entries(one), entries(two)] == before, "something got in"


# --- who answers -------------------------------------------------------------------------------------------


def test_a_stranger_that_knows_our_schools_hash_is_told_nothing(full):
    assert reason(call(full[0], pretender(full[0]))) == "stranger"


def test_a_stranger_in_the_name_of_our_neighbor_with_a_key_of_its_own(full):
    name = own_words(full[1])["box"]
    assert reason(call(full[0], pretender(full[0], box=name))) == "stranger"


def test_a_stranger_that_shows_our_neighbors_key_and_does_not_have_it(full):
    told = own_words(full[1])
    assert reason(call(full[0], pretender(full[0], box=told["box"], key=told["key"]))) == "forged"


def test_a_box_of_another_school(full):
    assert reason(call(full[0], pretender(full[0], school="f" * 16))) == "elsewhere"


def test_a_copy_of_this_very_card(full):
    told = own_words(full[0])
    assert reason(call(full[0], pretender(full[0], box=told["box"], key=told["key"]))) == "copied"


def test_a_certificate_of_another_hub(full, world):
    with full[0]:
        notes = {"id": 1, "url": "http://hub", "hub_key": signing.to_text(b"h" * 32), "enrolled": 1}
        db.write(lambda: sync.Upstream.replace(**notes).execute())
    post = pretender(full[0], box="s" * 20, certificate=signing.to_text(b"c" * 64))
    assert reason(call(full[0], post)) == "stranger"


def test_a_share_that_makes_every_secret_the_same(full):
    told = own_words(full[1])
    post = pretender(full[0], box=told["box"], key=told["key"], share=signing.to_text(bytes(32)))
    assert reason(call(full[0], post)) in ("garbage", "forged")


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"<html>Please accept our terms</html>"),
        (200, b"{}"),
        (200, b"[" * 100_000),
        (200, b'{"hello": 7, "signature": []}'),
        (200, b'{"hello": "{\\"v\\": 1}", "signature": "x"}'),
        (200, b"\xff\xfe"),
        (302, b""),
        (404, b"no"),
        (403, b'{"reason": "because"}'),
        (500, b""),
    ],
)
def test_what_is_no_box(full, answer):
    assert reason(call(full[0], lambda _path, _body: answer)) == "garbage"


def test_an_old_answer_played_again(full):
    heard = []
    one, two = full
    with one, wire_to(one.world, two):
        asked = json.dumps(channel.introduction(channel.draw()[1])).encode()
        heard.append(calling.Wire("10.0.0.2", 8080).post(calling.ASK, asked))

    assert reason(call(one, lambda _path, _body: heard[0])) == "forged"


def test_answers_that_were_changed_on_the_way_are_not_believed(full):
    one, two = full

    def flip(path, body):
        with wire_to(one.world, two):
            status, content = calling.Wire.post(None, path, body)
        return status, content if path == calling.ASK else content[:-1] + bytes([content[-1] ^ 1])

    error = call(one, flip)
    assert "Nothing was believed" in error.message, error


# --- who asks ----------------------------------------------------------------------------------------------


def begin(at, **claims):
    secret, share = channel.draw()
    with at:
        told = channel.introduction(share) | claims
    return secret, json.dumps(told).encode()


def test_a_stranger_that_asks_is_refused(full):
    one, _two = full
    _secret, asked = begin(full[1], box="s" * 20)
    answer = ask(one, calling.ASK, asked)
    assert (answer.status_code, answer.json["reason"]) == (403, "stranger")


def test_a_caller_that_only_knows_the_public_key_comes_no_further(full):
    one, two = full
    secret, asked = begin(two)
    answer = ask(one, calling.ASK, asked).json
    hello = json.loads(answer["hello"])
    made = channel.agree(secret, hello["share"], asked, answer["hello"].encode(), hello["session"])
    forged = channel.pack({"do": "greet", "proof": signing.to_text(b"x" * 64)})
    envelope = bytes.fromhex(made.session) + (1).to_bytes(8, "big") + made.seal(forged, 1, to_called=True)

    assert ask(one, calling.TALK, envelope).status_code == 401
    assert ask(one, calling.TALK, envelope).status_code == 401, "the conversation is over"


def test_recorded_messages_played_again_do_nothing(full):
    one, two = full
    heard = []
    with contextlib.suppress(HomeroomError), one, wire_to(one.world, two):
        real = calling.Wire.post

        def overhear(this, path, body):
            heard.append((path, body))
            return real(this, path, body)

        calling.Wire.post = overhear
        actions.add(ADDRESS)
        with calling.Call(calling.Wire("10.0.0.2", 8080)) as talk:
            proof = talk.begin()
            talk.ask("has", {"files": [], "proof": proof})

    again = [ask(two, path, body).status_code for path, body in heard]

    assert [path for path, _body in heard] == [calling.ASK, calling.TALK]
    assert again == [200, 401], "a new beginning leads nowhere without the key"


@pytest.mark.parametrize("body", [b"", b"\0" * 16, b"\xff" * 24, b"x" * 5000, b"{" * 3999])
def test_garbage_that_asks_is_refused(full, body):
    assert ask(full[0], calling.TALK, body).status_code == 401
    assert ask(full[0], calling.ASK, body).status_code == 422


def test_garbage_does_not_end_somebody_elses_conversation(full):
    one, two = full
    with one, wire_to(one.world, two), calling.Call(calling.Wire("10.0.0.2", 8080)) as talk:
        proof = talk.begin()
        session = bytes.fromhex(talk._channel.session)
        for n in (1, 2, 2**63):
            status, _answer = calling.Wire("10.0.0.2", 8080).post(calling.TALK, session + n.to_bytes(8, "big") + b"x")
            assert status == 401
        assert talk.ask("has", {"files": [], "proof": proof})[0] == {"files": {}}


def test_a_thousand_beginnings_push_out_no_conversation(full):
    one, two = full
    with one, wire_to(one.world, two), calling.Call(calling.Wire("10.0.0.2", 8080)) as talk:
        proof = talk.begin()
        talk.ask("has", {"files": [], "proof": proof})
        for _number in range(60):
            calling.Wire("10.0.0.2", 8080).post(
                calling.ASK, json.dumps(channel.introduction(channel.draw()[1])).encode()
            )
        assert talk.ask("has", {"files": []})[0] == {"files": {}}
    assert len(guests.guests._open) <= guests.MOST


def test_a_neighbor_that_asks_for_nonsense_is_told_so_and_changes_nothing(full):
    one, two = full
    with one, wire_to(one.world, two), calling.Call(calling.Wire("10.0.0.2", 8080)) as talk:
        proof = talk.begin()
        talk.ask("has", {"files": [], "proof": proof})
        for what, about in [
            ("fly", {}),
            ("feed", {}),
            ("feed", {"lanes": {"x": -1}, "max": 5}),
            ("whole", {"lanes": 7, "max": 1}),
            ("piece", {"sha256": "../../keys/box.ed25519", "offset": 0}),
            ("piece", {"sha256": "0" * 64, "offset": 0}),
            ("add", {"sha256": "0" * 64, "size": 3, "offset": 0}),
            ("pack", {"manifest": "x"}),
            ("take-people", {"items": 3}),
            ("people", {}),
        ]:
            with pytest.raises(calling.Answered):
                talk.ask(what, about, b"abc")
        assert talk.ask("take-people", {"items": {"device/x": {"id": 1}, "fly/y": {}}})[0] == {"taken": 0}
        assert talk.ask("take-whole", {}, b"HRFRAMES1\n3\nabc")[0] == {"new": 0}
        assert talk.ask("segments", {}, b"HRFRAMES1\n3\nabc")[0]["results"][0]["reason"] == "damaged"


# --- who was one of us -------------------------------------------------------------------------------------


def revoke(box, other):
    with other:
        name = store.box_id()
    with box:
        db.write(lambda: KnownBox.update(revoked=5).where(KnownBox.id == name).execute())


def test_nothing_is_exchanged_with_a_revoked_neighbor_whoever_calls(full):
    one, two = full
    revoke(one, two)

    assert reason(meet(one.world, one, two)) == "revoked"
    assert reason(meet(one.world, two, one)) == "revoked"


def test_a_neighbor_that_is_revoked_in_mid_conversation_is_heard_no_more(full):
    one, two = full
    with one, wire_to(one.world, two), calling.Call(calling.Wire("10.0.0.2", 8080)) as talk:
        talk.ask("has", {"files": [], "proof": talk.begin()})
        one.__exit__()
        revoke(two, one)
        one.__enter__()
        with pytest.raises(calling.Answered, match="revoked"):
            talk.ask("feed", {"lanes": {}, "max": 1})


def test_the_hubs_word_that_a_box_is_revoked_travels_between_neighbors(world):
    one, two, three = (world.box(name) for name in ("one", "two", "three"))
    for box in (one, two, three):
        box.enrol()
    for box in (one, two, three):
        box.sync()
    assert not isinstance(meet(world, two, three), Exception)
    with three:
        name = store.box_id()
    with world.hub:
        hub_actions.revoke(name)
    one.sync()
    meet(world, one, two)

    assert reason(meet(world, two, three)) == "revoked"
    with two:
        told = {"boxes": [vars(KnownBox.get_by_id(name))["__data__"] | {"box": name, "revoked": 0}], "letter": {}}
        with contextlib.suppress(HomeroomError):
            members.hear("x", told)
        assert KnownBox.get_by_id(name).revoked, "an old certificate does not take it back"


# --- what a neighbor may not say ---------------------------------------------------------------------------


def test_a_neighbor_can_not_speak_for_another_school_or_with_a_wrong_signature(full):
    one, two = full
    with one:
        lane = next(lane for lane in siblings.lanes() if lane.last)
        part = next(outgoing.whole(lane, 1))
        key, box = signing.own_key(config.current().data), store.box_id()
    other_school = json.loads(part.header_bytes) | {"school": "x" * 20, "lane": "e" * 32}
    header = json.dumps(other_school).encode()
    foreign = segment.parse(b"\n".join((b"HRSEG1", header, segment.base64.b64encode(key.sign(header)), part.body)))
    with two:
        frame = lambda raw: b"HRFRAMES1\n%d\n%b" % (len(raw), raw)  # noqa: E731
        assert wholeness.take(frame(foreign.raw), box) == 0
        assert wholeness.take(frame(part.raw), "somebody else") == 0
        assert wholeness.take(frame(part.raw[:-4] + b"torn"), box) == 0


# --- where it calls ----------------------------------------------------------------------------------------

HERE = [rules.Network("192.168.1.0/24")]


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ("8.8.8.8", 80),
        ("169.254.169.254", 80),
        ("127.0.0.1", 8080),
        ("0.0.0.0", 8080),
        ("224.0.0.251", 5353),
        ("255.255.255.255", 80),
        ("192.168.2.7", 8080),
        ("10.0.0.1", 8080),
        ("192.168.1.7", 22),
        ("192.168.1.7", 443),
        ("192.168.1.7", 6379),
        ("192.168.1.7", 9100),
        ("192.168.1.7", 0),
        ("::1", 8080),
        ("fe80::1", 8080),
        ("metadata.internal", 80),
        ("192.168.1.7@8.8.8.8", 80),
    ],
)
def test_an_announcement_can_not_make_the_box_call_elsewhere(host, port):
    assert not rules.may_call(host, port, HERE, typed=False)


def test_only_a_private_address_may_be_typed():
    allowed = ("10.1.2.3", "192.168.7.7", "172.16.0.9")
    assert all(rules.may_call(host, 9999, HERE, typed=True) for host in allowed)
    assert not any(rules.may_call(host, 80, HERE, typed=True) for host in ("8.8.8.8", "127.0.0.1", "169.254.1.1"))
    assert rules.may_call("127.0.0.1", 9999, [rules.Network("127.0.0.0/8")], typed=True)
    assert [
        rules.read_address(text) for text in ("hub.example.org", "10.0.0.256", "10.0.0.1:0", "http://10.0.0.1/x")
    ] == [None] * 4
    assert rules.read_address(" http://10.0.0.1:81/ ") == ("10.0.0.1", 81)


def test_a_flood_of_announcements_is_not_listened_to(pair, monkeypatch):
    monkeypatch.setattr(meeting, "networks", lambda: [rules.Network("10.0.0.0/8")])
    with pair[0]:
        said = actions.announcement()
        for number in range(200):
            actions.heard(f"10.1.0.{number}", 8080, said if number % 2 else {"school": "x"})
        assert len(tables.places()) == tables.MOST_FOUND


# --- real sockets ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def answering(behave):
    """Something on this machine that answers each connection in its own way."""
    server = socket.create_server(("127.0.0.1", 0))
    seen = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _address = server.accept()
                seen.append(1)
                with connection, contextlib.suppress(OSError):
                    behave(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", seen
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def hang(connection):
    connection.recv(10)
    while connection.recv(4096):
        pass  # until the other side gives up


def drip(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.02)


def flood(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def redirect_to(address):
    def behave(connection):
        connection.recv(4096)
        connection.sendall(f"HTTP/1.1 307 Go\r\nLocation: http://{address}/\r\nContent-Length: 0\r\n\r\n".encode())

    return behave


@pytest.mark.parametrize("behave", [hang, drip, flood, lambda connection: connection.sendall(b"\0\r\n" * 500)])
def test_whoever_hangs_drips_or_floods_is_hung_up_on(world, monkeypatch, behave):
    monkeypatch.setattr(calling, "PATIENCE", 0.3)
    monkeypatch.setattr(calling, "LONGEST", 0.5)
    monkeypatch.setattr(calling, "LARGEST", 1 << 20)
    box = world.box("one", host="127.0.0.1")
    with answering(behave) as (address, _seen), box:
        actions.add(address)
        with pytest.raises(HomeroomError):
            actions.exchange(address)
        assert tables.place(address).fails == 1
        assert tables.place(address).next_try > 0


def test_a_redirect_is_not_followed(world):
    box = world.box("one", host="127.0.0.1")
    with answering(hang) as (elsewhere, seen), answering(redirect_to(elsewhere)) as (address, _seen), box:
        actions.add(address)
        with pytest.raises(Unproven):
            actions.exchange(address)
        assert seen == []


def test_one_that_fails_stops_neither_the_others_nor_the_schedule(pair):
    one, two = pair
    two.write(1)
    with one:
        actions.add("10.0.0.99:8080")
    with one, wire_to(one.world, two):
        real = calling.Wire.post

        def post(this, path, body):
            if this._connection.host == "10.0.0.99":
                raise KeyError("nobody thought of this")
            return real(this, path, body)

        calling.Wire.post = post
        actions.add(ADDRESS)
        actions.exchange_if_due()

    assert tokens(one) == [1]
    with one:
        assert tables.place("10.0.0.99:8080").trouble == "garbage"


def test_a_message_can_not_be_played_back_to_who_sent_it():
    (secret, _own), (_theirs, share) = channel.draw(), channel.draw()
    made = channel.agree(secret, share, b"asked", b"hello", "00" * 16)
    sealed = made.seal(b"who is here", 1, to_called=True)

    assert made.open(sealed, 1, to_called=True) == b"who is here"
    for how in ({"n": 1, "to_called": False}, {"n": 2, "to_called": True}):
        with pytest.raises(Refused):
            made.open(sealed, **how)
