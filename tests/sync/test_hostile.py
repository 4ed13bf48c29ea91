"""Readers of segments and bundles believe no byte: never a crash, a hang or half of anything. And the hub over HTTP.

Real segments and real bundles are flipped, cut, doubled, spliced and stuffed; what is taken in is whole and true, or
nothing. The list of hostile cases and where each is tested stands in docs/SYNC.md; its last test looks there.
"""

import base64
import gzip
import hashlib
import json
import random
import re
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sync.test_segment import KEY, PUBLIC, ROW, columns, entries_from, seal
from tests.sync.world import tokens

from homeroom.errors import HomeroomError, Refused
from homeroom.sync import actions, frames, intake, quarantine, segment, signing, tables

ROOT = Path(__file__).parents[2]
SLOWEST = 20  # seconds for one hostile message, on a busy machine: a hang is longer
SEEDS = st.integers(0, 2**32 - 1)
LONG = [entries_from([{**ROW, "body": {"a": n, "words": "seed and root " * 5}} for n in range(30)])]


def spoil(raw, chance):
    """Real bytes, changed in one of the ways in which links, disks and people change them."""
    ways = (_flip, _cut, _double, _splice, _stuff, _numbers, _swap_lines)
    for _time in range(chance.randrange(1, 4)):
        raw = chance.choice(ways)(raw, chance) if raw else raw
    return raw


def _flip(raw, chance):
    at = chance.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]


def _cut(raw, chance):
    return raw[: chance.randrange(len(raw))]


def _double(raw, chance):
    at, size = chance.randrange(len(raw)), chance.randrange(1, 400)
    return raw[:at] + raw[at : at + size] + raw[at:]


def _splice(raw, chance):
    return raw[: chance.randrange(len(raw))] + raw[chance.randrange(len(raw)) :]


def _stuff(raw, chance):
    at = chance.randrange(len(raw))
    return raw[:at] + chance.choice([b"\0" * 900, b"\n", b"[" * 5000, b'{"s":' * 900, chance.randbytes(40)]) + raw[at:]


def _numbers(raw, chance):
    found = list(re.finditer(rb"\d+", raw[:400]))
    if not found:
        return raw
    one = chance.choice(found)
    return raw[: one.start()] + chance.choice([b"0", b"-1", b"9" * 40, b"1e400", b"NaN", b"null"]) + raw[one.end() :]


def _swap_lines(raw, chance):
    lines = raw.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join(lines)


@settings(max_examples=200)
@given(seed=SEEDS)
def test_a_spoiled_segment_is_refused_or_says_exactly_what_was_sealed(seed):
    chance = random.Random(seed)
    entries = LONG[0]
    began = time.monotonic()
    try:
        found = segment.entries_of(segment.parse(spoil(seal(entries).raw, chance)), PUBLIC)
    except Refused:
        found = entries
    assert columns(found) == columns(entries)
    assert time.monotonic() - began < SLOWEST


@settings(max_examples=200)
@given(seed=SEEDS)
def test_a_signed_segment_with_any_body_is_read_whole_or_not_at_all(seed):
    """A box that was taken over signs what it likes."""
    chance = random.Random(seed)
    honest = seal(LONG[0])
    content = spoil(gzip.decompress(honest.body), chance)
    body = gzip.compress(content) if chance.random() < 0.7 else spoil(honest.body, chance)
    header = {**honest.header, "body_sha256": hashlib.sha256(body).hexdigest()}
    head = json.dumps(header).encode()
    raw = b"\n".join((segment.MAGIC, head, base64.b64encode(signing.sign(KEY, head)), body))
    try:
        found = segment.entries_of(segment.parse(raw), PUBLIC)
    except Refused:
        return
    assert len(found) == header["n"]
    assert [one.seq for one in found] == list(range(1, header["n"] + 1))
    for one in found:
        assert isinstance(one.kind, str)
        assert isinstance(one.body, dict | None)


@settings(max_examples=150)
@given(seed=SEEDS, parts=st.lists(st.binary(min_size=1, max_size=60), max_size=6))
def test_a_spoiled_bundle_of_segments_gives_parts_until_it_is_torn_and_stops_there(seed, parts):
    raw = spoil(frames.pack(parts), random.Random(seed))
    began, found = time.monotonic(), []
    try:
        for part in frames.unpack(raw):
            found.append(part)
    except Refused:
        pass
    assert sum(map(len, found)) <= len(raw)
    assert time.monotonic() - began < SLOWEST


def raw_of(box):
    with box:
        actions.seal_all()
        return [bytes(row.content) for lane in tables.own_lanes() for row in tables.segments_after(lane.lane, 0)]


def test_whatever_is_spoiled_nothing_wrong_gets_in_and_the_true_one_still_comes(world, one):
    for token in range(8):
        one.write(token)
    (true,) = raw_of(one)
    chance = random.Random(5)
    with world.hub:
        for _time in range(120):
            try:
                intake.take_in(spoil(true, chance), road="fuzz", keep_gaps=bool(chance.randrange(2)))
            except HomeroomError:
                continue
        assert all(row.reason in quarantine.REASONS for row in quarantine.unsettled())
    assert tokens(world.hub) in ([], list(range(8)))  # nothing, or (a bit that means nothing) all of it: never a part

    one.sync()

    assert tokens(world.hub) == list(range(8))


def test_a_bomb_from_a_box_is_stored_unread_and_holds_nobody_up(world, one):
    one.write(1)
    honest = segment.parse(raw_of(one)[0])
    body = gzip.compress(b"[" + b"0," * (segment.MOST_UNPACKED // 2 + 10), 9)
    head = json.dumps({**honest.header, "lane": "b" * 32, "body_sha256": hashlib.sha256(body).hexdigest()}).encode()
    with one:
        key = signing.own_key(actions.config.current().data)
    bomb = b"\n".join((segment.MAGIC, head, base64.b64encode(signing.sign(key, head)), body))
    began = time.monotonic()
    with world.hub:
        intake.take_in(bomb, road="box")
        assert [row.reason for row in quarantine.unsettled()] == ["unreadable"]
    assert time.monotonic() - began < SLOWEST
    assert one.sync() == 1
    assert tokens(world.hub) == [1]


@pytest.mark.parametrize(
    "row",
    [{"version": 10**30}, {"n": -(10**25)}, {"clock": 2**64}, {"subject": "\ud800"}, {"body": {"note": "\udfff"}}],
)
def test_what_no_database_can_store_is_kept_aside_and_the_rest_goes_on(world, one, row):
    """Signed and well formed, but its numbers do not fit, or it holds half a character."""
    one.write(1)
    honest = segment.parse(raw_of(one)[0])
    entry = {**ROW, **row}
    cells = ("clock", "kind", "version", "actor", "device", "n", "subject", "register", "replaces", "body")
    strings = [entry["kind"], entry["actor"], entry["device"], entry["subject"]]
    places = {"kind": 0, "actor": 1, "device": 2, "subject": 3}
    line = [0, *(places.get(name, entry[name]) for name in cells)]
    body = gzip.compress(json.dumps({"s": strings, "r": [line]}).encode())
    head = {**honest.header, "lane": "c" * 32, "last": 1, "n": 1, "body_sha256": hashlib.sha256(body).hexdigest()}
    head = json.dumps(head).encode()
    with one:
        key = signing.own_key(actions.config.current().data)
    poison = b"\n".join((segment.MAGIC, head, base64.b64encode(signing.sign(key, head)), body))
    with one, world.link(None):
        link = actions._link(tables.upstream())
        results = link.send("POST", "/sync/v1/segments", frames.pack([poison, honest.raw]))["results"]

    assert [one.get("have") for one in results] == [1, 1]
    with world.hub:
        assert [row.reason for row in quarantine.unsettled()] == ["unreadable"]
    assert tokens(world.hub) == [1]


def test_a_request_with_bad_and_good_segments_answers_each_and_takes_the_good(world, one):
    two = world.box("two")
    two.enrol()
    one.write(1), two.write(2)
    thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
    true = segment.parse(raw_of(one)[0])
    lie = segment.seal(segment.content_of(true), box=true.header["box"], prev="", policy="p", key=thief)
    message = frames.pack([b"<html>", lie.raw, raw_of(two)[0][:-9], true.raw, raw_of(two)[0]])
    with one, world.link(None):
        link = actions._link(tables.upstream())
        results = link.send("POST", "/sync/v1/segments", message)["results"]

    assert [one.get("reason", "") for one in results] == ["damaged", "forged", "damaged", "", ""]
    assert tokens(world.hub) == [1, 2]


def test_each_hostile_case_of_the_list_names_a_test_that_exists():
    table = (ROOT / "docs/SYNC.md").read_text("utf-8").partition("## Hostile input")[2].partition("\n## ")[0]
    named = re.findall(r"\(\.\./(tests/[\w/]+\.py)\) `(test_\w+)`", table)
    for case in ("forged lane", "other school", "replayed", "code", "bomb", "flipped", "truncated", "captive portal",
                 "gap", "fork", "poisoned"):  # fmt: skip
        assert case in table, case
    assert len(named) >= 11
    for file, test in named:
        assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file} has no {test}"
