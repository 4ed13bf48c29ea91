"""The box's name on the network."""

import pytest
from zeroconf import Zeroconf

from homeroom import config
from homeroom.errors import Unavailable
from homeroom.fleet import discovery


def settings(**values):
    return config.load(None, {}, box_name="riverside-test", **values)


@pytest.fixture
def on_loopback(monkeypatch):
    monkeypatch.setattr(discovery, "own_addresses", lambda: ["127.0.0.1"])


def test_the_box_is_found_by_its_name(on_loopback):
    announcement = discovery.announce(settings(), 8080, "school")
    finder = Zeroconf(interfaces=["127.0.0.1"])
    try:
        found = finder.get_service_info(discovery.KIND, f"riverside-test.{discovery.KIND}", timeout=5000)
    finally:
        finder.close()
        announcement.end()

    assert announcement.name == "riverside-test.local"
    assert (found.server, found.port) == ("riverside-test.local.", 8080)


def test_a_second_box_of_the_same_name_is_told_so(on_loopback):
    first = discovery.announce(settings(), 8080, "school")
    finder = Zeroconf(interfaces=["127.0.0.1"])
    finder.get_service_info(discovery.KIND, f"riverside-test.{discovery.KIND}", timeout=5000)  # it is on the air now
    finder.close()
    try:
        with pytest.raises(Unavailable, match="another box_name"):
            discovery.announce(settings(), 8081, "school")
    finally:
        first.end()


def test_a_box_for_this_machine_only_is_not_announced():
    assert discovery.announce(settings(host="127.0.0.1"), 8080, "school") is None


def test_announcing_can_be_switched_off():
    assert discovery.announce(settings(announce=False), 8080, "school") is None
