"""Copies of children's keys that lie about: gone after 30 days and with an erasure; sticks that were away are named."""

import errno

import pytest
from tests.backups.conftest import start_again

from conftest import make_settings
from homeroom import app, db, keyring, store, timetable
from homeroom.backups import actions, places, restoring, vault
from homeroom.errors import Unavailable


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path / "box", stick_folders=str(tmp_path / "media"))


@pytest.fixture
def box(settings, the_clock):
    yield app.create_box(settings)
    db.close()


@pytest.fixture
def stick(box, cast, tmp_path):
    """A prepared stick with a backup on it, of a box where Ada and Ben have keys."""
    folder = tmp_path / "media" / "stick"
    folder.mkdir(parents=True)
    keyring.ensure(store.school_id(), [cast.ada.id, cast.ben.id])
    actions.prepare(folder)
    actions.back_up(folder)
    return folder


def the_night(settings):
    """What the timetable does about old keys."""
    next(job for job in timetable.box(settings) if "old copies of keys" in job.name).action()


def keys_in(folder):
    return [one for one in folder.glob("**/children/*") if one.is_file() and one.name != "carry.age"]


def bring_back(settings, stick):
    """A restore over this box: what was there is put aside, keys and all."""
    lock = vault.own(settings.data)
    db.close()
    aside = restoring.restore(restoring.find(stick, lock), lock, settings.data)
    start_again(settings)
    return aside


def break_ring(settings):
    (settings.data / "keys" / "children" / "ring.sqlite3").write_bytes(b"x" * 9000)
    keyring.name()
    return next((settings.data / "keys" / "children").glob("damaged-*"))


def test_a_ring_that_was_put_aside_lives_for_thirty_days(stick, settings, the_clock):
    aside, damaged = bring_back(settings, stick), break_ring(settings)
    mine = keyring.name()
    the_clock.pass_time(days=30)
    the_night(settings)
    assert keys_in(aside)
    assert damaged.exists()

    the_clock.pass_time(hours=1)
    the_night(settings)

    assert not keys_in(aside)
    assert not damaged.exists()
    assert (aside / "homeroom.sqlite3").exists(), "the data stays: its words do not hang on the keys"
    assert keyring.name() == mine


def test_while_nobody_vouches_for_the_time_no_ring_goes(stick, settings, the_clock, monkeypatch):
    damaged = break_ring(settings)
    the_clock.pass_time(days=31)
    monkeypatch.setattr("homeroom.timekeeping.is_doubtful", lambda: True)

    the_night(settings)

    assert damaged.exists()


def test_an_erasure_waits_for_no_thirty_days(stick, settings, cast):
    aside, damaged = bring_back(settings, stick), break_ring(settings)
    assert keys_in(aside)
    cast.box = start_again(settings)

    cast.signed_in(cast.mrs_park).post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ada Obi"})

    assert not keys_in(aside)
    assert not damaged.exists()


def test_a_stick_without_room_for_a_backup_keeps_no_key_that_was_destroyed(stick, settings, cast, monkeypatch):
    [kept] = stick.glob("homeroom-backup/*/children.age")
    cast.signed_in(cast.mrs_park).post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ada Obi"})
    monkeypatch.setattr(places, "write", no_room)

    with pytest.raises(Unavailable):
        actions.back_up(stick)

    assert not kept.exists()


def test_a_stick_without_room_keeps_keys_of_which_none_was_destroyed(stick, cast, monkeypatch):
    [kept] = stick.glob("homeroom-backup/*/children.age")
    keyring.ensure(store.school_id(), ["another-child"])
    monkeypatch.setattr(places, "write", no_room)

    with pytest.raises(Unavailable):
        actions.back_up(stick)

    assert kept.exists()


def no_room(_path, _content):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_stick_that_was_away_for_more_than_thirty_days_is_named_until_it_comes_or_is_destroyed(
    stick, cast, the_clock
):
    the_clock.pass_time(days=30)
    office = cast.signed_in(cast.mrs_park)
    assert "away for more than 30 days" not in office.get("/backups").get_data(as_text=True)

    the_clock.pass_time(hours=1)
    said = office.get("/backups").get_data(as_text=True)
    assert "plug it in once, or destroy it" in said
    assert "plug it in or destroy it" in office.get("/today").get_data(as_text=True)

    actions.back_up_if_due()
    assert "away for more than 30 days" not in office.get("/backups").get_data(as_text=True)
    the_clock.pass_time(days=31)
    office = cast.signed_in(cast.mrs_park)
    assert "away for more than 30 days" in office.get("/backups").get_data(as_text=True)
    name = actions.place_at(stick).stick
    assert office.post("/backups/gone", data={"stick": name}).status_code == 303
    assert "away for more than 30 days" not in office.get("/backups").get_data(as_text=True)
