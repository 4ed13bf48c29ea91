"""What a hub refuses by wire it refuses by stick: nobody speaks of the children of another school."""

import pytest
from tests.stick.places import Place, bundles, copy_of, enrol_by_stick

from cast import settle
from homeroom import db, features, journal
from homeroom.attendance.events import Arrived
from homeroom.stick import rules
from homeroom.sync import quarantine


@pytest.fixture
def lakeside(tmp_path, the_clock):
    """Another school's box."""
    place = Place(tmp_path / "lakeside", "Lakeside", features.BOX)
    with place.open():
        place.cast = settle(None)
    return place


def speak_of(box, student):
    with box.open():
        write_of(student)


def write_of(*students):
    def all_of_them():
        for number, student in enumerate(students):
            journal.write(Arrived(student=student, day=f"2025-{1 + number % 12:02}-23", when=number))

    with journal.acting(actor="kiosk:k1"):
        db.write(all_of_them)


@pytest.fixture
def at_the_hub(riverside, lakeside, hub, stick):
    """Both schools are known at the hub, and what they have written is there."""
    for box in (riverside, lakeside):
        enrol_by_stick(box, hub, stick)
        box.out(stick)
    return hub


def believed_of(hub, student):
    with hub.open():
        found = [one for one in journal.of_subject(student) if one.kind == Arrived.kind]
        return found, {row.reason for row in quarantine.unsettled()}


def test_a_box_that_speaks_of_another_schools_child_is_not_believed(riverside, lakeside, at_the_hub, stick):
    at_the_hub.come_in(stick)
    speak_of(lakeside, riverside.cast.ada.id)

    lakeside.out(stick)
    told = at_the_hub.come_in(stick)

    assert "speaks of a child of another school" in told
    assert believed_of(at_the_hub, riverside.cast.ada.id) == ([], {"stranger"})


def test_nor_when_it_waited_for_what_belongs_in_front_of_it(riverside, lakeside, at_the_hub, stick, monkeypatch):
    monkeypatch.setattr(rules, "VOLUME", 9000)
    at_the_hub.come_in(stick)
    lakeside.come_in(stick)
    with lakeside.open():
        write_of(*[lakeside.cast.ada.id] * 900, riverside.cast.ada.id)
    before = bundles(stick)
    lakeside.out(stick)
    late = copy_of(stick, "LATE")
    [bundle] = [one for one in bundles(stick) if one not in before]
    *first, last = [path.name for path in sorted(bundle.glob("0*.age"))]
    assert first
    for name in first:
        (late / bundle.relative_to(stick) / name).unlink()
    (bundle / last).unlink()

    at_the_hub.come_in(late)
    assert believed_of(at_the_hub, riverside.cast.ada.id) == ([], {"gap"})
    at_the_hub.come_in(stick)

    assert believed_of(at_the_hub, riverside.cast.ada.id) == ([], {"stranger"})
