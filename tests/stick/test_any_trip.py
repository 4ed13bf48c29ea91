"""Sticks in the histories of tests/sync/test_any_road.py: written, read, torn, kept in a drawer and brought too late.

Beside a wire the wire heals what is left in the end. Where sticks are the only road, sticks have to.
"""

import contextlib
import shutil

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, run_state_machine_as_test
from tests.sync.next_door import let_in
from tests.sync.test_any_road import (
    BOXES,
    HUB,
    LONG,
    QUICK,
    USUAL,
    Weeks,
    bare,
    copy_card,
    must_fail,
    own_box,
    rot,
    set_clock,
    which,
)
from tests.sync.world import agree, tokens

from homeroom import db
from homeroom.errors import HomeroomError
from homeroom.stick import actions, outgoing, trips
from homeroom.stick import tables as sticks


def read_stick(chance):
    return "read_stick", {"which": chance.randrange(10), "at_hub": chance.random() < 0.5}


def spoil(chance):
    return "spoil", {"which": chance.randrange(50), "byte": chance.randrange(5000), "cut": chance.random() < 0.5}


DRAWER = (bare("keep_stick"), bare("old_stick"), spoil)


class Trips(Weeks):
    """The stick goes between the boxes and the hub; the wire is there, too."""

    happens = (
        *(*USUAL[:3], *USUAL, which("write_stick"), which("write_stick"), bare("write_at_hub"), read_stick, read_stick),
        *(*DRAWER, *BOXES, *HUB, which("restart"), copy_card, own_box, set_clock, bare("revoke"), rot),
    )

    def __init__(self):
        super().__init__()
        self.stick, self.drawer = self.copies / "BLUE", self.copies / "drawer"
        self.stick.mkdir(parents=True)
        with self.world.hub:
            actions.note_hub()

    def write_stick(self, which):
        """A box writes what it believes others lack."""
        with self._box(which):
            self._try(trips.out, self.stick)

    def write_at_hub(self):
        """The hub writes for the school."""
        with self.world.hub:
            self._try(trips.down, self.stick, self.world.school)

    def read_stick(self, which, at_hub):
        """Somebody plugs it in."""
        with self.world.hub if at_hub else self._box(which):
            self._try(trips.come_in, self.stick)

    @staticmethod
    def _try(trip, stick, *more):
        with contextlib.suppress(HomeroomError):
            trip(stick, *more, lambda _bytes: None)

    def keep_stick(self):
        """A copy of the stick goes into a drawer."""
        shutil.rmtree(self.drawer, ignore_errors=True)
        shutil.copytree(self.stick, self.drawer)

    def old_stick(self):
        """Instead of the stick somebody takes the one from the drawer."""
        if self.drawer.exists():
            shutil.rmtree(self.stick)
            shutil.copytree(self.drawer, self.stick)

    def spoil(self, which, byte, cut):
        """A file on the stick is torn, or a bit of it flips."""
        files = sorted(path for path in self.stick.rglob("*") if path.is_file())
        if not files:
            return
        path = files[which % len(files)]
        content = bytearray(path.read_bytes())
        if content:
            content[byte % len(content)] ^= 1
            path.write_bytes(content[: byte % len(content)] if cut else content)


class OnlyTrips(Trips):
    """Three boxes that have nothing but sticks, and carry whole entries though their policy lets no name leave."""

    happens = (
        *(*USUAL[:3], *USUAL[:3], which("write_stick"), which("write_stick"), which("read_stick"), which("read_stick")),
        *(*DRAWER, *BOXES, which("restart"), set_clock),
    )

    def read_stick(self, which, at_hub=False):
        super().read_stick(which, at_hub)

    @initialize()
    def begin(self):
        boxes = [self.world.box(name, policy_names="never", policy_work="never") for name in ("one", "two", "three")]
        for new in boxes[1:]:
            let_in(boxes[0], new)

    def _heal_and_compare(self):
        boxes = self.world.boxes
        expected = sorted(set().union(*(tokens(box) for box in boxes)))
        shutil.rmtree(self.stick)
        self.stick.mkdir()
        for _round in range(3):
            for box in boxes:  # one stick goes around: each takes what came, and adds what it has
                with box:
                    self._trip(trips.come_in)
                    self._trip(trips.out)
        for box in boxes:
            with box:
                self._trip(trips.come_in)
        agree(boxes, expected)
        self._no_number_was_used_twice()

    def _trip(self, trip):
        if trip is trips.out or (self.stick / "homeroom").exists():
            trip(self.stick, lambda _bytes: None)


class Unread(OnlyTrips):
    """Sticks that nobody ever reads, until all is healed."""

    happens = (*USUAL[:3], which("write_stick"))


FEW = settings(QUICK, max_examples=3)
MORE = settings(LONG, max_examples=6)


def test_a_stick_beside_the_wire_loses_and_doubles_nothing():
    run_state_machine_as_test(Trips, settings=FEW)


def test_where_sticks_are_the_only_road_all_boxes_have_the_same_in_the_end():
    run_state_machine_as_test(OnlyTrips, settings=FEW)


@pytest.mark.faults
@pytest.mark.parametrize("machine", [Trips, OnlyTrips])
def test_sticks_after_long_histories(machine):
    run_state_machine_as_test(machine, settings=MORE)


@pytest.mark.faults
def test_it_notices_that_what_was_written_onto_a_stick_counts_as_read(monkeypatch):
    monkeypatch.setattr(outgoing, "write", counting(outgoing.write))

    must_fail(Unread)


def counting(write):
    def and_believe(stick, load, watch):
        written = write(stick, load, watch)
        for peer in sticks.siblings():
            for lane in sticks.lanes():
                db.write(sticks.Has.put, peer=peer, lane=lane.lane, last=lane.last)
        return written

    return and_believe
