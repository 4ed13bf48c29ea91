"""A running box was copied, memory and all, in a school without a hub: told plainly, stops nothing, loses nothing."""

from tests.sync.next_door import meet
from tests.sync.world import tokens

from homeroom.sync import quarantine, reasons


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
