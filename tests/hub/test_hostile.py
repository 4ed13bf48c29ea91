"""A box that lies: in the hub's name, about another school's child, with old words. The hub's word needs its key."""

import pytest
from tests.hub.from_the_hub import child, on
from tests.sync.world import World

from homeroom import config, db, journal, store
from homeroom.entries import Entry
from homeroom.errors import HomeroomError
from homeroom.people import actions, tables
from homeroom.people import events as ev
from homeroom.sync import intake, segment, signing
from homeroom.sync import tables as sync


@pytest.fixture(scope="module")
def district(district):
    for name in ("Riverside", "Lakeside"):
        district.school(name)
    return district


def told(node):
    """What was kept aside on a machine, and why."""
    from homeroom.sync.quarantine import unsettled

    with node:
        return {(one.reason, one.box) for one in unsettled()}


def as_the_hub(event):
    """Write in this box's own lane, but in the name of the hub."""
    with journal.acting(actor="hub:boss"):
        return db.write(journal.write, event)


def test_who_calls_herself_the_hub_without_its_signature_is_refused_and_counts_nothing(district):
    riverside = district.boxes["Riverside"]
    ana = child(riverside, "Ana")
    district.meet(riverside)
    with riverside, journal.acting(actor=f"office:{riverside.park.id}"):
        actions.change_student(ana.id, birth_year=2015)
    with riverside:
        as_the_hub(ev.StudentChanged(student=ana.id, birth_year=1999))
        assert tables.student(ana.id).birth_year == 2015  # no rank by calling oneself so

    riverside.sync()

    with riverside:
        box = store.box_id()
    assert ("forged", box) in told(district.world.hub)
    assert on(district.world.hub, ana).birth_year is None


def hubs_segment(box, world, key, *, actor="hub:boss"):
    """A segment that says it is the hub's for a school, signed with `key`."""
    with world.hub:
        hub = store.box_id()
    event = ev.StaffRegistered(staff="mallory", name="Mallory", username="mallory", role="office")
    one = Entry(
        lane="ab" * 16, seq=1, at=1 << 50, clock=0, kind=event.kind, version=1, actor=actor, device=None, n=None,
        subject=event.subject, register=event.register, replaces=[], body=dict(vars(event)), school=box.school,
    )  # fmt: skip
    return segment.seal([one], box=hub, prev="", policy="names=full,work=full", key=key).raw


def test_a_segment_that_only_names_the_hub_is_forged_on_every_road(district):
    lakeside = district.boxes["Lakeside"]
    with lakeside:
        own = signing.own_key(config.current().data)
    raw = hubs_segment(lakeside, district.world, own)

    for node in (lakeside, district.world.hub):
        with node, pytest.raises(HomeroomError) as refused:
            intake.take_in(raw, road="stick")
        assert refused.value.extra["reason"] == "forged"

    with lakeside:
        assert tables.Staff.one(id="mallory") is None


def test_what_the_hub_wrote_for_another_school_is_a_strangers(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    with district.world.hub:
        own = signing.own_key(config.current().data)
    raw = hubs_segment(riverside, district.world, own)

    with lakeside, pytest.raises(HomeroomError) as refused:
        intake.take_in(raw, road="stick")

    assert refused.value.extra["reason"] == "stranger"


def test_a_school_can_not_speak_of_another_schools_child(district):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    ben = child(lakeside, "Ben")
    district.meet(lakeside)
    world = district.world
    thief = world.box("thief", school="own", school_name="Thief")
    thief.enrol()
    with thief, journal.acting(actor="office:thief"):
        thief.id = store.box_id()
        db.write(journal.write, ev.StudentChanged(student=ben.id, given_name="Stolen"))

    thief.sync()

    assert ("stranger", thief.id) in told(world.hub)
    assert on(world.hub, ben).given_name == "Ben"
    assert isinstance(riverside.sync(), int | HomeroomError)  # nobody else is stopped


def test_a_whole_entry_that_a_box_vouches_for_never_speaks_for_the_hub(district):
    from homeroom.stick import incoming

    riverside = district.boxes["Riverside"]
    with riverside:
        own = signing.own_key(config.current().data)
    raw = hubs_segment(riverside, district.world, own)
    with riverside:
        part = segment.parse(raw)
        entries = segment.content_of(part)
        assert db.write(incoming._take_whole, part, entries, "peer", raw) == 0
        assert tables.Staff.one(id="mallory") is None


def test_an_old_word_of_the_hub_played_again_changes_nothing(district):
    lakeside = district.boxes["Lakeside"]
    cleo = child(lakeside, "Cleo")
    district.meet(lakeside)
    page = f"/at/{lakeside.school}/people/students/{cleo.id}"
    district.hub.post(page, given_name="Cleo", family_name="One")
    district.meet(lakeside)
    with lakeside:
        lanes = [row[0] for row in db.database.execute_sql("SELECT lane FROM lane WHERE hub = 1").fetchall()]
        old = [bytes(one.content) for lane in lanes for one in sync.segments_after(lane, 0)]
    district.hub.post(page, given_name="Cleo", family_name="Two")
    district.meet(lakeside)

    with lakeside:
        for raw in old:
            assert intake.take_in(raw, road="stick").new == 0
        assert tables.student(cleo.id).family_name == "Two"


def test_a_hub_that_lost_its_words_gets_them_back_from_its_boxes(tmp_path):
    with World(tmp_path / "world") as world:
        box = world.box("one")
        box.enrol()
        box.sync()
        world.hub.copy_to(tmp_path / "copy")
        with world.hub, store.acting_at(world.school), journal.acting(actor="hub:lang"):
            group = actions.begin_class("3B")
        box.sync()
        with box:
            assert tables.school_class(group.id).name == "3B"
        world.hub.restore(tmp_path / "copy")
        with world.hub:
            assert tables.SchoolClass.one(id=group.id) is None

        box.sync()

        with world.hub:
            assert tables.SchoolClass.one(id=group.id).name == "3B"
            assert [one.by_hub for one in journal.of_register(f"class/{group.id}")] == [True]
