"""The box's name on the network."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from zeroconf import Zeroconf

from homeroom import config
from homeroom.errors import Unavailable
from homeroom.fleet import discovery

NAME = f"riverside-{os.getpid()}"  # another run of the tests may be on the air, too


def settings(**values):
    return config.load(None, {}, box_name=NAME, **values)


@pytest.fixture
def on_loopback(monkeypatch):
    monkeypatch.setattr(discovery, "own_addresses", lambda: ["127.0.0.1"])


def beside(work, *args):
    """In a thread of its own, as the box does it: the browser of other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work, *args).result()


def find(seconds=40, kind=discovery.KIND, name=NAME):
    """Look for the box until it is found: multicasts get lost, also on a busy machine."""
    finder = Zeroconf(interfaces=["127.0.0.1"])
    try:
        for _ in range(seconds // 4):
            found = finder.get_service_info(kind, f"{name}.{kind}", timeout=4000)
            if found:
                return found
    finally:
        finder.close()
    raise AssertionError("the box was not found")


def test_the_box_is_found_by_its_name(on_loopback):
    announcement = beside(discovery.announce, settings(), 8080, "school")
    try:
        found = beside(find)
    finally:
        beside(announcement.end)

    assert announcement.name == f"{NAME}.local"
    assert (found.server, found.port) == (f"{NAME}.local.", 8080)


def test_programs_of_lessons_are_found_under_a_name_of_their_own(on_loopback):
    announcement = beside(discovery.announce, settings(), 8080, "school", f"{NAME}-content")
    try:
        found = beside(find, 40, discovery.BESIDE, f"{NAME}-content")
    finally:
        beside(announcement.end)

    assert (found.server, found.port) == (f"{NAME}-content.local.", 8080)


def test_a_second_box_of_the_same_name_is_told_so(on_loopback, monkeypatch):
    monkeypatch.setattr(discovery, "ASK_MS", 20_000)
    first = beside(discovery.announce, settings(), 8080, "school")
    try:
        beside(find)  # it is on the air now
        with pytest.raises(Unavailable, match="another box_name"):
            beside(discovery.announce, settings(), 8081, "school")
    finally:
        beside(first.end)


def test_a_box_for_this_machine_only_is_not_announced():
    assert discovery.announce(settings(host="127.0.0.1"), 8080, "school") is None


def test_announcing_can_be_switched_off():
    assert discovery.announce(settings(announce=False), 8080, "school") is None
