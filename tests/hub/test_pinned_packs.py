"""A pack that the hub pins comes to the boxes: only what they lack, on after a cut, not past the school's own wish."""

import json
import secrets

import pytest
from tests.packs.conftest import Folder
from tests.sync.world import Cut

from homeroom import store
from homeroom.errors import Conflict, NoRoom
from homeroom.hub import lessons, tables
from homeroom.packs import actions as packs
from homeroom.packs import on_the_way, piecewise
from homeroom.packs.tables import Pack, PackVersion
from homeroom.pins import actions as pins
from homeroom.stick import downward
from homeroom.sync import actions as sync

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><desc>%s</desc></svg>'


@pytest.fixture(scope="module")
def district(district):
    for name in ("Riverside", "Lakeside"):
        district.school(name)
    return district


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = Folder(tmp_path_factory.mktemp("source") / "garden")
    made.write("images/large.svg", PICTURE % secrets.token_hex(60_000))
    made.card("seed-3", "![A seed](images/large.svg)\n\nLook at it.", title="A large picture")
    return made


def at_hub(district, folder, version):
    """A version at the hub; returns the pack's id."""
    with district.world.hub:
        return packs.install_folder(folder.version(version).path).id


def version_at(box, pack):
    with box:
        found = Pack.one(id=pack)
        return found.version if found else None


def pin(district, pack, *boxes):
    return district.hub.post("/lessons/pin", pack=pack, school=[box.school for box in boxes])


def no_room(*_):
    raise NoRoom("The disk is full.")


def pieces(district):
    """The requests for packs since the last question."""
    found = [one for one in district.world.requests if one[2] in ("/sync/v1/pack", "/sync/v1/piece")]
    district.world.requests.clear()
    return found


def test_a_pinned_pack_comes_by_itself_and_the_hub_says_where_it_is(district, folder):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    pack = at_hub(district, folder, "1.0.0")
    assert pin(district, pack, riverside, lakeside).status == 303
    told = district.hub.get("/lessons").text
    assert "Installed at 0 of 2 schools" in told
    assert "waits, last heard" in told

    district.meet(riverside)

    assert version_at(riverside, pack) == "1.0.0"
    assert version_at(lakeside, pack) is None
    assert "Installed at 1 of 2 schools" in district.hub.get("/lessons").text
    assert "Installed" in district.office(riverside).get("/packs/pinned").text
    district.meet(lakeside)
    assert "Installed at 2 of 2 schools" in district.hub.get("/lessons").text


def test_an_update_is_thin_and_goes_on_after_a_cut(district, folder):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    folder.card("seed-2", "Water and **light**.", title="What seeds need", more="variant_of: seed\nlevel: easier\n")
    pack = at_hub(district, folder, "1.1.0")
    pin(district, pack, riverside, lakeside)
    pieces(district)

    district.meet(riverside)
    assert version_at(riverside, pack) == "1.1.0"
    assert 0 < len(pieces(district)) < 8  # the large picture did not come again

    folder.write("images/large.svg", PICTURE % secrets.token_hex(60_000))
    at_hub(district, folder, "1.2.0")
    pin(district, pack, lakeside)
    lakeside.sync(cut=Cut(9))
    assert version_at(lakeside, pack) == "1.0.0"  # whole or not at all
    before = len(pieces(district))
    district.meet(lakeside)
    after = len(pieces(district))
    assert version_at(lakeside, pack) == "1.2.0"
    assert before > 2

    fresh = district.school("Meadow")
    pin(district, pack, fresh)
    pieces(district)
    district.meet(fresh)
    assert after < len(pieces(district))  # who was cut did not begin anew


def test_a_school_keeps_its_own_version_for_some_school_days(district, folder):
    riverside = district.boxes["Riverside"]
    pin(district, at_hub(district, folder, "1.9.0"), riverside)
    district.meet(riverside)
    pack = at_hub(district, folder, "2.0.0")
    pin(district, pack, riverside)
    with riverside:
        mine = Pack.one(id=pack).version
    riverside.sync(cut=Cut(4))  # the pin is here, the pack not yet
    office = district.office(riverside)
    if version_at(riverside, pack) == mine:
        assert office.post(f"/packs/pinned/{pack}/keep", days="3").status == 303
    district.meet(riverside)
    assert version_at(riverside, pack) == mine
    assert "keeps its own version, 3 school days" in district.hub.get("/lessons").text
    assert "3 school days more" in office.get("/packs/pinned").text
    assert office.post(f"/packs/pinned/{pack}/keep", days="0").status == 422

    district.world.passed += 4 * 86_400_000  # from Monday to Friday
    district.sign_in()
    district.meet(riverside)

    assert version_at(riverside, pack) == "2.0.0"


def test_an_older_version_is_never_pinned_over_a_newer_one(district, folder):
    lakeside = district.boxes["Lakeside"]
    at_hub(district, folder, "2.9.0")
    pack = at_hub(district, folder, "3.0.0")
    pin(district, pack, lakeside)
    district.meet(lakeside)
    with district.world.hub:
        packs.roll_back(pack)

    refused = pin(district, pack, lakeside)

    assert refused.status == 409
    assert "Boxes never go back by themselves" in refused.text
    district.meet(lakeside)
    assert version_at(lakeside, pack) == "3.0.0"
    with district.world.hub:
        packs.roll_back(pack)


def test_a_pack_that_is_not_pinned_for_a_school_is_not_given_to_it(district, folder):
    meadow = district.boxes.get("Meadow") or district.school("Meadow")
    pack = at_hub(district, folder, "4.0.0")
    with district.world.hub:
        manifest = Pack.one(id=pack).manifest
    from homeroom.errors import HomeroomError
    from homeroom.sync import tables as notes

    with meadow, district.world.link(None), sync._link(notes.upstream()) as link:
        for path in ("/sync/v1/pack", "/sync/v1/piece"):
            asked = {"manifest": manifest, "sha256": manifest, "offset": 0, "max": 1000}
            with pytest.raises(HomeroomError) as refused:
                link.send("POST", path, json.dumps(asked).encode())
            assert "not pinned" in refused.value.message


def test_a_box_that_can_not_take_it_says_why_and_tries_again_when_told(district, folder, monkeypatch):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "5.0.0")
    pin(district, pack, lakeside)
    with monkeypatch.context() as patch:
        patch.setattr(piecewise.blobs, "make_room", no_room)
        district.meet(lakeside)
    assert version_at(lakeside, pack) != "5.0.0"
    assert "The disk is full." in district.hub.get("/lessons").text
    district.meet(lakeside)
    assert version_at(lakeside, pack) != "5.0.0"  # not at every contact

    office = district.office(lakeside)
    assert "The disk is full." in office.get("/packs/pinned").text
    assert office.post(f"/packs/pinned/{pack}/take").status == 303
    district.meet(lakeside)

    assert version_at(lakeside, pack) == "5.0.0"


def test_what_is_left_to_the_school_again_stays_as_it_is(district, folder):
    lakeside = district.boxes["Lakeside"]
    with lakeside:
        before = {one.id: one.version for one in Pack.select()}
    for pack in before:
        assert district.hub.post("/lessons/unpin", pack=pack, school=lakeside.school).status == 303

    district.meet(lakeside)

    with lakeside:
        assert {one.id: one.version for one in Pack.select()} == before
        assert pins.due() == []
        assert store.school_id() == lakeside.school


def test_a_pinned_pack_comes_by_stick_to_a_box_without_a_wire(district, folder, tmp_path):
    from homeroom.stick import actions as stick_actions
    from homeroom.stick import trips

    riverside = district.boxes["Riverside"]
    district.meet(riverside)
    pack = at_hub(district, folder, "9.0.0")
    pin(district, pack, riverside)
    with district.world.hub:
        stick_actions.note_hub()
        trips.down(tmp_path, riverside.school, lambda _size: None)

    with riverside:
        told = [word.text for word in trips.come_in(tmp_path, lambda _size: None)]

    assert version_at(riverside, pack) == "9.0.0", told
    assert "1 lesson pack is new." in told


def manifest_at(box, pack):
    with box:
        return Pack.one(id=pack).manifest


def test_a_hub_keeps_what_it_pins_until_it_pins_it_no_more(district, folder):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "10.0.0")
    pin(district, pack, lakeside)
    for version in ("10.1.0", "10.2.0"):
        at_hub(district, folder, version)
    with district.world.hub, pytest.raises(Conflict, match="pinned for schools"):
        packs.remove(pack)

    district.meet(lakeside)

    assert version_at(lakeside, pack) == "10.0.0"
    with district.world.hub:
        assert packs.roll_back(pack).version == "10.1.0"
        assert packs.roll_back(pack).version == "10.2.0"
    pin(district, pack, lakeside)
    at_hub(district, folder, "10.3.0")
    with district.world.hub:
        kept = {one.version for one in PackVersion.select()}
    assert {"10.2.0", "10.3.0"} <= kept
    assert not kept & {"10.0.0", "10.1.0"}


def test_a_pack_mended_under_its_old_number_is_not_called_installed_before_it_is(district, folder):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "11.0.0")
    pin(district, pack, lakeside)
    district.meet(lakeside)
    folder.card("seed-2", "Water, light, and time.", title="What seeds need", more="variant_of: seed\nlevel: easier\n")
    at_hub(district, folder, "11.0.0")
    pin(district, pack, lakeside)
    with district.world.hub:
        school = tables.school(lakeside.school)
        assert [one.state for one in lessons.of_school(school) if one.pin.pack == pack] != ["installed"]
        assert downward.packs(lakeside.school) != []

    district.meet(lakeside)

    assert manifest_at(lakeside, pack) != manifest_at(district.world.hub, pack)
    assert "calls itself version 11.0.0 like the one that is here" in district.hub.get("/lessons").text


def test_a_pack_that_had_to_wait_for_another_one_comes_at_the_next_contact(district, folder):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "12.0.0")
    pin(district, pack, lakeside)
    with lakeside:
        lock = packs._one_at_a_time()
        lock.__enter__()
    lakeside.sync()  # while the office installs something else
    lock.__exit__(None, None, None)

    district.meet(lakeside)

    assert version_at(lakeside, pack) == "12.0.0"


def test_two_roads_do_not_bring_one_pack_at_the_same_time(district, folder):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "13.0.0")
    pin(district, pack, lakeside)
    manifest = manifest_at(district.world.hub, pack)
    with lakeside, on_the_way.arriving(manifest) as folder, district.world.link(None):
        sync.send()
        assert list(folder.iterdir()) == [], "the other road's parts are left alone"
    assert version_at(lakeside, pack) != "13.0.0"

    district.meet(lakeside)

    assert version_at(lakeside, pack) == "13.0.0"


def test_a_school_whose_own_days_are_over_says_what_went_wrong_then(district, folder, monkeypatch):
    lakeside = district.boxes["Lakeside"]
    pack = at_hub(district, folder, "14.0.0")
    pin(district, pack, lakeside)
    with monkeypatch.context() as patch:
        patch.setattr(piecewise.blobs, "make_room", no_room)
        lakeside.sync()
        district.office(lakeside).post(f"/packs/pinned/{pack}/keep", days="1")
        district.meet(lakeside)
        assert "keeps its own version, 1 school days" in district.hub.get("/lessons").text
        district.world.passed += 5 * 86_400_000
        district.sign_in()
        district.meet(lakeside)

    told = district.hub.get("/lessons").text

    assert "The disk is full." in told
    assert "keeps its own version, 1 school days" not in told


SKILLS = """[[skill]]
id = "%s:one"
title.en = "One"
subject = "math"
"""
FRAMEWORK = """id = "org.example.%s"
version = "1.0.0"
title.en = "Skills %s"
languages = ["en"]
default_language = "en"
publisher = "Riverside"
licence = "CC0-1.0"
kind = "skills"
"""
REQUIRES = """[[requires]]
pack = "org.example.%s"
version = "1.0.0"
"""


def skills_at_hub(district, folder, name, needs=""):
    """A pack of skills at the hub, which may build on another one."""
    folder.mkdir()
    (folder / "pack.toml").write_text(FRAMEWORK % (name, name) + (REQUIRES % needs if needs else ""), "utf-8")
    (folder / "skills.toml").write_text(SKILLS % name, "utf-8")
    with district.world.hub:
        return packs.install_folder(folder).id


def test_what_a_pinned_pack_builds_on_comes_with_it_and_before_it(district, tmp_path):
    """By their names alone the boxes would try them in the wrong order, and lack two of them."""
    last = skills_at_hub(district, tmp_path / "z", "zebra")
    middle = skills_at_hub(district, tmp_path / "m", "mango", needs="zebra")
    first = skills_at_hub(district, tmp_path / "a", "apple", needs="mango")
    brook = district.school("Brook")

    assert pin(district, first, brook).status == 303
    district.meet(brook)

    assert [version_at(brook, pack) for pack in (first, middle, last)] == ["1.0.0"] * 3
    assert district.hub.get("/lessons").text.count("Installed at 1 of 1 schools") >= 3


def test_a_pack_whose_ground_is_not_there_says_so_and_stops_no_other(district, tmp_path):
    with district.world.hub:
        before = [one.id for one in Pack.select()]
    ground = skills_at_hub(district, tmp_path / "g", "ground")
    house = skills_at_hub(district, tmp_path / "h", "house", needs="ground")
    alone = skills_at_hub(district, tmp_path / "w", "wood")
    pond = district.school("Pond")
    pin(district, house, pond)
    pin(district, alone, pond)
    assert district.hub.post("/lessons/unpin", pack=ground, school=pond.school).status == 303

    district.meet(pond)

    assert [version_at(pond, pack) for pack in (house, alone)] == [None, "1.0.0"]
    assert "builds on the pack org.example.ground" in district.hub.get("/lessons").text
    assert {ground, house, alone}.isdisjoint(before)
