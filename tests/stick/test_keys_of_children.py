"""What is a child's goes under her key, and is confirmed only when it could be opened."""

import io

import pytest
from tests.stick.places import enrol_by_stick, join_by_stick

from homeroom import blobs, keyring
from homeroom.errors import Unavailable
from homeroom.people import actions as people
from homeroom.people import tables as people_tables
from homeroom.stick import incoming, tables
from homeroom.sync import carried


def renew(place):
    """An erasure came to this place while keys for it were under way."""
    with place.open():
        keyring.destroy("somebody")
        carried.renew_if_stale()


def ada(place, of):
    with place.open():
        found = people_tables.Student.one(id=of.cast.ada.id)
        return (found.given_name, bool(found.portrait and blobs.has(found.portrait))) if found else None


def test_without_its_keys_a_bundle_is_not_confirmed_and_the_next_one_brings_them(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    with riverside.open():
        sha = blobs.put(io.BytesIO(b"a portrait"), most=100)
        people.change_student(riverside.cast.ada.id, portrait=sha)
    renew(annex)

    riverside.out(stick)
    told = annex.come_in(stick)
    assert "can't be opened yet" in told
    assert ada(annex, riverside) != ("Ada", True)
    annex.out(stick)
    riverside.come_in(stick)  # hears what keys are sealed to now
    said = riverside.out(stick)
    assert "written and read back" in said, "all of it is carried again"
    assert "can't be opened yet" not in annex.come_in(stick)

    assert ada(annex, riverside) == ("Ada", True)
    assert annex.tables() == riverside.tables()
    assert "Nothing to carry" in riverside.out(stick)


def test_the_receipt_names_only_what_could_be_read(riverside, annex, stick):
    join_by_stick(annex, riverside, stick)
    renew(annex)
    with riverside.open():
        carried_over = {one.lane: one.last for one in tables.lanes()}
    riverside.out(stick)
    annex.come_in(stick)

    riverside.come_in(stick)

    with riverside.open():
        confirmed = tables.all_siblings_have()
    assert confirmed
    assert any(confirmed.get(lane, 0) < last for lane, last in carried_over.items())


def test_the_same_with_a_hub(riverside, hub, stick):
    riverside.settings = riverside.settings.__class__(**{**vars(riverside.settings), "policy_names": "full"})
    enrol_by_stick(riverside, hub, stick)
    renew(hub)

    riverside.out(stick)
    assert "can't be opened yet" in hub.come_in(stick)
    riverside.come_in(stick)
    assert riverside.waiting() > 0
    riverside.out(stick)
    hub.come_in(stick)
    riverside.come_in(stick)

    assert riverside.waiting() == 0
    assert ada(hub, riverside)[0] == "Ada"


def test_what_waits_for_its_key_goes_on_waiting_while_the_disk_fails(riverside, annex, stick, monkeypatch):
    join_by_stick(annex, riverside, stick)
    renew(annex)
    riverside.out(stick)
    assert "can't be opened yet" in annex.come_in(stick)
    with riverside.open():
        given = keyring.every()

    def full(*_part, **_more):
        raise Unavailable("The disk is full. Nothing was changed.")

    with annex.open():
        behind = {one.lane: one.last for one in tables.lanes()} != tables.readable()
        with monkeypatch.context() as failing:
            failing.setattr(incoming.journal, "receive", full)
            with pytest.raises(Unavailable):
                incoming.take_keys(given)
        assert behind, "some of it can't be read yet"
        assert {one.lane: one.last for one in tables.lanes()} != tables.readable(), "and is not confirmed as read"
        incoming.take_keys([])
        assert {one.lane: one.last for one in tables.lanes()} == tables.readable()

    assert ada(annex, riverside)[0] == "Ada"
