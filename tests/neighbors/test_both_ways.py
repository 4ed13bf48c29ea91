"""What two boxes of a school give each other, whichever of them calls."""

import io

from tests.sync.next_door import let_in, meet
from tests.sync.world import Cut, rows, tokens

from cast import settle
from homeroom import blobs, db, journal
from homeroom.neighbors import telling
from homeroom.people import actions as people
from homeroom.people import tables as people_tables
from homeroom.record import actions as record
from homeroom.sync import files


def photo_of(box, student, content):
    with box:
        sha = blobs.put(io.BytesIO(content), most=9_000_000)
        with journal.acting(actor="office:park"):
            people.change_student(student, portrait=sha)
    return sha


def begun(box, sha):
    with box:
        return files.offset(sha) > 0 and not blobs.has(sha)


def people_of(box):
    with box:
        return settle(None)


def test_one_conversation_carries_both_ways(pair):
    one, two = pair
    for token in range(30):
        one.write(token)
    for token in range(30, 50):
        two.write(token, student="ben", kind="marked")

    moved = meet(one.world, one, two)

    assert (moved.taken >= 20, moved.given >= 30) == (True, True)
    assert tokens(one) == tokens(two) == list(range(50))
    assert rows(one) == rows(two)


def test_a_second_conversation_moves_nothing(pair):
    one, two = pair
    one.write(1)
    meet(one.world, one, two)

    again = [meet(one.world, one, two), meet(one.world, two, one)]

    assert [(moved.taken, moved.given, moved.files) for moved in again] == [(0, 0, 0), (0, 0, 0)]


def test_names_and_portraits_come_whole_though_none_may_leave_the_school(pair):
    one, two = pair
    cast = people_of(one)
    sha = photo_of(one, cast.ada.id, b"a portrait" * 200_000)

    meet(one.world, two, one)

    with two:
        ada = people_tables.student(cast.ada.id)
        assert (ada.name, blobs.path(ada.portrait).read_bytes()) == ("Ada Obi", b"a portrait" * 200_000)
        assert ada.portrait == sha


def test_a_portrait_goes_on_where_it_was_cut(pair):
    one, two = pair
    sha = photo_of(one, people_of(one).ada.id, bytes(range(256)) * 12_000)  # three pieces
    number = 0
    while not begun(two, sha):
        number += 1
        meet(one.world, one, two, Cut(number))
    before = len(one.world.requests)

    meet(one.world, one, two)

    with two:
        assert blobs.path(sha).stat().st_size == 256 * 12_000
    sizes = [size for _who, _how, _where, size, _status in one.world.requests[before:]]
    assert sum(size > 500_000 for size in sizes) < 3, "the first piece went again"


def test_a_restored_box_gets_back_what_it_lost_with_its_photos(pair, tmp_path):
    one, two = pair
    cast = people_of(one)
    one.copy_to(tmp_path / "last night")
    sha = photo_of(one, cast.ada.id, b"lost with the card")
    one.write(7, student=cast.ada.id, kind="marked")
    meet(one.world, two, one)
    before = rows(two)

    one.restore(tmp_path / "last night")
    meet(one.world, one, two)

    assert rows(one) == rows(two) == before
    with one:
        assert blobs.path(sha).read_bytes() == b"lost with the card"


def test_a_restored_box_is_filled_again_also_when_the_other_one_calls(pair, tmp_path):
    one, two = pair
    one.copy_to(tmp_path / "last night")
    one.write(7, kind="marked")
    meet(one.world, one, two)

    one.restore(tmp_path / "last night")
    meet(one.world, two, one)

    assert tokens(one) == [7]
    assert rows(one) == rows(two)


def test_what_came_bare_from_the_hub_is_filled_in_by_a_neighbor(world, tmp_path):
    one, two = (world.box(name, policy_names="never", policy_work="never") for name in ("one", "two"))
    one.enrol(), two.enrol()
    one.copy_to(tmp_path / "early")
    one.write(1, kind="marked")
    meet(world, one, two)
    one.sync()
    one.restore(tmp_path / "early")
    one.sync()
    assert tokens(one) == tokens(two)
    assert rows(one) != rows(two), "the hub never had what was written"

    meet(world, one, two)

    assert rows(one) == rows(two)


def test_an_erasure_reaches_the_neighbor_and_nothing_comes_back(pair):
    one, two = pair
    cast = people_of(one)
    sha = photo_of(one, cast.ada.id, b"her picture")
    meet(one.world, one, two)
    with two, journal.acting(actor="office:park"):
        record.erase(cast.ada.id, name="Ada Obi")
        record.carry_out()

    meet(one.world, one, two)
    with one:
        record.carry_out()
    meet(one.world, two, one)

    for box in pair:
        with box:
            assert not blobs.has(sha)
            assert "Ada" not in str(db.database.execute_sql("SELECT body FROM entry").fetchall())


def test_three_boxes_hear_of_each_other_through_the_one_in_the_middle(pair):
    one, two = pair
    three = one.world.box("room-7", policy_names="never", policy_work="never")
    let_in(two, three)
    three.write(3, kind="marked")
    meet(one.world, three, two)

    meet(one.world, one, two)

    assert tokens(one) == [3]
    assert not isinstance(meet(one.world, one, three), Exception), "now they know each other, too"
    assert rows(one) == rows(three)


def test_the_page_says_when_and_what_waits(pair):
    one, two = pair
    meet(one.world, one, two)
    with one:
        done = telling.roads()[0]
    one.write(1)
    one.world.passed += 3 * 60_000
    with one:
        waiting = telling.roads()[0]

    assert (done.name, done.kind, done.words) == ("room-4", "done", "Last exchanged just now, nothing waits.")
    assert (waiting.kind, waiting.words) == ("waiting", "Last exchanged 3 minutes ago, 1 entry waits.")
