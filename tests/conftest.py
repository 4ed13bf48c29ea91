"""What all tests share: a box with a real database file, a client, and a clock that stands still."""

import os
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

import ready
from homeroom import app, clock, config, db, timekeeping
from homeroom.hub import actions
from served import Served

ready.get()
pytest_plugins = ["browser", "cast"]

settings.register_profile(
    "homeroom",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=bool(os.environ.get("CI")),  # CI judges a change; chance looks for more at every other run
)
settings.load_profile("homeroom")


def pytest_collection_modifyitems(items):
    """Files that take long come first, or one worker would be busy with one of them long after the other is done."""
    weights = Counter()
    for item in items:
        slow, shown = item.get_closest_marker("slow"), item.get_closest_marker("browser")
        weights[item.path] += 1000 if slow else 10 if shown else 1
    items.sort(key=lambda item: -weights[item.path])  # within a file as they are written
    if os.environ.get("CI"):
        _give_browsers_a_second_try(items)


def _give_browsers_a_second_try(items):
    """A browser on a busy machine may miss its moment; what is wrong fails twice. The report names each second try."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


class StoppedClock:
    """The wall clock of the box, in the tests' hands."""

    def __init__(self):
        self.ms = 0
        self.since_boot = 0
        self.set("2026-11-23 08:00")

    def set(self, text):
        zone = ZoneInfo(config.current().timezone)
        self.ms = int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)

    def pass_time(self, *, days=0, hours=0, minutes=0, seconds=0):
        passed = ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000
        self.ms += passed
        self.since_boot += passed


@pytest.fixture
def the_clock(monkeypatch):
    """A Monday morning, eight o'clock; it moves only when told to."""
    stopped = StoppedClock()
    monkeypatch.setattr(clock.clock, "wall", lambda: stopped.ms)
    monkeypatch.setattr(clock.clock, "since_boot", lambda: stopped.since_boot)
    monkeypatch.setattr(timekeeping, "network_keeps_it", lambda: False)
    timekeeping.forget()
    return stopped


def make_settings(folder, **values):
    """Settings of a box for tests: fast, because no power is cut here."""
    return config.load(
        None,
        {},
        **{
            "data": folder,
            "survive_power_cuts": False,
            "school_name": "Riverside Primary",
            "port": 0,
            **values,
        },
    )


def make_hub(folder, **values):
    """A hub that was set up and runs not yet: a process of its own, with `.codes` for three boxes."""
    app.create_hub(make_settings(folder, school_name="The district"))
    try:
        codes = [actions.new_code() for _ in range(3)]
    finally:
        db.close()
        config.use(config.Config())
    served = Served(folder, "hub", settings=values)
    served.codes = codes
    return served


@pytest.fixture
def hub(tmp_path):
    """A hub as a process of its own, with `.codes` for three boxes."""
    clock.clock.reset()
    with make_hub(tmp_path / "hub") as served:
        yield served


@pytest.fixture
def box(tmp_path, the_clock):
    """A box with an empty school, as a Flask application."""
    folder = ready.put_empty_store(tmp_path / "box")
    clock.clock.reset()
    yield app.create_box(make_settings(folder))
    db.close()
    config.use(config.Config())


@pytest.fixture
def client(box):
    """A browser that nobody is signed in with."""
    return box.test_client()
