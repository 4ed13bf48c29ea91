"""Boxes hear of each other by mDNS; what they hear is a hint."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from zeroconf import Zeroconf

from homeroom.fleet import neighborhood
from homeroom.neighbors import actions, meeting, rules, tables
from waiting import until

LOOPBACK = ["127.0.0.1"]


def beside(work, *args):
    """In a thread of its own, as the box does it: the browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *args).result()


class Announced:
    """A box on the loopback's network, as timetable.Announcing makes it."""

    def __init__(self, name, said, port=8080):
        self.heard = []
        self.zeroconf = Zeroconf(interfaces=LOOPBACK)
        self.joined = neighborhood.join(
            self.zeroconf,
            name=name,
            addresses=LOOPBACK,
            port=port,
            said=said,
            hear=lambda *what: self.heard.append(what),
        )

    def end(self):
        self.joined.end()
        self.zeroconf.close()

    def wait(self, seconds=40):
        return until(lambda: self.heard, seconds, why=lambda: "nobody was heard")[0]


def test_two_boxes_hear_of_each_other_and_not_of_themselves():
    said = {"school": "a" * 16, "proto": "1"}
    one = beside(Announced, "riverside-test-one", said, 8081)
    two = beside(Announced, "riverside-test-two", said, 8082)
    try:
        assert beside(one.wait) == ("127.0.0.1", 8082, said)
        assert beside(two.wait) == ("127.0.0.1", 8081, said)
    finally:
        beside(one.end)
        beside(two.end)


@pytest.fixture
def on_the_network(pair, monkeypatch):
    monkeypatch.setattr(meeting, "networks", lambda: [rules.Network("192.168.1.0/24")])
    with pair[0]:
        yield pair[0]


def test_what_is_heard_of_the_own_school_is_tried_at_once(on_the_network):
    actions.heard("192.168.1.7", 8080, actions.announcement())

    assert [(one.address, one.how, one.trouble) for one in meeting.due()] == [("192.168.1.7:8080", "found", "")]


def test_another_school_on_the_network_is_told_and_left_alone(on_the_network, monkeypatch):
    monkeypatch.setattr(actions, "exchange", pytest.fail)
    actions.heard("192.168.1.7", 8080, {"school": "b" * 16, "proto": "1"})
    actions.exchange_if_due()

    assert tables.place("192.168.1.7:8080").trouble == "elsewhere"


def test_switched_off_nothing_is_noted_or_called(world, monkeypatch):
    monkeypatch.setattr(meeting, "networks", lambda: [rules.Network("192.168.1.0/24")])
    monkeypatch.setattr(actions, "exchange", pytest.fail)
    with world.box("one", neighbor_minutes=0):
        actions.heard("192.168.1.7", 8080, actions.announcement())
        actions.exchange_if_due()
        assert tables.places() == []


def test_work_goes_soon_and_then_it_rests(on_the_network, monkeypatch):
    world = on_the_network.world
    actions.heard("192.168.1.7", 8080, actions.announcement())
    meeting.met("192.168.1.7:8080", "b" * 20, {"name": "room-4"})
    meeting.agreed("b" * 20)
    meeting.went_well("192.168.1.7:8080")
    at_once = meeting.due()
    on_the_network.__exit__()
    on_the_network.write(1)
    world.passed += 10_000
    on_the_network.__enter__()
    early = meeting.due()
    world.passed += 31_000
    soon = meeting.due()

    assert (at_once, early) == ([], [])
    assert [one.address for one in soon] == ["192.168.1.7:8080"]


def test_nobody_there_is_tried_again_after_a_time_that_grows(on_the_network):
    actions.heard("192.168.1.7", 8080, actions.announcement())
    waits = []
    for _try in range(8):
        meeting.failed("192.168.1.7:8080", "away", "")
        row = tables.place("192.168.1.7:8080")
        waits.append(row.next_try - meeting.clock.now_ms())

    assert all(0 < wait <= meeting.LONGEST for wait in waits)
    assert max(waits[3:]) > 60_000
