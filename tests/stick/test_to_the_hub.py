"""A school without any network: its journal reaches the hub by stick, once, and only a receipt counts."""

import shutil

import pytest
from tests.stick.places import Place, bundles, copy_of, enrol_by_stick, mark_in

from cast import settle
from homeroom import features
from homeroom.stick import rules


@pytest.fixture
def enrolled(riverside, hub, stick):
    """Riverside is known at the hub; the stick is at the school."""
    enrol_by_stick(riverside, hub, stick)
    return riverside


@pytest.fixture
def small_volumes(monkeypatch):
    """Volumes so small that a few hundred entries need several."""
    monkeypatch.setattr(rules, "VOLUME", 20_000)


def trip(box, hub, stick):
    """There and back."""
    box.out(stick)
    hub.come_in(stick)
    return box.come_in(stick)


def test_everything_arrives_and_counts_after_the_receipt_came_back(enrolled, hub, stick):
    enrolled.arrive(700)
    enrolled.out(stick)
    assert enrolled.waiting() == len(enrolled.names())

    told = hub.come_in(stick)
    assert hub.of(enrolled) == enrolled.names()
    assert enrolled.waiting() == len(enrolled.names()), "nobody told the box yet"

    back = enrolled.come_in(stick)
    assert "Riverside Primary" in told
    assert "The hub has confirmed" in back
    assert enrolled.waiting() == 0


def test_the_next_bundle_holds_only_the_rest(enrolled, hub, stick):
    enrolled.arrive(400)
    trip(enrolled, hub, stick)
    enrolled.arrive(3, start=400)

    told = enrolled.out(stick)

    assert "3 entries" in told
    assert "3 new entries" in hub.come_in(stick)
    assert hub.of(enrolled) == enrolled.names()


def test_reading_a_stick_twice_changes_nothing(enrolled, hub, stick):
    enrolled.arrive(50)
    enrolled.out(stick)
    hub.come_in(stick)
    before = hub.tables()

    told = hub.come_in(stick)

    assert "0 new entries" in told
    assert hub.tables() == before


def test_names_do_not_leave_a_school_that_does_not_say_so(enrolled, hub, stick):
    trip(enrolled, hub, stick)

    bodies = " ".join(body for _lane, _seq, _kind, body in hub.entries())
    assert "Chidi" not in bodies
    assert "Chidi" in " ".join(body for _lane, _seq, _kind, body in enrolled.entries())


def test_who_finds_the_stick_reads_nothing(enrolled, hub, stick):
    enrolled.arrive(20)
    enrolled.out(stick)
    hub.come_in(stick)

    for path in (path for path in stick.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert content.startswith(b"age-encryption.org/v1")
        assert b"Riverside" not in content
        assert b"attendance" not in content


def test_a_missing_volume_is_named_and_the_rest_goes_in(enrolled, hub, stick, small_volumes):
    enrolled.arrive(4000)
    enrolled.out(stick)
    whole = copy_of(stick, "WHOLE")
    (bundle,) = bundles(stick)
    (bundle / "0002.age").unlink()

    told = hub.come_in(stick)

    assert "volume 2" in told
    assert 0 < len(hub.of(enrolled)) < len(enrolled.names())
    enrolled.come_in(stick)
    assert enrolled.waiting() > 0, "what is missing is not acknowledged"

    hub.come_in(whole)
    assert hub.of(enrolled) == enrolled.names()


def test_volumes_on_several_sticks_may_come_in_any_order(enrolled, hub, stick, small_volumes):
    enrolled.arrive(3000)
    enrolled.out(stick)
    (bundle,) = bundles(stick)
    volumes = sorted(one.name for one in bundle.glob("0*.age"))
    assert len(volumes) > 2
    for number, name in enumerate(reversed(volumes)):
        part = copy_of(stick, f"PART{number}")
        for other in (part / "homeroom" / bundle.name).glob("0*.age"):
            if other.name != name:
                other.unlink()
        hub.come_in(part)

    assert hub.of(enrolled) == enrolled.names()


def test_a_torn_volume_gives_what_was_whole_in_it(enrolled, hub, stick):
    enrolled.arrive(7000)
    enrolled.out(stick)
    (bundle,) = bundles(stick)
    raw = (bundle / "0001.age").read_bytes()
    (bundle / "0001.age").write_bytes(raw[: len(raw) * 4 // 5])

    told = hub.come_in(stick)

    assert "Damaged: volume 1" in told
    assert 0 < len(hub.of(enrolled)) < len(enrolled.names())
    trip(enrolled, hub, stick)
    trip(enrolled, hub, stick)
    assert hub.of(enrolled) == enrolled.names()


def test_a_stick_without_its_first_page_is_not_taken_for_whole_but_loses_nothing(enrolled, hub, stick):
    enrolled.arrive(30)
    enrolled.out(stick)
    (bundle,) = bundles(stick)
    (bundle / "contents.age").unlink()

    told = hub.come_in(stick)

    assert "the first page" in told
    assert hub.of(enrolled) == enrolled.names()


def test_several_schools_on_one_stick(enrolled, hub, stick, tmp_path):
    lakeside = Place(tmp_path / "lakeside", "Lakeside", features.BOX)
    with lakeside.open():
        settle(None)
    enrol_by_stick(lakeside, hub, stick)
    enrolled.out(stick)
    lakeside.out(stick)

    told = hub.come_in(stick)

    assert "Riverside Primary" in told
    assert "Lakeside" in told
    enrolled.come_in(stick)
    lakeside.come_in(stick)
    assert (enrolled.waiting(), lakeside.waiting()) == (0, 0)


def test_a_bundle_of_a_box_that_nobody_enrolled_is_left_alone(enrolled, hub, stick, tmp_path):
    other = Place(tmp_path / "other-hub", "Another district", features.HUB)
    with other.open():
        from homeroom.stick import actions

        actions.note_hub()
    enrolled.out(stick)

    told = other.come_in(stick)

    assert "There is nothing for this box on the stick" in told
    assert other.of(enrolled) == []


def test_a_receipt_of_a_stranger_acknowledges_nothing(enrolled, hub, stick, tmp_path):
    enrolled.arrive(10)
    enrolled.out(stick)
    liar = tmp_path / "liar"
    shutil.copytree(hub.folder, liar)
    (liar / "keys" / "box.ed25519").write_bytes(b"x" * 32)
    Place(liar, "The district", features.HUB).come_in(stick)

    told = enrolled.come_in(stick)

    assert "damaged" in told
    assert enrolled.waiting() == len(enrolled.names())


def test_a_hub_restored_from_an_old_copy_gets_it_all_again(enrolled, hub, stick, tmp_path):
    shutil.copytree(hub.folder, tmp_path / "copy")
    enrolled.arrive(40)
    trip(enrolled, hub, stick)
    shutil.rmtree(hub.folder)
    shutil.copytree(tmp_path / "copy", hub.folder)
    enrolled.arrive(1, start=40)
    trip(enrolled, hub, stick)
    trip(enrolled, hub, stick)

    assert hub.of(enrolled) == enrolled.names()
    assert enrolled.waiting() == 0


def test_an_old_receipt_that_turns_up_late_says_nothing(enrolled, hub, stick):
    enrolled.arrive(10)
    enrolled.out(stick)
    hub.come_in(stick)
    old = copy_of(stick, "OLD")
    enrolled.come_in(stick)
    enrolled.arrive(10, start=10)
    trip(enrolled, hub, stick)

    enrolled.come_in(old)

    assert enrolled.waiting() == 0


def test_the_hub_says_no_until_somebody_says_yes(riverside, hub, stick):
    riverside.out(stick)
    told = hub.come_in(stick)

    assert "asks to be let in" in told
    assert "Nobody with this mark" in hub.come_in(stick, "--admit", "0000-0000", ok=False)
    assert "nothing for this box" in riverside.come_in(stick)


def test_an_answer_to_another_request_is_not_believed(riverside, hub, stick, tmp_path):
    mark = mark_in(riverside.out(stick))
    hub.come_in(stick, "--admit", mark)
    fresh = Place(tmp_path / "fresh", "Fresh", features.BOX)
    with fresh.open():
        from homeroom import db, store

        db.write(store.put, "box", next((stick / "homeroom").glob("answer-*")).stem.removeprefix("answer-"))

    assert "nothing for this box" in fresh.come_in(stick)


def test_a_hub_writes_for_a_school_that_is_named(hub, stick):
    assert "Say for which school the hub writes" in hub.out(stick, ok=False)


def test_pictures_that_the_school_lets_out_come_along(hub, stick, tmp_path, the_clock):
    import io

    from homeroom import blobs
    from homeroom.people import actions as people

    open_school = Place(tmp_path / "open", "Open", features.BOX, policy_names="full", policy_work="full")
    with open_school.open():
        cast = settle(None)
        upload = io.BytesIO(b"a photo of beans")
        sha = blobs.put(upload, most=100)
        from homeroom import db, journal
        from homeroom.evidence.events import UploadKept

        event = UploadKept(upload="u1", student=cast.ada.id, sha256=sha, media="image/webp", size=16, when=1)
        db.write(journal.write, event)
        people.change_student(cast.ada.id, given_name="Ada")
    enrol_by_stick(open_school, hub, stick)

    told = open_school.out(stick)
    hub.come_in(stick)
    open_school.come_in(stick)

    assert (hub.folder / "blobs" / sha[:2] / sha).read_bytes() == b"a photo of beans"
    assert "for the hub" in told
    assert "Nothing to carry to the hub" in open_school.out(stick)
