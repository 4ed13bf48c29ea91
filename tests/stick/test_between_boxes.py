"""Two boxes of one school that never share a network: everything of each reaches the other by stick."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.stick.places import Place, bundles, join_by_stick, mark_in

from homeroom import blobs, features, store
from homeroom.errors import Refused
from homeroom.people import actions as people
from homeroom.people import tables as people_tables
from homeroom.stick import incoming, outgoing, tables
from homeroom.sync import segment, signing


def test_a_second_box_catches_up_with_everything(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    riverside.arrive(1200)

    told = riverside.out(stick)
    read = annex.come_in(stick)

    assert "for the school's other boxes" in told
    assert "taken in" in read
    assert annex.of(riverside) == riverside.names()
    assert annex.tables() == riverside.tables()


def test_names_and_portraits_come_along_between_boxes_of_a_school(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    with riverside.open():
        import io

        sha = blobs.put(io.BytesIO(b"a portrait"), most=100)
        people.change_student(riverside.cast.ada.id, portrait=sha)
    riverside.out(stick)
    annex.come_in(stick)

    with annex.open():
        ada = people_tables.student(riverside.cast.ada.id)
        assert ada.name == "Ada Obi"
        assert blobs.path(ada.portrait).read_bytes() == b"a portrait"


def test_both_write_and_both_end_with_the_same(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    riverside.arrive(30)
    annex.arrive(30, child="annex")

    riverside.out(stick)
    annex.come_in(stick)
    annex.out(stick)
    riverside.come_in(stick)

    assert riverside.names() == annex.names()
    assert riverside.tables() == annex.tables()


def test_only_what_the_other_box_confirmed_is_left_out(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    riverside.out(stick)
    first = bundles(stick)
    riverside.out(stick)
    assert bundles(stick) != first, "nothing was confirmed, so all of it is carried again"

    annex.come_in(stick)
    told = riverside.out(stick)

    assert "Nothing to carry to the school's other boxes" in told
    assert bundles(stick) == []


def test_a_third_box_hears_of_the_first_through_the_second(riverside, annex, tmp_path, stick):
    third = Place(tmp_path / "third", "Riverside Primary", features.BOX)
    join_by_stick(annex, riverside, stick)
    join_by_stick(third, annex, stick)
    riverside.out(stick)
    annex.come_in(stick)
    annex.out(stick)
    third.come_in(stick)

    assert third.of(riverside) == riverside.names()


def test_a_box_with_children_of_its_own_can_not_be_swallowed(riverside, tmp_path, stick):
    from cast import settle

    lakeside = Place(tmp_path / "lakeside", "Lakeside", features.BOX)
    with lakeside.open():
        settle(None)
    mark = mark_in(lakeside.out(stick, "--join"))
    said = riverside.come_in(stick, "--admit", mark)

    told = lakeside.come_in(stick, "--trust", mark_in(said), ok=False)

    assert "has a school of its own" in told


def test_a_stranger_is_not_let_in_by_itself(riverside, annex, stick):
    annex.out(stick, "--join")

    told = riverside.come_in(stick)

    assert "asks to be let in" in told
    assert not list((stick / "homeroom").glob("answer-*"))
    assert "Nobody with this mark" in riverside.come_in(stick, "--admit", "AAAA-AAAA", ok=False)


def test_a_box_restored_from_an_old_copy_gets_its_lost_entries_back(riverside, annex, stick, tmp_path):
    import shutil

    join_by_stick(annex, riverside, stick)
    shutil.copytree(riverside.folder, tmp_path / "copy")
    riverside.arrive(40)
    riverside.out(stick)
    annex.come_in(stick)
    before = riverside.names()
    shutil.rmtree(riverside.folder)
    shutil.copytree(tmp_path / "copy", riverside.folder)

    annex.out(stick)
    riverside.come_in(stick)

    assert set(before) <= set(riverside.names())


def test_whole_entries_that_the_other_box_did_not_sign_are_not_believed(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    with riverside.open():
        sender, lane = store.box_id(), tables.lanes()[0]
        true = next(outgoing.whole(lane, 1))
        thief = Ed25519PrivateKey.from_private_bytes(b"t" * 32)
        lie = segment.seal(segment.content_of(true), box=lane.box, prev="", policy="p", key=thief)

    with annex.open():
        for raw, name in ((lie.raw, sender), (true.raw, "nobody")):
            with pytest.raises(Refused, match="signature"):
                incoming.take_whole(raw, name)
        assert tables.lane(lane.lane) is None
        assert incoming.take_whole(true.raw, sender) == len(segment.content_of(true))


def test_only_the_hub_s_own_signature_speaks_for_the_hub(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    with riverside.open():
        sender, lane, key = store.box_id(), tables.lanes()[0], signing.own_key(riverside.folder)
        said = segment.content_of(next(outgoing.whole(lane, 1)))
        for one in said:
            one.actor = "hub:somebody"
        lie = segment.seal(said, box=lane.box, prev="", policy="p", key=key)

    with annex.open():
        assert incoming.take_whole(lie.raw, sender) == 0
        assert tables.lane(lane.lane) is None
