"""Segments: what goes in comes out; anything damaged, forged or hostile is refused with a sentence."""

import gzip
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from homeroom.entries import Entry
from homeroom.errors import Refused
from homeroom.sync import segment, signing

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = signing.public_bytes(KEY)
WORDS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "at": st.integers(0, 2**62),
            "clock": st.integers(0, 3),
            "kind": st.sampled_from(["attendance.arrived", "evidence.answer_given", "x.y"]),
            "version": st.integers(1, 9),
            "actor": st.sampled_from(["kiosk:a", "teacher:b"]),
            "device": st.none() | WORDS,
            "n": st.none() | st.integers(0, 2**40),
            "subject": WORDS,
            "register": WORDS,
            "replaces": st.lists(WORDS, max_size=2),
            "body": st.none() | st.dictionaries(WORDS, JSON, max_size=4),
        }
    ),
    min_size=1,
    max_size=20,
)


def entries_from(rows, *, first=1, lane="lane1", school="school1"):
    return [Entry(lane=lane, seq=first + i, school=school, **row) for i, row in enumerate(rows)]


def seal(entries, *, prev="", key=KEY, box="box1"):
    return segment.seal(entries, box=box, prev=prev, policy="names=full,work=full", key=key)


def columns(entries):
    return [(entry.lane, entry.seq, entry.school, *entry.to_row()[2:]) for entry in entries]


@given(rows=ROWS, first=st.integers(1, 2**40))
def test_what_goes_in_comes_out(rows, first):
    entries = entries_from(rows, first=first)

    found = segment.entries_of(segment.parse(seal(entries).raw), PUBLIC)

    assert columns(found) == columns(entries)


@given(rows=ROWS, data=st.data())
def test_one_flipped_bit_anywhere_is_noticed(rows, data):
    raw = bytearray(seal(entries_from(rows)).raw)
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    try:
        found = segment.entries_of(segment.parse(bytes(raw)), PUBLIC)
    except Refused:
        return
    assert columns(found) == columns(entries_from(rows))  # a bit of base64 that means nothing


@given(junk=st.binary(max_size=400))
def test_junk_is_refused(junk):
    with pytest.raises(Refused):
        segment.entries_of(segment.parse(junk), PUBLIC)


@given(rows=ROWS, cut=st.floats(0, 1, exclude_max=True))
def test_a_torn_segment_is_refused(rows, cut):
    raw = seal(entries_from(rows)).raw

    with pytest.raises(Refused):
        segment.entries_of(segment.parse(raw[: int(len(raw) * cut)]), PUBLIC)


ROW = {"at": 5, "clock": 0, "kind": "x.y", "version": 1, "actor": "teacher:b", "device": None, "n": None}
ROW |= {"subject": "ada", "register": "r/1", "replaces": [], "body": {"a": 1}}


def test_a_segment_signed_by_somebody_else_is_refused():
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32)

    with pytest.raises(Refused, match="signature"):
        segment.entries_of(seal(entries_from([ROW]), key=stranger), PUBLIC)


def test_a_bomb_is_refused_before_it_is_unpacked():
    body = gzip.compress(b"[" + b"0," * (segment.MOST_UNPACKED // 2 + 10), 9)
    honest = seal(entries_from([ROW]))
    header = {**honest.header, "body_sha256": __import__("hashlib").sha256(body).hexdigest()}
    header_bytes = json.dumps(header).encode()
    bomb = segment.Segment(b"", header_bytes, header, signing.sign(KEY, header_bytes), body)

    with pytest.raises(Refused, match="can't be read"):
        segment.entries_of(bomb, PUBLIC)


def test_a_segment_is_cut_where_its_bodies_are_large():
    large = {**ROW, "body": {"text": "a" * 150_000}}

    assert len(segment.cut(entries_from([large] * 10))) == 3
    assert len(segment.cut(entries_from([ROW] * 900))) == segment.MOST_ENTRIES


def test_a_fingerprint_is_eight_letters_that_name_one_key():
    other = signing.public_bytes(Ed25519PrivateKey.from_private_bytes(b"o" * 32))

    assert len(signing.fingerprint(PUBLIC)) == 8
    assert signing.fingerprint(PUBLIC) != signing.fingerprint(other)
