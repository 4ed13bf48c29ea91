"""A school without any network hears from its hub by stick: rosters, in parts, twice, and the receipt comes back."""

import pytest
from tests.stick.places import Place, bundles, copy_of, enrol_by_stick

from homeroom import features, journal, store
from homeroom.people import actions, tables
from homeroom.stick import rules


@pytest.fixture
def enrolled(riverside, hub, stick):
    """Riverside is known at the hub, with its people."""
    enrol_by_stick(riverside, hub, stick)
    riverside.out(stick)
    hub.come_in(stick)
    riverside.come_in(stick)
    with riverside.open():
        riverside.school = store.school_id()
    return riverside


def change_at_the_hub(hub, school, child, **told):
    with hub.open(), store.acting_at(school), journal.acting(actor="hub:lang"):
        actions.change_student(child.id, **told)


def name_at(place, child):
    with place.open():
        return tables.Student.one(id=child.id).given_name


def on_the_way(hub, school, stick):
    return hub.out(stick, "--look", "--school", school)


def test_what_was_changed_at_the_hub_arrives_and_the_receipt_comes_back(enrolled, hub, stick):
    ada = enrolled.cast.ada
    change_at_the_hub(hub, enrolled.school, ada, given_name="Adaeze")

    told = hub.out(stick, "--school", "Riverside Primary")
    assert "written and read back" in told
    back = enrolled.come_in(stick)

    assert "1 new entry" in back
    assert name_at(enrolled, ada) == "Adaeze"
    assert "0 entries" not in on_the_way(hub, enrolled.school, stick)
    assert "Riverside Primary has confirmed" in hub.come_in(stick)
    assert "0 entries" in on_the_way(hub, enrolled.school, stick)
    assert "has everything" in hub.out(stick, "--school", enrolled.school)
    assert len(bundles(stick)) == 1, "only what the box itself left there"


def test_twice_in_parts_and_in_any_order_it_is_the_same(enrolled, hub, stick, monkeypatch):
    monkeypatch.setattr(rules, "VOLUME", 2_000)
    ada = enrolled.cast.ada
    for number in range(60):
        change_at_the_hub(hub, enrolled.school, ada, given_name=f"Ada{number}")
        if number % 20 == 19:
            on_the_way(hub, enrolled.school, stick)  # sealed: three segments
    old = bundles(stick)
    hub.out(stick, "--school", enrolled.school)
    (bundle,) = [one for one in bundles(stick) if one not in old]
    first, *others = sorted(bundle.glob("0*.age"))
    assert others
    later = copy_of(stick, "LATER")
    first.unlink()

    assert "Missing on this stick" in enrolled.come_in(stick)
    enrolled.come_in(later)
    once = enrolled.tables()
    enrolled.come_in(later)

    assert name_at(enrolled, ada) == "Ada59"
    assert enrolled.tables() == once


def test_another_school_can_read_nothing_of_it(enrolled, hub, stick, tmp_path, the_clock):
    change_at_the_hub(hub, enrolled.school, enrolled.cast.ada, given_name="Adaeze")
    hub.out(stick, "--school", enrolled.school)
    other = Place(tmp_path / "lakeside", "Lakeside", features.BOX)

    said = other.come_in(stick)

    assert "new entr" not in said
    assert "Adaeze" not in repr(other.entries())


def test_without_a_school_or_its_key_the_hub_writes_nothing(hub, stick):
    assert "--school" in hub.out(stick, ok=False)
    assert "no such school" in hub.out(stick, "--school", "Nowhere", ok=False)


def test_the_hub_says_on_the_same_trip_what_it_has(enrolled, hub, stick):
    enrolled.arrive(5)
    enrolled.out(stick)
    hub.come_in(stick)
    for one in (stick / "homeroom").glob("receipt-*"):
        one.unlink()
    assert enrolled.waiting()

    hub.out(stick, "--school", enrolled.school)
    enrolled.come_in(stick)

    assert enrolled.waiting() == 0
