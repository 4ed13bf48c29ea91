"""A running box was copied, memory and all, in a school without a hub: told plainly, stops nothing, loses nothing."""

from tests.sync.next_door import meet
from tests.sync.world import tokens

from homeroom import db, store
from homeroom.sync import actions, quarantine, reasons


def noted(box):
    with box:
        return [(row.reason, row.lane, row.first) for row in quarantine.unsettled()]


def page(box):
    with box:
        return " ".join(told for row in quarantine.unsettled() for told in reasons.explain(row.reason))


def test_without_a_hub_a_fork_is_told_stops_nothing_else_and_waits_with_both_stories(world, pair):
    one, two = pair
    one.write(1)
    meet(world, one, two)
    twin = world.copy_of(one, "twin", live=True)
    one.write(2)
    twin.write(3)

    meet(world, two, one)
    meet(world, two, twin)
    meet(world, twin, two)

    assert tokens(two) == [1, 2], "the story that was heard first"
    assert tokens(twin) == [1, 3], "no story is given up for another box's word"
    assert {reason for reason, _lane, _first in noted(two)} == {"fork"}
    assert "Check whether a second card or box is in use" in page(two)

    twin.stop()
    twin.start()
    twin.write(4)  # under numbers of its own
    meet(world, two, twin)
    meet(world, one, two)
    assert tokens(one) == tokens(two) == [1, 2, 4]
    assert len(noted(two)) == 1, "told once, however often they meet"


def lane_of(ref):
    return ref.rpartition("-")[0]


def test_whoever_hears_of_a_fork_goes_on_under_new_numbers_at_once(world, pair):
    one, two = pair
    common = lane_of(one.write(1))
    meet(world, one, two)
    twin = world.copy_of(one, "twin", live=True)
    assert lane_of(one.write(2)) == lane_of(twin.write(3)) == common
    twin.write(4)  # the longer story, which the neighbor refuses
    meet(world, one, two)

    meet(world, twin, two)
    fresh = lane_of(twin.write(5))
    meet(world, twin, two)

    assert fresh != common
    assert tokens(two) == [1, 2, 5], "what came after it was noticed goes its way, without a start"
    assert tokens(twin) == [1, 3, 4, 5]
    assert [reason for reason, _lane, _first in noted(twin)] == ["fork"]
    assert "Check whether a second card or box is in use" in page(twin)
    with two:
        (row,) = quarantine.unsettled()
        actions.settle(row.id)
    meet(world, twin, two)
    assert noted(two) == [], "somebody has seen to it"


def test_a_lane_that_was_closed_is_closed_for_every_process_of_the_box(world, pair):
    one, _two = pair
    common = lane_of(one.write(1))
    with one:
        assert db.write(store.close_lane, common)
        assert not db.write(store.close_lane, common)
        store._lane = common  # another process still has it in memory

    assert lane_of(one.write(2)) != common
    assert tokens(one) == [1, 2]
