"""What a box takes: kits signed by enough of the people it knows, newer than what it has, and whole."""

import json
import platform
import shutil
import zipfile

import keylist
import kit as maker
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.update.conftest import GOOD, Keys, make_box, make_kit, sign, update
from updater import files, kits, refusal, trust
from updater.refusal import Refused
from updater.steps import Updater


def why_not(box):
    good, bad = Updater(box).offers()
    assert good == []
    assert len(bad) == 1
    return str(bad[0][1])


@pytest.mark.parametrize("signers", ["ab", "bc", "ca", "abc"])
def test_any_two_of_the_three_keys_are_enough(box, stick, keys, signers):
    make_kit(stick, keys, signers=signers)

    assert [kit.version for kit in Updater(box).offers()[0]] == ["2.0"]


@pytest.mark.parametrize("signers", ["", "a", "aa", "ccc", "x", "ax", "xyz"])
def test_fewer_than_two_different_keys_it_knows_are_not(box, stick, keys, signers):
    make_kit(stick, keys, signers=signers)

    assert "needs 2 signatures" in why_not(box)


def test_a_list_that_names_one_key_twice_is_damaged(keys):
    told = json.loads((keys.lists / "1.json").read_text())

    with pytest.raises(Refused, match="twice"):
        trust.read({**told, "keys": [told["keys"][0]] * 2})
    with pytest.raises(Refused, match="nobody could"):
        trust.read({**told, "threshold": 4})


def test_one_key_under_two_numbers_is_still_one_key(keys):
    told = json.loads((keys.lists / "1.json").read_text())
    raw = bytearray(trust.base64.b64decode(told["keys"][0]))
    raw[2] ^= 1
    again = trust.base64.b64encode(bytes(raw)).decode()

    with pytest.raises(Refused, match="twice"):
        trust.read({**told, "keys": [told["keys"][0], again]})


@pytest.mark.parametrize(("counter", "told"), [(1, "here already"), (0, "older"), (-5, "older")])
def test_a_kit_that_is_not_newer_is_refused_whatever_its_version_says(box, stick, keys, counter, told):
    make_kit(stick, keys, counter=counter, program={**GOOD, "version": "99.0"})

    assert told in why_not(box)


def damage_sums(kit):
    text = (kit / "SHA256SUMS").read_text()
    (kit / "SHA256SUMS").write_text(text.replace("VERSION", "VERSIOM"))


def damage_release(kit):
    (kit / "release.json").write_text('{"version": "2.0", "counter": 900}')


@pytest.mark.parametrize("harm", [damage_sums, damage_release, lambda kit: (kit / "SHA256SUMS").unlink()])
def test_what_was_changed_after_it_was_signed_is_not_even_offered(box, stick, keys, harm):
    kit = make_kit(stick, keys)
    harm(kit)
    found = kits.found(list(box.places))

    assert not found or why_not(box)


@pytest.mark.parametrize("name", ["wheels/program-none-any.whl", "requirements.txt", "VERSION"])
def test_a_damaged_file_stops_the_update_before_anything_is_touched(box, stick, keys, name):
    kit = make_kit(stick, keys)
    (kit / name).write_bytes((kit / name).read_bytes() + b"!")

    assert "is not what was signed" in str(refusal.read(update(box)["why"]))
    assert box.answers(closed=False) == "1.0"


def test_a_link_on_a_stick_is_not_followed(box, stick, keys, tmp_path):
    kit = make_kit(stick, keys)
    (kit / "VERSION").rename(tmp_path / "elsewhere")
    (kit / "VERSION").symlink_to(tmp_path / "elsewhere")

    assert update(box)["well"] is False


def test_names_that_lead_out_of_the_kit_are_damage(box, stick, keys):
    kit = make_kit(stick, keys)
    secret = [keylist.minisign.read_secret(keys.secret(name).read_text()) for name in "ab"]
    for name in ("../../etc/passwd", "/etc/passwd", "wheels/../../x", "a b"):
        sums = (kit / "SHA256SUMS").read_text() + "0" * 64 + f"  {name}\n"
        (kit / "SHA256SUMS").write_text(sums)
        for place, key in zip(("", ".2"), secret, strict=True):
            (kit / f"SHA256SUMS{place}.minisig").write_text(key.sign(sums.encode(), ""))
        assert "damaged" in why_not(box)


def test_a_kit_that_is_exchanged_between_look_and_copy_is_not_taken(box, stick, keys):
    make_kit(stick, keys)
    updater = Updater(box)
    updater.begin(updater.offers()[0][0])
    shutil.rmtree(stick / "homeroom-kit")
    make_kit(stick, keys, counter=3)
    updater.run()

    assert "exchanged" in str(refusal.read(updater.last()["why"]))


def test_a_zip_in_the_inbox_is_as_good_as_a_folder_on_a_stick(box, keys, tmp_path):
    kit = make_kit(tmp_path, keys)
    with zipfile.ZipFile(box.inbox / "homeroom-kit-2.0.zip", "w") as archive:
        for path in kit.rglob("*"):
            archive.write(path, path.relative_to(tmp_path))

    assert update(box)["well"] is True
    assert box.answers(closed=False) == "2.0"


def test_a_broken_zip_is_refused(box):
    (box.inbox / "homeroom-kit-2.0.zip").write_bytes(b"PK\3\4 nothing")

    assert "no readable list" in why_not(box)


def test_new_people_sign_after_two_of_the_old_ones_said_so(box, stick, keys):
    keys.list_of("bcd", "bc")
    keys.list_of("cde", "cd")
    make_kit(stick, keys, signers="de")

    assert update(box)["well"] is True
    assert Updater(box).keys().number == 3
    shutil.rmtree(stick / "homeroom-kit")
    make_kit(stick, keys, signers="ab", counter=3)
    assert "needs 2 signatures" in why_not(box)


def test_a_box_made_with_a_kit_believes_its_newest_list(tmp_path, stick, box, keys):
    keys.list_of("bcd", "bc")
    kit = make_kit(tmp_path, keys, signers="cd", counter=7)
    (box.state / "trust.json").unlink()
    with pytest.raises(Refused, match="knows no release keys"):
        Updater(box).keys()
    Updater(box).believe(kits.Source(kit))

    assert (Updater(box).keys().number, Updater(box).trusted()["counter"]) == (2, 7)
    other = Keys(tmp_path / "others")
    with pytest.raises(Refused):
        Updater(box).believe(kits.Source(make_kit(tmp_path / "second", other, counter=8)))


def test_nobody_puts_a_list_of_his_own_in_the_place_of_theirs(box, stick, keys, tmp_path):
    thief = Keys(tmp_path / "thief")
    stolen = thief.lists / "2.json"
    thief.list_of("abc", "ab")
    kit = make_kit(stick, thief, signers="ab")
    assert "needs 2 signatures" in why_not(box)
    for path in thief.lists.glob("1.*"):
        shutil.copy(keys.lists / path.name, kit / "release-keys" / path.name)
    assert stolen.exists()
    sign(kit, thief, "ab")
    assert "needs 2 signatures" in why_not(box)


@settings(max_examples=25, deadline=None)
@given(bit=st.integers(0, 8 * 4000))
def test_no_flipped_bit_in_what_is_signed_or_signs_is_taken_for_something_else(shared, bit):
    box, kit, whole = shared
    names = sorted(name for name in whole if name.startswith(("SHA256SUMS", "release")))
    at = bit // 8 % sum(len(whole[name]) for name in names)
    for name in names:
        if at < len(whole[name]):
            break
        at -= len(whole[name])
    changed = bytearray(whole[name])
    changed[at] ^= 1 << bit % 8
    (kit / name).write_bytes(changed)
    try:
        offers = Updater(box).offers()[0]
        # A bit of an untrusted comment, or of the one signature more than is needed, changes nothing that counts.
        assert all((one.counter, one.version) == (2, "2.0") for one in offers)
        assert not offers or name.endswith(".minisig") or name.startswith("release-keys/")
    finally:
        (kit / name).write_bytes(whole[name])


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    root = tmp_path_factory.mktemp("shared")
    keys = Keys(root / "keys")
    box = make_box(root / "box", keys)
    kit = make_kit(box.places[0] / "blue", keys, signers="abc")
    whole = {str(path.relative_to(kit)): path.read_bytes() for path in kit.rglob("*") if path.is_file()}
    return box, kit, whole


def test_a_status_file_is_read_by_everybody_and_a_wish_is_never_a_link(box, tmp_path):
    files.write(box.state / "status.json", {"a": 1})
    assert (box.state / "status.json").stat().st_mode & 0o777 == 0o644
    box.wishes.symlink_to(box.state / "status.json")
    assert files.read(box.wishes) == {}


def test_a_kit_for_another_sort_of_machine_is_refused_before_anything_is_copied(box, stick, keys, monkeypatch):
    kit = make_kit(stick, keys)
    (kit / "wheels" / "other-machine-x86_64-aarch64.whl").rename(kit / "wheels" / "library-aarch64.whl")
    sign(kit, keys, "ab")

    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert "another sort of machine: aarch64, and this is x86_64" in why_not(box)
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert Updater(box).offers()[0]


def test_what_runs_is_kept_as_it_came_for_the_other_boxes_of_the_school(box, stick, keys):
    kit = make_kit(stick, keys)
    assert update(box)["well"]

    kept = kits.look(kits.Source(box.kept), Updater(box).keys())
    assert kept.digest == kits.look(kits.Source(kit), Updater(box).keys()).digest
    kits.bring(kept, box.state / "again")
    assert {path.name for path in (box.kept / "wheels").iterdir()} == {"program-none-any.whl"}


@pytest.mark.parametrize("room", [0, 1 << 40])
def test_the_kit_that_a_box_was_made_with_is_kept_where_there_is_room(box, stick, keys, room):
    make_kit(stick, keys)
    box.machine.room = room
    Updater(box).believe(kits.Source(stick / "homeroom-kit"))

    assert (box.kept / "SHA256SUMS").exists() == bool(room)
    assert not (box.state / "kept.new").exists()
    make_kit(stick / "older", keys, counter=1)
    Updater(box).believe(kits.Source(stick / "older" / "homeroom-kit"))
    assert not box.kept.exists() or json.loads((box.kept / "release.json").read_text())["counter"] == 2


def test_every_file_of_the_kit_has_a_name_that_a_box_understands():
    places = [maker.HERE / name for name in maker.COPIED]
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    names = [str(path.relative_to(maker.HERE)) for path in files if "__pycache__" not in path.parts]

    assert [name for name in names if not kits.LINE.fullmatch(f"{'0' * 64}  {name}")] == []
