"""A key that the hub revokes is revoked at its schools' boxes: by wire, by stick, and at schools that come later."""

import pytest
from tests.hub.from_the_hub import District, make_box_application
from tests.hub.publishers import pack_of, revoke, trusts

from homeroom.errors import Refused
from homeroom.packs import actions as packs
from homeroom.packs import keychange, keylife, minisign, trust


@pytest.fixture
def district(tmp_path):
    make_box_application(tmp_path)
    with District(tmp_path / "district") as made:
        made.school("Riverside")
        made.school("Lakeside")
        yield made


@pytest.fixture
def publisher(district):
    """The secret key of a publisher whom the hub and Riverside trust."""
    secret = minisign.new_key()
    for node in (district.world.hub, district.boxes["Riverside"]):
        with node:
            trust.trust(secret.public.text(), "Readers")
    return secret


def test_boxes_hear_what_the_hub_revoked_and_take_no_pack_of_that_key(district, publisher, tmp_path):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    assert "hear of it at their next contact" in revoke(district, publisher)
    assert trusts(riverside, publisher)

    district.meet()

    assert not trusts(riverside, publisher)
    for box in (riverside, lakeside):  # also where nobody had trusted it yet
        with box, pytest.raises(Refused, match="revoked on this box"):
            trust.trust(publisher.public.text(), "Readers")
    with riverside, pytest.raises(Refused, match="revoked on this box"):
        packs.install(pack_of(publisher, tmp_path))
    assert "by the hub" in district.office(riverside).get("/packs").text


def test_keys_that_a_stolen_key_vouched_for_at_the_box_go_with_it(district, publisher):
    riverside, thief = district.boxes["Riverside"], minisign.new_key()
    with riverside:
        keylife.follow(keychange.extend("", publisher, thief, "2026-11-20"))
    assert trusts(riverside, thief)
    revoke(district, publisher)

    district.meet()

    assert not trusts(riverside, thief)


def test_a_school_that_comes_later_hears_of_it_too(district, publisher):
    revoke(district, publisher)

    meadow = district.school("Meadow")

    with meadow, pytest.raises(Refused, match="revoked on this box"):
        trust.trust(publisher.public.text(), "Readers")


def test_it_goes_by_stick_to_a_box_without_a_wire(district, publisher, tmp_path):
    from homeroom.stick import actions as stick_actions
    from homeroom.stick import trips

    riverside = district.boxes["Riverside"]
    revoke(district, publisher)
    with district.world.hub:
        stick_actions.note_hub()
        trips.down(tmp_path, riverside.school, lambda _size: None)

    with riverside:
        trips.come_in(tmp_path, lambda _size: None)

    assert not trusts(riverside, publisher)


def test_the_boxs_people_have_the_last_word_on_their_box(district, publisher):
    riverside = district.boxes["Riverside"]
    revoke(district, publisher)
    district.meet()
    with riverside:
        trust.trust(publisher.public.text(), "Readers", again=True)

    district.meet()

    assert trusts(riverside, publisher)


def test_what_the_hub_takes_back_counts_again_but_not_what_the_school_revoked_itself(district, publisher):
    riverside, lakeside = district.boxes["Riverside"], district.boxes["Lakeside"]
    with lakeside:
        keylife.revoke(publisher.public.text(), by="office:park")
    revoke(district, publisher)
    district.meet()
    with district.world.hub:
        trust.trust(publisher.public.text(), "Readers", again=True)
        keylife.tell()

    district.meet()

    assert trusts(riverside, publisher)
    with lakeside, pytest.raises(Refused, match="revoked on this box"):
        trust.trust(publisher.public.text(), "Readers")


def test_a_box_that_knows_nothing_of_keys_is_not_upset_by_a_word_that_is_none(district):
    from homeroom import journal, store
    from homeroom.pins.events import KeyRevoked

    riverside = district.boxes["Riverside"]
    with district.world.hub, store.acting_at(riverside.school):
        from homeroom import db

        db.write(lambda: journal.write(KeyRevoked(school=riverside.school, key="RWnonsense", name="x")))

    district.meet()

    with riverside:
        assert [one.name for one in trust.trusted()] == [trust.OWN]


def test_a_hub_can_not_revoke_a_boxs_own_key(district):
    riverside = district.boxes["Riverside"]
    with riverside:
        own = trust.own_key()
    with district.world.hub:
        trust.trust(own.public.text(), "Riverside")
    revoke(district, own)

    district.meet()

    assert trusts(riverside, own)
