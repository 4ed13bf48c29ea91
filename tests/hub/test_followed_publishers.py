"""A publisher's new key goes from the hub to the boxes: with its proof, which is all they believe, by every road."""

import io

import pytest
from tests.hub.from_the_hub import District, make_box_application
from tests.hub.publishers import pack_of, revoke, trusts
from tests.packs.key_changes import changes, signed
from tests.sync.next_door import box_application, meet

from homeroom import db, journal, store
from homeroom.errors import Refused
from homeroom.packs import actions as packs
from homeroom.packs import format as packfile
from homeroom.packs import keylife, keynews, keyring, minisign, trust
from homeroom.pins import actions as pins
from homeroom.pins.events import KeyFollowed


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    make_box_application(tmp_path_factory.mktemp("application"))
    box_application()
    with District(tmp_path_factory.mktemp("district")) as made:
        made.school("Riverside")
        made.school("Lakeside")
        yield made


@pytest.fixture
def riverside(district):
    return district.boxes["Riverside"]


@pytest.fixture
def keys(district, riverside):
    """Four keys of a publisher; hub and Riverside trust the first, Lakeside knows none."""
    made = [minisign.new_key() for _ in range(4)]
    for node in (district.world.hub, riverside):
        with node:
            trust.trust(made[0].public.text(), "Readers")
    return made


def follow(district, text):
    """An administrator gives the hub a publisher's keys.json."""
    answer = district.hub.post("/packs/keys", files={"key": (io.BytesIO(text.encode()), "keys.json")})
    assert answer.status == 303
    return district.hub.get(answer.place).text


def say(district, box, *proofs):
    """The hub passes these on, whatever they are: nobody has to believe a hub."""
    with district.world.hub, store.acting_at(box.school):
        for proof in proofs:
            db.write(lambda proof=proof: journal.write(KeyFollowed(school=box.school, proof=proof)))


def by_stick(district, box, folder):
    from homeroom.stick import actions as stick_actions
    from homeroom.stick import trips

    with district.world.hub:
        stick_actions.note_hub()
        trips.down(folder, box.school, lambda _size: None)
    with box:
        trips.come_in(folder, lambda _size: None)


def told_at(district, box):
    return district.office(box).get("/packs").text


def ring_of(box):
    with box:
        return keyring.read()


def put_away(district, *boxes):
    """No pack here and there, and none pinned."""
    with district.world.hub:
        for one in pins.tables.pins():
            pins.unpin(one.pack, one.school)
    for node in (district.world.hub, *boxes):
        with node:
            for one in packs.tables.packs():
                packs.remove(one.id)


# --- the three roads -----------------------------------------------------------------------------------


def test_by_wire_a_box_follows_what_its_publisher_signed(district, riverside, keys, tmp_path):
    assert "hear of it at their next contact" in follow(district, changes(*keys[:3]))
    assert trusts(riverside, keys[0])

    district.meet()

    assert (trusts(riverside, keys[0]), trusts(riverside, keys[2])) == (False, True)
    with riverside, pytest.raises(Refused, match="which its publisher has replaced"):
        packs.install(pack_of(keys[0], tmp_path))
    page = told_at(district, riverside)
    assert "Changes of keys that the hub passed on" in page
    assert f"{keys[1].public.id}</code>" in page
    assert "took the place of the old one" in page


def test_by_stick(district, riverside, keys, tmp_path):
    follow(district, changes(*keys[:2]))

    by_stick(district, riverside, tmp_path)

    assert (trusts(riverside, keys[0]), trusts(riverside, keys[1])) == (False, True)


def test_from_neighbor_to_neighbor(district, riverside, keys):
    district.world.school = riverside.school
    annex = district.world.box("annex")
    annex.enrol()
    annex.sync()
    with annex:
        trust.trust(keys[0].public.text(), "Readers")
    follow(district, changes(*keys[:2]))
    riverside.sync()
    assert trusts(annex, keys[0])

    moved = meet(district.world, riverside, annex)

    assert not isinstance(moved, Exception), moved
    assert (trusts(annex, keys[0]), trusts(annex, keys[1])) == (False, True)


def test_a_school_that_comes_later_hears_of_it_and_follows_when_it_trusts_the_old_key(district, keys):
    follow(district, changes(*keys[:2]))
    meadow = district.school("Meadow")

    with meadow:
        assert [one.state for one in keynews.news()][-1:] == [keynews.KEPT]
    answer = district.office(meadow).post(
        "/packs/keys", files={"key": (io.BytesIO(keys[0].public.text().encode()), "readers.pub")}, name="Readers"
    )

    assert answer.status == 303
    assert (trusts(meadow, keys[0]), trusts(meadow, keys[1])) == (False, True)


# --- what is not believed ------------------------------------------------------------------------------


def test_a_change_of_a_key_the_box_does_not_know_is_kept_and_does_nothing(district, keys):
    lakeside = district.boxes["Lakeside"]
    follow(district, changes(*keys[:2]))

    district.meet()

    assert not any(trusts(lakeside, key) for key in keys)
    page = told_at(district, lakeside)
    assert "change is about a key that" in page or "changes are about keys that" in page


def test_a_forged_change_is_not_believed_though_the_hub_says_it(district, riverside, keys):
    first, thief = keys[0], keys[3]
    say(district, riverside, signed(first, thief, signer_of_old=thief), signed(first, thief, signer_of_new=first), "no")

    district.meet()

    assert (trusts(riverside, first), trusts(riverside, thief)) == (True, False)
    page = told_at(district, riverside)
    assert "Not believed." in page
    assert "not signed by the old key and by the new one" in page


def test_a_box_of_the_school_can_not_speak_as_the_hub(district, riverside, keys):
    with riverside:
        db.write(lambda: journal.write(KeyFollowed(school=riverside.school, proof=changes(*keys[:2]))))
    by_hand = [one.proof for one in ring_of(riverside).heard]

    district.meet()

    assert changes(*keys[:2]) not in by_hand
    assert trusts(riverside, keys[0])


def test_the_same_change_again_and_an_older_one_do_nothing(district, riverside, keys):
    first, second, third = keys[:3]
    say(district, riverside, signed(first, second, serial=5))
    district.meet()
    before = ring_of(riverside).lines

    say(district, riverside, signed(first, second, serial=5), signed(second, third, serial=5))
    district.meet()

    assert ring_of(riverside).lines == before
    assert (trusts(riverside, second), trusts(riverside, third)) == (True, False)
    assert "older than what the box knows already" in told_at(district, riverside)


def test_changes_that_come_in_any_order_lead_to_the_same_key(district, riverside, keys):
    first, second, third, fourth = keys
    for change in (signed(third, fourth, serial=4), signed(second, third, serial=3)):
        say(district, riverside, change)
        district.meet()
        assert trusts(riverside, first)

    say(district, riverside, signed(first, second))
    district.meet()

    assert [trusts(riverside, key) for key in keys] == [False, False, False, True]


@pytest.mark.parametrize("turned", [False, True])
def test_changes_that_run_in_a_circle_stop_at_the_last_new_key(district, riverside, keys, turned):
    first, second = keys[:2]
    circle = [signed(first, second), signed(second, first, serial=3)]
    for change in reversed(circle) if turned else circle:
        say(district, riverside, change)
        district.meet()

    assert (trusts(riverside, first), trusts(riverside, second)) == (False, True)
    assert "leads back to a key that was replaced before" in told_at(district, riverside)


def test_of_two_that_call_themselves_the_next_one_neither_is_believed(district, riverside, keys):
    first, second, thief = keys[:3]
    say(district, riverside, signed(first, second), signed(first, thief, serial=9))

    district.meet()

    assert [trusts(riverside, key) for key in (first, second, thief)] == [True, False, False]
    assert f"Two keys call themselves the next one after {first.public.id}" in told_at(district, riverside)

    with riverside:  # the office asked the publisher, who gave it the file
        keylife.follow(changes(first, second))
    assert trusts(riverside, second)


def test_a_second_next_key_that_comes_after_the_first_was_followed_is_refused(district, riverside, keys):
    first, second, thief = keys[:3]
    say(district, riverside, signed(first, second))
    district.meet()

    say(district, riverside, signed(first, thief, serial=9))
    district.meet()

    assert (trusts(riverside, second), trusts(riverside, thief)) == (True, False)
    assert f"already replaced by another one, {second.public.id}" in told_at(district, riverside)


# --- the people of the box -----------------------------------------------------------------------------


def test_who_was_revoked_at_a_box_stays_so_under_every_new_key(district, riverside, keys, tmp_path):
    first, second = keys[:2]
    with riverside:
        keylife.revoke(first.public.text(), by="office:park")
    follow(district, changes(first, second))
    with district.world.hub:
        pack = packs.install(pack_of(second, tmp_path)).id
        pins.pin(pack, riverside.school)

    district.meet()

    assert not trusts(riverside, second)
    assert f"The key {first.public.id} was revoked on this box" in told_at(district, riverside)
    assert "it follows the key" in district.office(riverside).get("/packs/pinned").text
    put_away(district)


def test_a_key_trusted_by_hand_again_is_not_taken_away_by_what_the_hub_said(district, riverside, keys):
    first, second = keys[:2]
    follow(district, changes(first, second))
    district.meet()
    with riverside:
        trust.trust(first.public.text(), "Readers", again=True)

    say(district, riverside, "something else, so that the box looks again")
    district.meet()

    assert (trusts(riverside, first), trusts(riverside, second)) == (True, False)
    assert "their word counts" in told_at(district, riverside)


# --- with what the hub revokes and pins ----------------------------------------------------------------


def test_a_revoked_key_takes_the_new_one_with_it_unless_somebody_compared_it(district, riverside, keys):
    stolen, compared = keys[:2], [minisign.new_key(), minisign.new_key()]
    for node in (district.world.hub, riverside):
        with node:
            trust.trust(compared[0].public.text(), "Writers")
    follow(district, changes(*stolen))
    follow(district, changes(*compared))
    revoke(district, stolen[0])
    with district.world.hub:
        keylife.revoke(compared[0].public.text(), keep_newer=True)

    district.meet()

    assert [trusts(riverside, key) for key in (*stolen, *compared)] == [False, False, False, True]


def test_a_pinned_pack_of_the_old_key_comes_to_a_school_that_never_knew_it_and_then_it_follows(
    district, keys, tmp_path
):
    lakeside, (first, second) = district.boxes["Lakeside"], keys[:2]
    with district.world.hub:
        pack = packs.install(pack_of(first, tmp_path)).id
        pins.pin(pack, lakeside.school)
    follow(district, changes(first, second))

    district.meet(lakeside)

    with lakeside:
        assert packs.tables.pack(pack).signer == first.public.id
    assert (trusts(lakeside, first), trusts(lakeside, second)) == (False, True)


def test_a_pinned_pack_that_is_signed_again_comes_to_a_school_that_knows_the_new_key_only(district, keys, tmp_path):
    lakeside, (first, second) = district.boxes["Lakeside"], keys[2:]
    file = pack_of(first, tmp_path)
    put_away(district, lakeside)
    with lakeside:
        trust.trust(second.public.text(), "Readers")
    with district.world.hub:
        trust.trust(first.public.text(), "Readers")
        pack = packs.install(file).id
        pins.pin(pack, lakeside.school)
    follow(district, changes(first, second))
    with district.world.hub:
        packfile.sign(file, second)
        packs.install(file)
        assert pins.pin(pack, lakeside.school).signer == second.public.id

    district.meet(lakeside)

    with lakeside:
        assert packs.tables.pack(pack).signer == second.public.id
