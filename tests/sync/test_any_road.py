"""Boxes, a hub, restores, copied cards, clocks, cuts, damage: whatever happens, everybody has the same in the end.

Each run ends with a heal: everything is reachable again. Then nothing is missing, nothing is there twice, and
all tables are byte for byte the same on every box, at the hub, and after a rebuild. The same machine with one
safety switched off must fail: else it would prove nothing.
"""

import contextlib
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tests.sync.next_door import box_application, let_in, meet
from tests.sync.world import Cut, World, agree, rows, tokens

from homeroom import db, journal, store
from homeroom.hub import actions as hub_actions
from homeroom.neighbors import wholeness
from homeroom.sync import fork, quarantine, scrub, tables, upstream
from homeroom.sync.link import Rejected

CUTS = st.none() | st.builds(Cut, st.integers(1, 5), st.booleans())
STEPS = (-400 * 86_400_000, -5000, 5000, 10 * 365 * 86_400_000)
WHICH = st.integers(0, 9)
MOST_BOXES = 4


def which(name):
    return lambda chance: (name, {"which": chance.randrange(10)})


def write(chance):
    kind = chance.choice(["arrived", "marked", "left"])
    return "write", {
        "which": chance.randrange(10),
        "student": chance.choice("ab"),
        "kind": kind,
        "old": chance.random() < 0.5,
    }


def sync(chance):
    cut = Cut(chance.randrange(1, 6), chance.random() < 0.5) if chance.random() < 0.3 else None
    return "sync", {"which": chance.randrange(10), "cut": cut}


def rot(chance):
    return "rot", {"which": chance.randrange(10), "at_hub": chance.random() < 0.5, "byte": chance.randrange(2000)}


def set_clock(chance):
    return "set_clock", {"which": chance.randrange(10), "ms": chance.choice(STEPS)}


def copy_card(chance):
    return "copy_card", {"which": chance.randrange(10), "live": chance.random() < 0.3}


def copy_memory(chance):
    return "copy_card", {"which": chance.randrange(10), "live": True}


def visit(chance):
    cut = Cut(chance.randrange(1, 12), chance.random() < 0.5) if chance.random() < 0.3 else None
    return "visit", {"which": chance.randrange(10), "other": chance.randrange(10), "cut": cut}


def bare(name):
    return lambda chance: (name, {})


def own_box(chance):
    return "own_box", {"cut": None}


USUAL = (write, write, write, sync, sync)
BOXES = (which("night"), which("restore"))
HUB = (bare("copy_hub"), bare("restore_hub"))


class Weeks(RuleBasedStateMachine):
    """What may happen to a school with two boxes, and to its hub, mixed by chance."""

    happens = (*USUAL, *USUAL, *BOXES, *HUB, which("restart"), copy_card, own_box, set_clock, bare("revoke"), rot)

    def __init__(self):
        super().__init__()
        self.ends = contextlib.ExitStack()
        folder = Path(self.ends.enter_context(tempfile.TemporaryDirectory()))
        self.world = self.ends.enter_context(World(folder / "world"))
        self.copies = folder / "copies"
        self.token = 0
        self.revoked = set()
        self.memory_copied = False
        self.kept = {}  # copies of boxes by name
        self.hub_kept = None

    @initialize()
    def begin(self):
        for name in ("one", "two"):
            self.world.box(name).enrol()

    # --- what happens ---------------------------------------------------------------------------------

    def write(self, which, student, kind, old):
        self.token += 1
        self.world.passed += 1000
        self._box(which).write(self.token, student=student, kind=kind, replaces=old)

    def sync(self, which, cut):
        self._box(which).sync(cut)

    def restart(self, which):
        self.restart_one(self._box(which))

    @staticmethod
    def restart_one(box):
        box.stop()
        box.start()

    def night(self, which):
        """The box makes a copy of itself and is switched off until the morning."""
        box = self._box(which)
        self.kept[box.name] = self.copies / box.name
        box.copy_to(self.kept[box.name])
        self.restart_one(box)

    def restore(self, which):
        names = sorted(self.kept)
        name = names[which % len(names)]
        next(box for box in self.world.boxes if box.name == name).restore(self.kept[name])

    def copy_hub(self):
        self.hub_kept = self.copies / "hub"
        self.world.hub.copy_to(self.hub_kept)

    def restore_hub(self):
        self.world.hub.restore(self.hub_kept)
        for name in self.revoked:
            self._revoke(name)

    def copy_card(self, which, live):
        box = self._box(which)
        self.memory_copied |= live
        self.world.copy_of(box, f"twin{len(self.world.boxes)}", live=live)

    def own_box(self, cut):
        self.world.boxes[-1].become_own(cut)

    def set_clock(self, which, ms):
        self._box(which).wall += ms

    def revoke(self):
        name = self._id(self.world.boxes[1])
        self.revoked.add(name)
        self._revoke(name)

    def rot(self, which, at_hub, byte):
        """A disk damages a segment that somebody else has, too; the night finds it, the next contact mends it."""
        node = self.world.hub if at_hub else self._box(which)
        speaking = [box for box in self.world.boxes if self._id(box) not in self.revoked]
        elsewhere = set().union(*(_segments(one) for one in [self.world.hub, *speaking] if one is not node))
        common = sorted(_segments(node) & elsewhere)
        if not common:
            return
        with node:
            db.write(_damage, *common[which % len(common)][:2], byte)
            scrub.run()
        for _time in range(2):
            for box in self.world.boxes:
                box.sync()

    # Hypothesis repeats itself a lot when it draws step by step; a week of chance is really mixed.
    @rule(seed=st.integers(0, 2**32 - 1))
    def week(self, seed):
        chance = random.Random(seed)
        for _step in range(12):
            name, values = chance.choice(self.happens)(chance)
            if self._is_possible(name):
                note(f"{name} {values}")
                getattr(self, name)(**values)

    def _is_possible(self, name):
        few = len(self.world.boxes) < MOST_BOXES and not self.revoked
        checks = {
            "restore": lambda: self.kept,
            "restore_hub": lambda: self.hub_kept,
            "copy_card": lambda: few,
            "own_box": lambda: len(self.world.boxes) > 2,
            "revoke": lambda: len(self.world.boxes) == 2 and not self.revoked,
        }
        return checks.get(name, lambda: True)()

    # --- and how it ends --------------------------------------------------------------------------------

    def teardown(self):
        try:
            if self.world.boxes:
                self._heal_and_compare()
        finally:
            self.ends.close()

    def _heal_and_compare(self):
        live = [box for box in self.world.boxes if self._id(box) not in self.revoked]
        expected = sorted(set().union(*(tokens(node) for node in [*live, self.world.hub])))
        for _time in range(4):
            for box in live:
                self._heal(box)
        for node in [self.world.hub, *live]:
            assert tokens(node) == expected, f"{node.name} lost or doubled something"
            before = rows(node)
            with node:
                journal.rebuild()
            assert rows(node) == before, f"{node.name} has other tables after a rebuild"
            assert before == rows(self.world.hub), f"{node.name} and the hub do not agree"
        for box in live:
            with box:
                assert tables.progress().waiting == 0
                assert not {row.reason for row in quarantine.unsettled()} - {"fork", "refused"}
        if not self.memory_copied:
            self._no_number_was_used_twice()

    def _heal(self, box):
        answer = box.sync()
        if isinstance(answer, Rejected) and answer.answer.get("unknown"):
            box.enrol()  # the hub is older than this box
            answer = box.sync()
        assert isinstance(answer, int), answer

    def _no_number_was_used_twice(self):
        for node in [self.world.hub, *self.world.boxes]:
            with node:
                assert not quarantine.waiting("fork"), f"{node.name} saw a number used twice"

    # --- small parts --------------------------------------------------------------------------------------

    def _box(self, which):
        return self.world.boxes[which % len(self.world.boxes)]

    @staticmethod
    def _id(box):
        with box:
            return store.box_id()

    def _revoke(self, name):
        with self.world.hub:
            hub_actions.revoke(name)


def _segments(node):
    with node:
        return set(db.database.execute_sql("SELECT lane, first, hash FROM sync_segment").fetchall())


def _damage(lane, first, byte):
    content = bytearray(tables.segment_at(lane, first).content)
    content[byte % len(content)] ^= 1
    which = (tables.Sealed.lane == lane) & (tables.Sealed.first == first)
    tables.Sealed.update(content=bytes(content)).where(which).execute()


QUICK = settings(max_examples=8, stateful_step_count=4, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(QUICK, max_examples=5)
LONG = settings(QUICK, max_examples=30, stateful_step_count=6)
HUNT = settings(QUICK, max_examples=100, phases=[Phase.generate], derandomize=True)


def test_everybody_has_the_same_in_the_end():
    run_state_machine_as_test(Replication, settings=QUICK)


@pytest.mark.faults
def test_everybody_has_the_same_after_long_histories():
    run_state_machine_as_test(Replication, settings=LONG)


# --- neighbors: boxes of the school that talk to each other ---------------------------------------------------


class NextDoor(Weeks):
    """Boxes also meet each other. Nobody is revoked: what was taken before one heard of it, the hub would not take."""

    happens = (*USUAL, *USUAL, visit, visit, visit, *BOXES, *HUB, which("restart"), copy_card, own_box, set_clock, rot)

    def __init__(self):
        box_application()  # before a world has taken the process's database
        super().__init__()

    def visit(self, which, other, cut):
        box, met = self._box(which), self._box(other)
        if box is not met:
            meet(self.world, box, met, cut)

    def copy_card(self, which, live):
        super().copy_card(which, False)  # two stories under one number: only the hub settles that


class WithoutHub(NextDoor):
    """Three boxes that have only each other, and carry whole entries though their policy lets no name leave."""

    happens = (*USUAL[:3], *USUAL[:3], visit, visit, visit, visit, *BOXES, which("restart"), set_clock)

    @initialize()
    def begin(self):
        boxes = [self.world.box(name, policy_names="never", policy_work="never") for name in ("one", "two", "three")]
        for new in boxes[1:]:
            let_in(boxes[0], new)

    def _heal_and_compare(self):
        boxes = self.world.boxes
        expected = sorted(set().union(*(tokens(box) for box in boxes)))
        for _time in range(2):
            for box in boxes:
                for other in boxes:
                    if box is not other:
                        moved = meet(self.world, box, other)
                        assert not isinstance(moved, Exception), moved
        agree(boxes, expected)
        self._no_number_was_used_twice()


def test_neighbors_lose_and_double_nothing_beside_a_hub():
    run_state_machine_as_test(NextDoor, settings=FEW)


def test_neighbors_alone_give_each_other_everything_whole():
    run_state_machine_as_test(WithoutHub, settings=FEW)


@pytest.mark.faults
@pytest.mark.parametrize("machine", [NextDoor, WithoutHub])
def test_neighbors_after_long_histories(machine):
    run_state_machine_as_test(machine, settings=LONG)


# --- with one safety switched off ---------------------------------------------------------------------------


class Replication(Weeks):
    """The same, and single steps that can be made smaller when something is found."""

    write = rule(
        which=WHICH,
        student=st.sampled_from("ab"),
        kind=st.sampled_from(["arrived", "marked", "left"]),
        old=st.booleans(),
    )(Weeks.write)
    sync = rule(which=WHICH, cut=CUTS)(Weeks.sync)
    restart = rule(which=WHICH)(Weeks.restart)
    night = rule(which=WHICH)(Weeks.night)
    restore = precondition(lambda self: self.kept)(rule(which=WHICH)(Weeks.restore))
    copy_hub = rule()(Weeks.copy_hub)
    restore_hub = precondition(lambda self: self.hub_kept)(rule()(Weeks.restore_hub))
    rot = rule(which=WHICH, at_hub=st.booleans(), byte=st.integers(0, 2000))(Weeks.rot)


class HubHistory(Weeks):
    """Only what happens to the hub."""

    happens = (*USUAL, *HUB)


class BoxHistory(Weeks):
    """Only what happens to boxes."""

    happens = (*USUAL, *BOXES)


class TwoBoxes(Weeks):
    """Nothing but two boxes that write and send."""

    happens = USUAL


class CopiedMemory(Weeks):
    """Only cards that are copied together with the memory of a running box."""

    happens = (*USUAL, copy_memory)


def must_fail(machine):
    with pytest.raises(BaseException) as caught:  # noqa: PT011  # AssertionError, alone or in a group
        run_state_machine_as_test(machine, settings=HUNT)
    found = caught.value.exceptions if isinstance(caught.value, BaseExceptionGroup) else [caught.value]
    assert any(isinstance(one, AssertionError) for one in found), found


@pytest.mark.faults
def test_it_notices_a_sender_that_trusts_its_own_cursor(monkeypatch):
    met = upstream.met
    monkeypatch.setattr(upstream, "met", lambda answer, link: met({**answer, "buckets": [], "have": {}}, link))

    must_fail(HubHistory)


@pytest.mark.faults
def test_it_notices_lanes_that_are_counted_instead_of_drawn(monkeypatch):
    monkeypatch.setattr(store, "ensure", counted_lanes(store.ensure))

    must_fail(BoxHistory)


def counted_lanes(ensure):
    def counting():
        ensure()
        epoch = int(store.get("epoch") or 0) + 1
        db.write(store.put, "epoch", str(epoch))
        store._lane = f"{store.box_id()}-{epoch}"
        store._offset = journal.clock.clock.offset()

    return counting


@pytest.mark.faults
def test_it_notices_that_the_last_to_arrive_wins(monkeypatch):
    monkeypatch.setattr(journal, "of_register", in_order_of_arrival)

    must_fail(TwoBoxes)


def in_order_of_arrival(register):
    found = db.database.run(f"{journal.SELECT} WHERE e.register = ? ORDER BY e.arrival", (register,)).fetchall()
    entries = [journal.Entry.from_row(row) for row in found]
    for number, entry in enumerate(entries):
        entry.at = number
    return entries


@pytest.mark.faults
def test_it_notices_that_nobody_gives_way_in_a_fork(monkeypatch):
    monkeypatch.setattr(fork, "give_way", lambda lane, after: lane)

    must_fail(CopiedMemory)


@pytest.mark.faults
def test_it_notices_neighbors_that_take_what_came_bare_for_whole(monkeypatch):
    monkeypatch.setattr(wholeness, "is_whole", lambda entry: True)

    must_fail(WithoutHub)


@pytest.mark.faults
def test_it_notices_neighbors_that_remember_what_they_had(monkeypatch):
    monkeypatch.setattr(tables, "heads", remembering(tables.heads, {}))
    monkeypatch.setattr(wholeness, "known", remembering(wholeness.known, {}))

    must_fail(WithoutHub)


def remembering(look, memory):
    def by_memory(*school):
        found = memory.setdefault((store.box_id(), *school), {})
        for lane, reached in look(*school).items():
            found[lane] = max(found.get(lane, reached), reached)
        return dict(found)

    return by_memory
