"""Twenty-two ways to answer in the hub's place: none is believed, nothing counts as sent, nothing comes in."""

import contextlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.sync.world import World, entries

from homeroom import clock
from homeroom.errors import HomeroomError
from homeroom.sync import actions, link, signing, tables

STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
FUTURE = 4_000_000_000_000  # ms
TEMPTING = {"have": {}, "time": FUTURE, "clock": 3, "wanted": 0, "boxes": [], "nonce": "0" * 32, "hub_name": "District"}


def by_stranger(asked, content):
    return signing.to_text(signing.sign(STRANGER, signing.answer_message(asked, content)))


def plain(status, content, proof=""):
    """The same bytes, whatever was asked."""
    return lambda _asked, _heard: (
        status,
        proof,
        content if isinstance(content, bytes) else json.dumps(content).encode(),
    )


def signed_by_stranger(status, told):
    content = json.dumps(told).encode()
    return lambda asked, _heard: (status, by_stranger(asked, content), content)


FORGERIES = {
    "no signature": plain(200, TEMPTING),
    "zeros for a signature": plain(200, TEMPTING, signing.to_text(bytes(64))),
    "a signature that is no text of one": plain(200, TEMPTING, "%%%"),
    "a key of its own": signed_by_stranger(200, TEMPTING),
    "a key of its own says no": signed_by_stranger(403, {"detail": "no", "revoked": True}),
    "our own signature sent back": lambda asked, _heard: (200, asked, json.dumps(TEMPTING).encode()),
    "an old answer played again": lambda _asked, heard: heard[0],
    "the last answer played again": lambda _asked, heard: heard[-1],
    "an old signature under new words": lambda _asked, heard: (200, heard[0][1], json.dumps(TEMPTING).encode()),
    "old words under a new signature": lambda asked, heard: (200, by_stranger(asked, heard[0][2]), heard[0][2]),
    "an old answer with a byte changed": lambda _asked, heard: (200, heard[0][1], heard[0][2][:-1] + b" "),
    "an old answer cut short": lambda _asked, heard: (200, heard[0][1], heard[0][2][:-9]),
    "a captive portal": plain(200, b"<html>Please accept our terms</html>"),
    "a redirect": plain(302, b""),
    "nothing": plain(200, b""),
    "a list": plain(200, b"[]"),
    "too deep": plain(200, b"[" * 100_000),
    "a new number to sign": plain(401, {"nonce": "1" * 32}),
    "you are revoked": plain(403, {"detail": "revoked", "revoked": True}),
    "you are unknown": plain(401, {"detail": "who are you?", "unknown": True}),
    "an error": plain(500, {"detail": "broken"}),
    "more than anybody reads": plain(200, b" " * (link.LARGEST + 1)),
}


@contextlib.contextmanager
def answered_by(forge, heard):
    """Whoever calls the hub hears this instead; requests are counted and go nowhere."""
    kept, asked = (link.Link._write, link.Link._read, actions.PAUSES), []
    link.Link._write = lambda _this, _method, _path, _body, headers: asked.append(headers["X-Homeroom-Signature"])
    link.Link._read = lambda _this: forge(asked[-1], heard)
    actions.PAUSES = (0,)
    try:
        yield asked
    finally:
        link.Link._write, link.Link._read, actions.PAUSES = kept


@pytest.fixture
def at_school(tmp_path):
    """A box that has talked with its hub, and has something to tell; what the hub had answered."""
    with World(tmp_path) as world:
        box, heard = world.box("one"), []
        box.enrol()
        box.write(1)
        with box, world.link(None):
            told = link.Link._read
            link.Link._read = lambda this: heard.append(told(this)) or heard[-1]
            actions.send()
        box.write(2)
        yield box, heard


def state(box):
    """All that a forged word could change."""
    found = entries(box)
    with box:
        hub = tables.upstream()
        return found, tables.progress().waiting, hub.revoked, hub.url, clock.now_ms(), clock.clock.trust


def test_nobody_who_answers_in_the_hubs_place_is_believed(at_school):
    box, heard = at_school
    before, believed = state(box), []
    assert before[1] > 0
    for name, forge in FORGERIES.items():
        with box, answered_by(forge, heard) as asked:
            try:
                actions.send()
                believed.append(f"{name}: as if all were well")
            except HomeroomError:
                assert asked, name
        if state(box) != before:
            believed.append(name)

    assert believed == []
    assert len(FORGERIES) >= 20


def test_the_true_hub_is_believed_the_moment_it_answers_again(at_school):
    box, heard = at_school
    with box, answered_by(FORGERIES["a key of its own"], heard), pytest.raises(HomeroomError):
        actions.send()

    assert box.sync() > 0
    with box:
        assert tables.progress().waiting == 0
