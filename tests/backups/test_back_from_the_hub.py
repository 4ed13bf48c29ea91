"""What a box lost by returning to a copy or a backup comes back from its hub, under the box's old lanes."""

import pytest
from tests.backups.conftest import checkpointed, start_again, take

from cast import settle
from conftest import make_settings
from homeroom import app, clock, config, db, journal
from homeroom.backups import actions as backups
from homeroom.backups import recovery, restoring, vault
from homeroom.people import actions as people
from homeroom.people import tables
from homeroom.sync import actions as sync


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path / "box", policy_names="full", stick_folders=str(tmp_path / "media"))


@pytest.fixture
def school(hub, settings):
    """Riverside's box, enrolled at the hub."""
    clock.clock.reset()
    cast = settle(app.create_box(settings))
    sync.enrol(hub.url, hub.codes[0])
    yield cast
    db.close()
    config.use(config.Config())


def add(name):
    with journal.acting(actor="office:the-tests"):
        people.register_student(given_name=name, family_name="X")


def names():
    return sorted(one.given_name for one in tables.Student.select())


def entries():
    return sorted(db.database.run("SELECT l.lane, e.seq FROM entry e JOIN lane l USING (lane_no)").fetchall())


def test_after_a_return_to_a_copy_the_hub_gives_back_what_is_missing(school, settings):
    take(settings)
    for number in range(30):
        add(f"New{number}")
    sync.send()
    before, students = entries(), names()
    checkpointed(settings).write_bytes(b"x" * 9000)
    start_again(settings)
    assert recovery.returned() is not None
    assert entries() != before
    add("After")

    sync.send()
    assert set(before) <= set(entries())
    assert names() == sorted([*students, "After"])
    sync.send()
    assert sync.send() == 0


def test_after_a_restore_from_a_stick_the_hub_gives_back_what_is_missing(school, settings, tmp_path):
    stick = tmp_path / "media" / "stick"
    stick.mkdir(parents=True)
    backups.prepare(stick)
    backups.back_up(stick)
    add("New")
    sync.send()
    before, students = entries(), names()
    lock = vault.own(settings.data)
    db.close()
    new = make_settings(tmp_path / "new", policy_names="full")
    restoring.restore(restoring.find(stick, lock), lock, new.data)
    start_again(new)
    assert "New" not in names()
    add("After")

    sync.send()
    assert set(before) <= set(entries())
    assert names() == sorted([*students, "After"])
