"""Keys of single children: what is personal travels under them, and nothing is acknowledged that can't be read."""

import base64
import contextlib
import io
import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sync.world import Cut, entries

from homeroom import blobs, db, journal, keyring, store
from homeroom.attendance.events import MarkedByTeacher
from homeroom.entries import Entry, register_kinds
from homeroom.errors import Refused
from homeroom.evidence.events import UploadKept
from homeroom.keyring import Key
from homeroom.sync import apart, keys, locked, lockers, sealing, segment, signing, tables
from homeroom.sync.segment import Unreadable

ADA, BEN = (Key(name, "school-1", bytes([number]) * 32) for number, name in enumerate(("ada", "ben"), 1))


def notes(node):
    """What teachers wrote, as this store can read it."""
    return sorted(json.loads(row[3]).get("note", "-") for row in entries(node) if row[2] == "attendance.marked")


def lose_ring(node):
    shutil.rmtree(node.folder / "keys" / "children")


def waiting(box):
    with box:
        return tables.progress().waiting


def test_nothing_personal_is_readable_in_a_stored_segment_without_the_key(one, world):
    one.write(7, kind="marked")

    one.sync()

    with world.hub:
        [row] = db.database.execute_sql("SELECT content FROM sync_segment").fetchall()
        part = segment.parse(bytes(row[0]))
        assert b"note 7" not in segment._unzip(part.body)
        assert segment.content_of(part)[0].body["note"] == "note 7"
    assert notes(world.hub) == ["note 7"]


def test_a_box_whose_card_died_gets_every_word_back_from_the_hub_alone(one, world):
    for number in range(5):
        one.write(number, student="ab"[number % 2], kind="marked")
    one.sync()
    before = entries(one)
    one.stop()
    shutil.rmtree(one.folder)

    fresh = world.box("fresh")
    fresh.enrol()
    fresh.sync()

    assert entries(fresh) == before
    with fresh:
        assert locked.waiting() == []


def test_what_the_hub_can_not_read_is_not_acknowledged(one, world, monkeypatch):
    with monkeypatch.context() as silent:
        silent.setattr(keys, "agree", lambda talk: None)
        one.write(7, kind="marked")
        one.sync()
        assert notes(world.hub) == ["-"], "the rest of it is there"
        assert waiting(one) == 1

    one.sync()

    assert notes(world.hub) == ["note 7"]
    assert waiting(one) == 0


def test_one_of_two_keys_opens_its_part_and_the_rest_still_waits(one, world, monkeypatch):
    with monkeypatch.context() as silent:
        silent.setattr(keys, "agree", lambda talk: None)
        one.write(7, student="ada", kind="marked")
        one.write(8, student="ben", kind="marked")
        one.sync()
    with one:
        given = keyring.of(["ada"])["ada"]
    with world.hub:
        locked.take_keys(given)
        assert len(locked.waiting()) == 1
    assert notes(world.hub) == ["-", "note 7"]
    assert waiting(one) == 2

    one.sync()

    assert notes(world.hub) == ["note 7", "note 8"]
    assert waiting(one) == 0


def test_a_photo_of_which_was_told_before_the_key_came_follows_it(one, world, monkeypatch):
    with one, journal.acting(actor="student:ada"):
        sha = blobs.put(io.BytesIO(b"a photo"), most=100)
        event = UploadKept(upload="u1", student="ada", sha256=sha, media="image/jpeg", size=7, when=1)
        db.write(journal.write, event)
    with monkeypatch.context() as silent:
        silent.setattr(keys, "agree", lambda talk: None)
        one.sync()
        assert waiting(one) == 1

    one.sync(), one.sync()

    assert waiting(one) == 0
    with world.hub:
        assert blobs.has(sha)


def test_were_it_acknowledged_a_dead_card_would_take_the_words_along(one, world, monkeypatch):
    """The twin."""
    monkeypatch.setattr(keys, "agree", lambda talk: None)
    monkeypatch.setattr(locked, "head", tables.head)
    monkeypatch.setattr(locked, "heads", tables.heads)
    one.write(7, kind="marked")
    one.sync()

    assert waiting(one) == 0
    assert notes(world.hub) == ["-"]


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("answer", [False, True])
def test_a_cut_anywhere_in_the_talk_about_keys_loses_nothing(one, world, number, answer):
    one.write(7, kind="marked")

    one.sync(Cut(number, answer))
    acknowledged = waiting(one) == 0
    assert not acknowledged or notes(world.hub) == ["note 7"]
    one.sync()

    assert notes(world.hub) == ["note 7"]
    assert waiting(one) == 0


def test_a_lost_ring_loses_nothing(one, world):
    one.write(1, kind="marked")
    one.sync()
    one.write(2, student="ben", kind="marked")
    with one:
        sealing.seal_all()  # sealed with a key that nobody else has yet
    lose_ring(one)

    one.sync()

    assert notes(world.hub) == ["note 1", "note 2"]
    assert waiting(one) == 0


def test_a_damaged_ring_is_put_aside_and_filled_again_from_the_hub(one, world):
    one.write(1, kind="marked")
    one.sync()
    with one:
        mine = keyring.ids(store.school_id())
    (one.folder / "keys" / "children" / "ring.sqlite3").write_bytes(b"x" * 9000)

    one.sync()

    with one:
        assert keyring.ids(store.school_id()) == mine
    assert list((one.folder / "keys" / "children").glob("damaged-*"))


def test_a_hub_that_lost_its_keys_is_given_them_again(one, world):
    one.write(1, kind="marked")
    one.sync()
    lose_ring(world.hub)

    one.sync()

    with one:
        school, mine = store.school_id(), keyring.ids(store.school_id())
    with world.hub:
        assert keyring.ids(school) == mine


def test_keys_of_a_large_school_go_in_parts(one, world):
    with one:
        school = store.school_id()
        keyring.ensure(school, [f"child{number}" for number in range(700)])
    one.sync()
    with world.hub:
        assert len(keyring.ids(school)) == 700
    sizes = [size for _name, _method, path, size, _status in world.requests if path == keys.PATH]
    assert len(sizes) == 6
    assert max(sizes) < 32_000
    count = len(world.requests)

    one.sync()

    assert keys.PATH not in [request[2] for request in world.requests[count:]], "both agree: nothing is asked"


def test_another_schools_box_gets_no_key_and_its_keys_open_nothing_here(one, world):
    one.write(1, kind="marked")
    one.sync()
    other = world.box("other", school="another")
    other.enrol()
    with one:
        school, theirs = store.school_id(), keyring.ids(store.school_id())
    with other:
        keyring.add([Key("ada", store.school_id(), b"x" * 32)])

    other.sync()

    with other:
        assert not set(theirs) & {one.id for one in keyring.every()}
    with world.hub:
        assert {one.id for one in keyring.every(school)} == set(theirs)
    assert notes(world.hub) == ["note 1"]


@pytest.mark.parametrize(
    "message",
    [b"", b"\xff", b"[]", b"{}\n", b'{"give":true}\nrubbish', b'{"ids":[1],"part":0,"parts":1}\n',
     b'{"ids":[],"part":1,"parts":1}\n', b'{"ids":["a"],"part":0,"parts":1,"carry":"age1"}\n'],
)  # fmt: skip
def test_nonsense_about_keys_gets_an_answer_and_changes_nothing(one, world, message):
    one.write(1, kind="marked")
    one.sync()
    with one:
        school = store.school_id()
    with world.hub:
        before = keyring.every()
        with contextlib.suppress(Refused):  # said to the box; anything else would be a fault
            keys.answer(school, message)
        assert keyring.every() == before


# --- the format -------------------------------------------------------------------------------------------

register_kinds([MarkedByTeacher])


def key():
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def entry(seq, subject, body, kind=MarkedByTeacher.kind):
    return Entry(
        lane="lane", seq=seq, at=seq, clock=0, kind=kind, version=1, actor="teacher:t", device=None, n=None,
        subject=subject, register=f"r/{seq}", replaces=[], body=body, school="school-1",
    )  # fmt: skip


BODIES = st.dictionaries(
    st.sampled_from(["note", "status", "day", "more"]), st.none() | st.integers() | st.text(max_size=20), max_size=4
)
SAID = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", ""]), st.none() | BODIES, st.sampled_from([MarkedByTeacher.kind, "new.kind"])
    ),
    min_size=1,
    max_size=12,
)


def sealed(said, ring):
    made = [entry(number, *one) for number, one in enumerate(said, 1)]
    return segment.parse(segment.seal(made, box="b", prev="", policy="p", key=key(), keys=ring).raw)


@pytest.fixture
def ring(monkeypatch):
    """The keys that are here."""
    here = {}
    monkeypatch.setattr(
        keyring, "look", lambda subjects: ({(one.subject, one.id): one for one in here.values()}, set())
    )
    return here


@given(said=SAID)
@settings(max_examples=150)
def test_with_the_keys_everything_is_as_it_was_and_without_only_what_is_personal_is_missing(said):
    here = {"ada": ADA, "ben": BEN}
    part = sealed(said, here)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyring, "look", lambda _: ({(one.subject, one.id): one for one in here.values()}, set()))
        whole, shut = segment.opened(part)
        assert [list((one.body or {}).items()) for one in whole] == [list((body or {}).items()) for _, body, _ in said]
        assert shut == set()

        del here["ada"]
        less, shut = segment.opened(part)
        for one, (subject, body, kind) in zip(less, said, strict=True):
            gone = {"note"} if kind == MarkedByTeacher.kind else set(body or {})
            wanted = {name: value for name, value in (body or {}).items() if subject != "ada" or name not in gone}
            assert (one.body or {}) == wanted
        assert shut <= {"ada"}

        left = segment.without(part, "ben", [one.seq for one in whole if one.subject == "ben" and one.body], key())
        here["ada"] = ADA
        again = segment.content_of(segment.parse(left.raw))
        for one, (subject, body, _kind) in zip(again, said, strict=True):
            assert (one.body or {}) == ({} if subject == "ben" else body or {})
    assert segment.is_signed(segment.parse(left.raw), signing.public_bytes(key()))


def test_the_same_content_is_sealed_into_the_same_bytes():
    said = [("ada", {"note": "x"}, MarkedByTeacher.kind)]
    assert sealed(said, {"ada": ADA}).raw == sealed(said, {"ada": ADA}).raw


def lie(groups, said=(("ada", {"note": "x"}, MarkedByTeacher.kind),)):
    content = segment._pack([entry(number, *one) for number, one in enumerate(said, 1)])
    content["k"] = groups
    return content


def group(content, name=None, subject="ada", first="1"):
    packed = lockers.lock(ADA, content, "lane", first, subject)
    return [[3, name or ADA.id, base64.b64encode(packed).decode()]]


@pytest.mark.parametrize(
    "groups",
    [
        [[9, ADA.id, ""]],
        [[3, ADA.id, "!"]],
        [[3, ADA.id, "QUJD"]],
        [3],
        {"a": 1},
        group(b"[[7,[]]]"),
        group(b"[[0,[[0,1]]]]"),
        group(b"nothing"),
        group(b"[]", first="2"),
        group(b"[" + b" " * (20 << 20) + b"]"),
    ],
)
def test_what_is_wrong_under_a_key_is_unreadable_and_nothing_worse(ring, groups, monkeypatch):
    ring["ada"] = ADA
    content = lie(groups)
    monkeypatch.setattr(segment, "_pack", lambda _entries: content)
    made = segment.seal([entry(1, "ada", {"note": "x"})], box="b", prev="", policy="p", key=key())

    with pytest.raises(Unreadable):
        segment.opened(segment.parse(made.raw))


def test_words_under_one_childs_key_can_not_be_put_into_anothers_entry(ring, monkeypatch):
    ring["ada"] = ADA
    said = (("ada", {}, MarkedByTeacher.kind), ("ben", {}, MarkedByTeacher.kind))
    content = lie(group(b'[[1,[[0,"note","lie"]]]]'), said)
    with pytest.raises(ValueError, match="somebody else"):
        apart.put_back(content, "lane", 1, 1 << 20)


def test_an_entry_about_nobody_and_a_staff_member_travel_as_they_should(ring):
    part = sealed([("", {"note": "open"}, MarkedByTeacher.kind)], {"ada": ADA})
    assert part.header["enc"] == "gzip"
    assert journal.standing(segment.content_of(part))[0].body == {"note": "open"}
