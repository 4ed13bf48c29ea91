"""Publishers' keys: a new one signed by the old one, a lost one revoked, and those who try to misuse either."""

import io
import json

import pytest
from tests.packs.key_changes import DAY, changes, signed

from homeroom import blobs, config
from homeroom.errors import NotFound, Refused
from homeroom.packs import actions, canonical, exporting, keychange, keylife, keyring, minisign, tables, trust
from homeroom.packs import format as packfile
from homeroom.packs.on_this_box import PackFile, PackIncoming


def force():
    """The keys in force but for the box's own, by whose they are."""
    return {key.name: key.id for key in trust.trusted()[1:]}


@pytest.fixture
def keys():
    return [minisign.new_key() for _ in range(4)]


@pytest.fixture
def ministry(box, keys):
    """The ministry's first key is trusted here."""
    trust.trust(keys[0].public.text(), "ministry")
    return keys


def test_a_new_key_signed_by_the_old_one_takes_its_place(ministry, garden):
    first, second = ministry[:2]

    taken = keylife.follow(changes(first, second))

    assert [(key.id, key.name) for key in taken] == [(second.public.id, "ministry")]
    assert force() == {"ministry": second.public.id}
    assert actions.install(garden.build(key=second)).signer == second.public.id
    with pytest.raises(Refused, match="which its publisher has replaced"):
        actions.install(garden.version("1.1.0").build(key=first))


def test_a_pack_signed_again_with_the_new_key_travels_on(ministry, garden, tmp_path):
    first, second = ministry[:2]
    pack = garden.build(key=first)
    actions.install(pack)
    keylife.follow(changes(first, second))
    packfile.sign(pack, second)

    assert actions.install(pack).signer == second.public.id

    out = exporting.export("org.example.garden", tmp_path / "out.pack")
    actions.remove("org.example.garden")
    assert actions.install(out).signer == second.public.id
    assert not blobs_left_over()


def blobs_left_over():
    """Files of packs that no version refers to, or that are missing."""
    listed = {row.sha256 for row in PackFile.select()}
    return {row.sha256 for row in PackIncoming.select()} | {sha for sha in listed if not blobs.has(sha)}


def test_a_box_that_missed_changes_takes_them_all_at_once(ministry):
    keylife.follow(changes(*ministry))

    assert force() == {"ministry": ministry[3].public.id}


def test_the_same_file_again_changes_nothing(ministry):
    text = changes(*ministry[:2])
    keylife.follow(text)
    before = keyring.read()

    assert keylife.follow(text) == []
    assert keyring.read() == before


def test_a_box_that_trusts_a_later_key_by_hand_goes_on_from_there(box, keys):
    trust.trust(keys[2].public.text(), "ministry")

    keylife.follow(changes(*keys))

    assert force() == {"ministry": keys[3].public.id}


def test_a_change_signed_by_a_stranger_is_refused(ministry):
    first, second, stranger = ministry[:3]

    for forged in (signed(first, stranger, signer_of_old=stranger), signed(first, second, signer_of_new=stranger)):
        with pytest.raises(Refused, match="not signed by the old key and by the new one"):
            keylife.follow(forged)

    assert force() == {"ministry": first.public.id}


def test_a_change_between_strangers_is_refused(ministry):
    with pytest.raises(Refused, match="trusts none of the keys"):
        keylife.follow(changes(*ministry[1:]))


def test_a_stranger_who_calls_her_key_by_the_same_number_stays_a_stranger(ministry):
    first, second = ministry[:2]
    twin = minisign.SecretKey(first.number, minisign.new_key().seed)

    with pytest.raises(Refused, match="trusts none of the keys"):
        keylife.follow(changes(twin, second))


def test_a_key_that_calls_itself_by_the_number_of_another_one_locks_nobody_out(ministry, garden):
    first = ministry[0]
    trust.trust(minisign.SecretKey(first.number, minisign.new_key().seed).public.text(), "another publisher")

    assert actions.install(garden.build(key=first)).signer_name == "ministry"


def test_a_replaced_key_cannot_name_another_successor(ministry):
    first, second, thief = ministry[:3]
    keylife.follow(changes(first, second))

    with pytest.raises(Refused, match="Somebody may be misusing the old key"):
        keylife.follow(signed(first, thief, serial=99))

    assert force() == {"ministry": second.public.id}


def test_an_older_change_does_not_come_back(ministry):
    first, second, third = ministry[:3]
    keylife.follow(signed(first, second, serial=5))

    for serial in (4, 5):
        with pytest.raises(Refused, match="older than what the box knows"):
            keylife.follow(signed(second, third, serial=serial))

    keylife.follow(signed(second, third, serial=6))
    assert force() == {"ministry": third.public.id}


def test_a_change_back_to_a_replaced_key_is_refused(ministry):
    first, second = ministry[:2]
    keylife.follow(changes(first, second))

    with pytest.raises(Refused, match="leads back"):
        keylife.follow(signed(second, first, serial=9))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "{}",
        lambda text: "[" * 5000,
        lambda text: text[:-40],
        lambda text: text.replace("keys/1", "keys/2"),
        lambda text: text.replace(DAY, "2026-11-23"),
        lambda text: text.replace('"serial":2', '"serial":1'),
        lambda text: text.replace('"serial":2', '"serial":true'),
        lambda text: canonical.dumps({"format": "keys/1", "changes": []}).decode(),
        lambda text: json.dumps(
            {**json.loads(text), "changes": json.loads(text)["changes"] * 2}, separators=(",", ":")
        ),
    ],
)
def test_a_file_that_was_touched_is_refused_and_changes_nothing(ministry, spoil):
    with pytest.raises(Refused):
        keylife.follow(spoil(changes(*ministry[:2])))

    assert force() == {"ministry": ministry[0].public.id}


def test_a_signature_over_something_else_is_no_change(ministry):
    first, second = ministry[:2]

    with pytest.raises(Refused, match="not signed"):
        keylife.follow(signed(first, second, format="something-else/1"))


def test_only_the_last_key_can_be_replaced(keys):
    with pytest.raises(Refused, match="ends with another key"):
        keychange.extend(changes(*keys[:2]), keys[0], keys[2], DAY)
    with pytest.raises(Refused, match="is the old one"):
        keychange.extend("", keys[0], keys[0], DAY)


# --- revoked ---------------------------------------------------------------------------------------------------


def test_packs_signed_with_a_revoked_key_are_refused_and_those_here_stay(ministry, garden):
    lost = ministry[0]
    actions.install(garden.build(key=lost))

    keylife.revoke(lost.public.id, by="office:park")

    assert force() == {}
    assert keyring.read().revoked[0].by == "office:park"
    with pytest.raises(Refused, match="which was revoked on this box"):
        actions.install(garden.version("1.1.0").build(key=lost))
    assert tables.pack("org.example.garden").version == "1.0.0"


def test_a_revoked_key_names_no_successor_and_is_nobodys_successor(ministry):
    first, second = ministry[:2]
    keylife.revoke(first.public.id)
    with pytest.raises(Refused, match="was revoked on this box"):
        keylife.follow(changes(first, second))

    trust.trust(second.public.text(), "ministry")
    with pytest.raises(Refused, match="was revoked on this box"):
        keylife.follow(signed(second, first, serial=3))
    assert force() == {"ministry": second.public.id}


def test_keys_that_a_stolen_key_vouched_for_go_with_it(ministry):
    keylife.follow(changes(*ministry[:3]))

    gone = keylife.revoke(ministry[0].public.id)

    assert [key.id for key in gone] == [key.public.id for key in ministry[:3]]
    assert force() == {}


def test_newer_keys_stay_if_they_were_compared(ministry):
    keylife.follow(changes(*ministry[:2]))

    keylife.revoke(ministry[0].public.text(), keep_newer=True)

    assert force() == {"ministry": ministry[1].public.id}


def test_revoking_the_newest_key_does_not_bring_the_old_one_back(ministry):
    keylife.follow(changes(*ministry[:2]))

    keylife.revoke(ministry[1].public.id)

    assert force() == {}


def test_a_revoked_key_is_trusted_again_only_on_purpose(ministry):
    key = ministry[0].public
    keylife.revoke(key.id)

    with pytest.raises(Refused, match="was revoked"):
        trust.trust(key.text(), "hub")
    trust.trust(key.text(), "ministry", again=True)

    assert force() == {"ministry": key.id}
    assert keyring.read().revoked == []


def test_after_a_theft_the_publisher_starts_anew_whatever_number_the_thief_chose(ministry):
    first, thief, second = ministry[:3]
    keylife.follow(signed(first, thief, serial=1 << 40))
    keylife.revoke(thief.public.id)

    with pytest.raises(Refused, match="was replaced"):
        trust.trust(first.public.text(), "ministry")
    trust.trust(first.public.text(), "ministry", again=True)
    with pytest.raises(Refused, match="was revoked"):
        keylife.follow(signed(first, thief, serial=1 << 40))
    keylife.follow(changes(first, second))

    assert force() == {"ministry": second.public.id}


def test_a_high_version_by_a_stolen_key_does_not_block_the_publisher(ministry, garden):
    stolen, fresh = ministry[:2]
    actions.install(garden.version("999.0.0").build(key=stolen))
    keylife.revoke(stolen.public.id)
    trust.trust(fresh.public.text(), "ministry")

    assert actions.install(garden.version("1.2.0").build(key=fresh)).version == "1.2.0"
    with pytest.raises(Refused, match="signed with a key that was revoked"):
        actions.roll_back("org.example.garden")


def test_a_new_key_does_not_bring_an_older_version_back(ministry, garden):
    first, second = ministry[:2]
    actions.install(garden.version("2.0.0").build(key=first))
    actions.remove("org.example.garden")
    keylife.follow(changes(first, second))

    with pytest.raises(Refused, match="has had a newer one"):
        actions.install(garden.version("1.0.0").build(key=second))


def test_the_boxs_own_key_and_unknown_ones_are_not_revoked_by_their_id(box):
    with pytest.raises(Refused, match="own key"):
        keylife.revoke(trust.own_key().public.id)
    with pytest.raises(NotFound, match="knows no key"):
        keylife.revoke("0123456789ABCDEF")


def test_a_key_nobody_trusts_yet_can_be_revoked_by_its_file(box, keys):
    keylife.revoke(keys[0].public.text())

    with pytest.raises(Refused, match="was revoked"):
        trust.trust(keys[0].public.text(), "x")


def test_of_two_keys_with_one_number_the_file_says_which(ministry):
    twin = minisign.SecretKey(ministry[0].number, minisign.new_key().seed)
    trust.trust(twin.public.text(), "twin")

    with pytest.raises(Refused, match="by its key file"):
        keylife.revoke(twin.public.id)
    keylife.revoke(twin.public.text())
    assert list(force()) == ["ministry"]


# --- our own key -----------------------------------------------------------------------------------------------


def test_the_box_replaces_its_own_key_and_other_schools_follow(box, tmp_path):
    old = trust.own_key()

    new, file = keylife.rotate_own()
    keylife.rotate_own()

    assert old.public.id != new.id != trust.own_key().public.id
    assert [change.serial for change in keychange.read(file.read_text("utf-8"))] == [2, 3]
    assert trust.own_key().public.text() == (config.current().data / "keys/packs.pub").read_text("ascii")
    assert (config.current().data / "keys/packs.key").stat().st_mode & 0o077 == 0
    config.use(config.Config(data=tmp_path / "other"))
    trust.trust(old.public.text(), "riverside")
    keylife.follow(file.read_text("utf-8"))
    assert list(force()) == ["riverside"]


def test_a_power_cut_while_the_key_is_replaced_loses_no_key(box, monkeypatch):
    old = trust.own_key()
    put = keylife._put

    def cut(file, text, mode):
        put(file, text, mode)
        if file.name == "keys.json":
            raise OSError("power")

    monkeypatch.setattr(keylife, "_put", cut)
    with pytest.raises(OSError, match="power"):
        keylife.rotate_own()
    assert trust.own_key() == old
    monkeypatch.setattr(keylife, "_put", put)

    new, file = keylife.rotate_own()

    assert [change.new.key for change in keychange.read(file.read_text("utf-8"))] == [new.key]


# --- the page --------------------------------------------------------------------------------------------------


def test_the_office_takes_a_change_of_keys_and_revokes_a_lost_one(ministry, cast, garden):
    park = cast.signed_in(cast.mrs_park)
    first, second = ministry[:2]
    actions.install(garden.build(key=first))

    for done in ("new key is in force", "knew these changes"):
        sent = {"key": (_file(changes(first, second)), "keys.json")}
        answer = park.post("/packs/keys", data=sent)
        assert done in park.get(answer.location).get_data(as_text=True)
    shelf = park.get("/packs").get_data(as_text=True)
    assert second.public.fingerprint in shelf
    assert first.public.fingerprint not in shelf
    assert f'value="{keychange.packed(second.public)}"' in shelf

    answer = park.post("/packs/keys/revoke", data={"lost": keychange.packed(first.public)})

    assert answer.status_code == 303
    shelf = park.get(answer.location).get_data(as_text=True)
    assert "Revoked keys" in shelf
    assert "key revoked" in shelf
    assert "was revoked. Ask the publisher" in park.get("/packs/org.example.garden").get_data(as_text=True)


def test_a_bad_file_says_why_on_the_page_and_teachers_may_not_revoke(ministry, cast):
    park, okoro = cast.signed_in(cast.mrs_park), cast.signed_in(cast.mr_okoro)

    answer = park.post("/packs/keys", data={"key": (_file("{}"), "keys.json")})

    assert answer.status_code == 422
    assert "not a file of key changes" in answer.get_data(as_text=True)
    assert okoro.post("/packs/keys/revoke", data={"lost": ministry[0].public.id}).status_code == 403
    assert force()


def _file(text):
    return io.BytesIO(text.encode())
