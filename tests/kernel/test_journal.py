"""The journal keeps what comes from elsewhere, whatever it is, and makes the same tables again from all of it."""

import logging
from dataclasses import dataclass
from typing import ClassVar

import pytest

from homeroom import clock, db, entries, journal, store
from homeroom.entries import Entry


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Something with a number."""

    kind: ClassVar[str] = "test.counted"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ()

    thing: str
    number: int

    @property
    def register(self):
        return f"count/{self.thing}"

    @property
    def subject(self):
        return ""


@pytest.fixture
def sums(box):
    """A fold that adds up numbers, and stumbles over what is none."""
    found = {}

    @journal.fold(Counted)
    def add_up(register, told):
        found[register] = sum(entry.event.number for entry in told)

    yield found
    journal._folds.pop()
    journal._folds_of.pop(Counted.kind)
    entries._classes.pop(Counted.kind)


def from_elsewhere(seq, thing, number):
    return Entry(
        lane="elsewhere",
        seq=seq,
        at=seq << 16,
        clock=0,
        kind=Counted.kind,
        version=1,
        actor="teacher:t",
        device=None,
        n=None,
        subject="",
        register=f"count/{thing}",
        replaces=[],
        body={"thing": thing, "number": number},
        school="s",
    )


def receive(*told):
    db.write(store.open_lane, "elsewhere", "other-box", "s")
    return journal.receive(list(told))


def test_an_entry_that_no_fold_bears_does_not_stop_the_others(sums, caplog):
    with caplog.at_level(logging.ERROR):
        taken = receive(from_elsewhere(1, "good", 2), from_elsewhere(2, "bad", "two"), from_elsewhere(3, "good", 3))

    assert taken == 3
    assert sums["count/good"] == 5
    assert "count/bad" in caplog.text
    assert "TypeError" in caplog.text
    assert len(journal.of_register("count/bad")) == 1


def test_tables_are_made_again_in_spite_of_such_an_entry(sums):
    receive(from_elsewhere(1, "bad", "two"), from_elsewhere(2, "good", 2))
    sums.clear()

    journal.rebuild()
    assert sums["count/good"] == 2


def test_a_clock_of_another_box_does_not_move_this_one(sums, the_clock):
    far = from_elsewhere(1, "good", 1)
    far.at = (1 << 63) - 1
    receive(far)

    clock.clock.reset()
    store.ensure()
    entry = db.write(journal.write, Counted(thing="here", number=1))
    assert clock.ms_of(entry.at) == the_clock.ms
