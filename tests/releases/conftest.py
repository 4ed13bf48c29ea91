"""A hub, boxes with an updater beside them, and kits that three people can sign."""

import json

import pytest
from tests.sync.next_door import box_application
from tests.sync.world import World
from tests.update.conftest import Keys, make_kit

from homeroom.errors import HomeroomError
from homeroom.releases import actions, offering, places, state
from homeroom.sync import actions as sync
from homeroom.updater import files


@pytest.fixture(scope="session")
def release_keys(tmp_path_factory):
    return Keys(tmp_path_factory.mktemp("release-keys") / "keys")


@pytest.fixture
def world(tmp_path):
    box_application()
    with World(tmp_path / "world") as made:
        yield made


def updater_of(box_folder, keys, counter=1):
    """What the machine's updater knows and says, beside a box."""
    folder = box_folder.with_name(f"{box_folder.name}-updater")
    folder.mkdir(parents=True, exist_ok=True)
    files.write(folder / "trust.json", {"keys": json.loads((keys.lists / "1.json").read_text()), "counter": counter})
    return folder


def new_box(world, name, keys, *, counter=1, **settings):
    """A box of the school that version number `counter` runs on."""
    return world.box(name, updater=str(updater_of(world.folder / name, keys, counter)), **settings)


@pytest.fixture
def one(world, release_keys):
    """A box with a hub."""
    box = new_box(world, "one", release_keys)
    box.enrol()
    box.sync()
    return box


@pytest.fixture
def kit(tmp_path, release_keys):
    """A newer kit, number 2, with a program of 300 kB."""
    return make_kit(tmp_path / "stick", release_keys, bulk=300_000)


@pytest.fixture
def offered(world, kit):
    """The hub offers it."""
    with world.hub:
        offering.offer(kit, believe=True)
    return kit


def talk(box, cut=None):
    """The timetable's conversation with the hub, or the error."""
    with box, box.world.link(cut):
        try:
            return sync.send(hurry=False)
        except HomeroomError as error:
            return error


def inbox(box):
    """The kits in the updater's inbox."""
    with box:
        return [one.name for one in places.in_inbox(box.settings)]


def coming(box, road="hub"):
    """What the box knows of a release on that road."""
    with box:
        return state.read(box.settings).coming.get(road)


def traveled(world, road="/sync/v1/release"):
    """How many requests for a release there were."""
    return sum(path.startswith(road) for _box, _method, path, _size, _status in world.requests)


def say(box, word, digest):
    """Somebody presses a button."""
    with box:
        {"now": actions.want_now, "no": actions.decline, "again": actions.take_after_all}[word](digest)
