"""How fast a link is filled, and what its answers say of it."""

import socket

from homeroom.sync import rules
from homeroom.sync.wire import MAX_PACING_RATE, Wire

SEGMENT = 23_000  # bytes


def test_a_slow_link_is_filled_a_little_faster_than_measured_and_a_good_one_as_it_likes():
    assert 8000 < rules.pace(8000) < 2 * 8000
    assert rules.pace(1_000_000) == 0
    assert rules.pace(0) == 0  # not known yet


def test_a_round_trip_is_not_taken_for_a_slower_link():
    alone = rules.new_rate(8000, SEGMENT, SEGMENT / 8000 + 2, alone=True)
    worse = rules.new_rate(8000, SEGMENT, SEGMENT / 1000 + 2, alone=True)
    behind = rules.new_rate(8000, SEGMENT, SEGMENT / 6000)

    assert alone == 8000
    assert worse < 8000
    assert 6000 < behind < 8000


def test_a_link_that_got_better_is_found_out_in_spite_of_the_pace():
    rate, count = 2000, 0
    while rules.pace(rate) and count < 100:
        rate, count = rules.new_rate(rate, SEGMENT, SEGMENT / min(rules.pace(rate), 1_000_000)), count + 1

    assert count < 40  # some minutes of requests


def test_the_system_is_told_the_pace():
    class Connected(Wire):
        def __init__(self):
            super().__init__(None)
            self._connection, self._answers = self, object()
            self.sock = socket.socket()

    wire = Connected()
    with wire.sock as sock:
        wire.pace(10_000)
        assert sock.getsockopt(socket.SOL_SOCKET, MAX_PACING_RATE) == 10_000
        wire.pace(0)
        assert sock.getsockopt(socket.SOL_SOCKET, MAX_PACING_RATE) in (-1, 0xFFFFFFFF)
