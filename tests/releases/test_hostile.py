"""Forged, truncated, replayed, unsigned: refused with a sentence, nothing kept, nothing else held up, on each road."""

import contextlib
import json
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.releases.conftest import coming, inbox, new_box, talk, updater_of
from tests.sync.next_door import let_in, meet
from tests.update.conftest import GOOD, Keys, make_kit, sign
from updater import kits

from homeroom import config
from homeroom.errors import HomeroomError
from homeroom.releases import arriving, offering, places, rules, shelf
from homeroom.releases.rules import Offer
from homeroom.updater.refusal import Failed, Refused

WHEEL = "wheels/program-none-any.whl"
DAY = 25 * 3_600_000


def unsigned(kit, keys):
    sign(kit, keys, "")


def signed_by_one(kit, keys):
    sign(kit, keys, "a")


def signed_twice_by_one(kit, keys):
    sign(kit, keys, "aa")


def signed_by_strangers(kit, keys):
    sign(kit, keys, "xyz")


def with_keys_of_his_own(kit, keys):
    own = Keys(kit.parent / "own", "abc")
    shutil.rmtree(kit / "release-keys")
    shutil.copytree(own.lists, kit / "release-keys")
    sign(kit, own, "ab")


def with_a_next_list_of_his_own(kit, keys):
    own = Keys(kit.parent / "own", "abc")
    told = json.loads((own.lists / "1.json").read_text())
    (kit / "release-keys" / "2.json").write_text(json.dumps({**told, "number": 2}))
    for n in (1, 2):
        shutil.copy(own.lists / f"1.{n}.minisig", kit / "release-keys" / f"2.{n}.minisig")
    sign(kit, own, "ab")


def cut_off(kit, keys):
    sums = (kit / "SHA256SUMS").read_bytes()
    (kit / "SHA256SUMS").write_bytes(sums[: len(sums) // 2])


def another_number_in_it(kit, keys):
    (kit / "release.json").write_text(json.dumps({"version": "2.0", "counter": 99}))


def replayed(kit, keys):
    (kit / "release.json").write_text(json.dumps({"version": "0.9", "counter": 1}))
    sign(kit, keys, "ab")


def for_another_machine(kit, keys):
    (kit / "wheels" / "other-machine-x86_64-aarch64.whl").rename(kit / "wheels" / f"library-{elsewhere()}.whl")
    sign(kit, keys, "ab")


def without_a_file(kit, keys):
    (kit / WHEEL).unlink()


def elsewhere():
    return next(one for one in kits.MACHINES if one != kits.platform.machine())


REFUSED = {
    unsigned: "needs 2 signatures",
    signed_by_one: "needs 2 signatures",
    signed_twice_by_one: "needs 2 signatures",
    signed_by_strangers: "needs 2 signatures",
    with_keys_of_his_own: "needs 2 signatures",
    with_a_next_list_of_his_own: "needs 2 signatures",
    cut_off: "needs 2 signatures",
    another_number_in_it: "not what was signed",
    replayed: "here already",
    for_another_machine: "another sort of machine",
    without_a_file: "is missing",
}


def smuggle(world, kit):
    """Whoever owns the hub lays a kit on its shelf, past the check, and says it is newer and for every machine."""
    with world.hub:
        target = places.offered(world.hub.settings) / "smuggled"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(kit, target)
    return lie_about(target)


def lie_about(folder):
    digest = kits.hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    return Offer(digest, "2.0", 1000, dict.fromkeys((*kits.MACHINES, kits.platform.machine()), 300_000))


def held_up_nothing(box, before):
    with box:
        assert list(places.on_their_way(box.settings)) == []
    assert inbox(box) == []
    assert box.write(f"after {before}")
    assert talk(box) == 1


@pytest.mark.parametrize("harm", REFUSED, ids=lambda harm: harm.__name__)
def test_a_hostile_hub_gets_nothing_in_and_a_true_release_comes_all_the_same(
    world, one, kit, release_keys, harm, monkeypatch
):
    bad = shutil.copytree(kit, kit.with_name("bad") / "homeroom-kit")
    harm(bad, release_keys)
    offer = smuggle(world, bad)
    with monkeypatch.context() as patch:
        patch.setattr(shelf, "_read_offer", lambda *_: offer)
        patch.setattr(shelf, "_names", names_of)
        assert isinstance(talk(one), int)
        assert REFUSED[harm] in str(coming(one).trouble)
        world.requests.clear()
        held_up_nothing(one, harm.__name__)
        assert not [path for _box, _method, path, *_ in world.requests if "release" in path], "not again today"

    with world.hub:
        shutil.rmtree(places.offered(world.hub.settings))
        offering.offer(kit, believe=True)
    world.passed += DAY  # some of these have its very name
    talk(one)
    assert len(inbox(one)) == 1


def names_of(folder, _stamp):
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("size", [299_999, 300_000, 300_001, 10], ids=["shorter", "other", "longer", "tiny"])
def test_a_file_that_is_not_what_was_signed_is_thrown_away_and_asked_for_again_a_day_later(
    world, one, kit, offered, size
):
    with world.hub:
        folder = places.offered(world.hub.settings) / shelf.best().digest[:16]
    good = (folder / WHEEL).read_bytes()
    (folder / WHEEL).chmod(0o644)
    (folder / WHEEL).write_bytes(b"q" * size)
    shelf._names.cache_clear()
    assert isinstance(talk(one), int)

    assert "not what was signed" in str(coming(one).trouble)
    assert inbox(one) == []
    with one:
        assert not list((one.folder / "updates" / "arriving").rglob("program*"))
    (folder / WHEEL).write_bytes(good)
    shelf._names.cache_clear()
    talk(one)
    assert inbox(one) == []
    world.passed += DAY
    talk(one)
    assert len(inbox(one)) == 1


@pytest.mark.parametrize("told", [None, [], 5, "x", {"digest": "z"}, {"digest": "0" * 64, "machines": 3}])
def test_a_hub_that_talks_nonsense_is_not_listened_to(world, one, told, monkeypatch):
    monkeypatch.setattr("homeroom.hub.exchange._release", lambda: told)
    assert isinstance(talk(one), int)
    assert coming(one) is None


@pytest.mark.parametrize("told", [None, [], 7, {"../../x": 3}, {"SHA256SUMS": -1}, {"SHA256SUMS": 10**12}])
def test_a_hub_that_names_nonsense_as_files_gets_a_sentence(world, one, offered, told, monkeypatch):
    monkeypatch.setattr("homeroom.hub.views.releases.shelf.names", lambda _digest: told)
    talk(one)
    assert "no readable list of checksums" in str(coming(one).trouble)
    held_up_nothing(one, "nonsense")


# --- neighbors -------------------------------------------------------------------------------------------


@pytest.fixture
def pair(world, release_keys):
    """Two boxes of one school, without a hub; the first was updated to number 2 and keeps what runs."""
    first, second = (new_box(world, name, release_keys, counter=n) for name, n in (("room-1", 2), ("room-4", 1)))
    let_in(first, second)
    return first, second


def kept(box):
    return box.settings.data.with_name(f"{box.name}-updater") / "kept"


def test_a_neighbor_gives_what_it_runs(world, pair, kit):
    first, second = pair
    shutil.copytree(kit, kept(first))
    assert not isinstance(meet(world, second, first), HomeroomError)

    assert inbox(second)[0].startswith("neighbor-")
    assert coming(second, "neighbor").done > 300_000
    assert inbox(first) == []
    meet(world, first, second)
    assert coming(first, "neighbor") is None, "what it runs itself is nothing new"


def test_cut_in_the_middle_it_goes_on_with_the_next_conversation(world, pair, kit, monkeypatch):
    monkeypatch.setattr("homeroom.neighbors.releases.PIECE", 50_000)
    monkeypatch.setattr("homeroom.neighbors.releases.LONGEST", 12)
    first, second = pair
    shutil.copytree(kit, kept(first))
    done, rounds = 0, 0
    while not inbox(second) and rounds < 20:
        meet(world, second, first)
        assert coming(second, "neighbor").done >= done
        done, rounds = coming(second, "neighbor").done, rounds + 1
    assert rounds > 1


@pytest.mark.parametrize("harm", REFUSED, ids=lambda harm: harm.__name__)
def test_a_hostile_neighbor_gets_nothing_in_and_holds_nothing_up(world, pair, kit, release_keys, harm, monkeypatch):
    first, second = pair
    shutil.copytree(kit, kept(first))
    harm(kept(first), release_keys)
    offer = lie_about(kept(first))
    monkeypatch.setattr(shelf, "_read_offer", lambda *_: offer)
    monkeypatch.setattr(shelf, "_names", names_of)
    first.write("told next door")
    assert meet(world, second, first).taken >= 1

    assert REFUSED[harm] in str(coming(second, "neighbor").trouble)
    assert inbox(second) == []
    with second:
        assert list(places.on_their_way(second.settings)) == []
    assert not isinstance(meet(world, first, second), HomeroomError)


# --- whatever bytes come ----------------------------------------------------------------------------------


class Liar:
    """Gives a release with some bytes changed."""

    def __init__(self, folder, changes):
        self.folder, self.changes = folder, changes

    def names(self, _digest):
        return names_of(self.folder, None)

    def piece(self, _digest, name, offset):
        data = bytearray((self.folder / name).read_bytes())
        for which, at, flip in self.changes:
            if which == name and data:
                data[at % len(data)] ^= flip
        return bytes(data[offset : offset + 700])


NAMES = (
    "SHA256SUMS",
    "SHA256SUMS.minisig",
    "SHA256SUMS.2.minisig",
    "release.json",
    "requirements.txt",
    "VERSION",
    WHEEL,
)
CHANGES = st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 5000), st.integers(1, 255)), max_size=3)


@pytest.fixture(scope="module")
def shared(tmp_path_factory, release_keys):
    root = tmp_path_factory.mktemp("liar")
    (root / "box").mkdir()
    made = config.load(None, {}, data=root / "box", updater=str(updater_of(root / "box", release_keys)))
    return made, make_kit(root / "stick", release_keys, program=GOOD, bulk=2000)


@given(changes=CHANGES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_what_was_signed_ever_reaches_the_inbox(shared, changes):
    settings, kit = shared
    places.folder(settings).mkdir(exist_ok=True)
    digest = kits.hashlib.sha256((kit / "SHA256SUMS").read_bytes()).hexdigest()
    with contextlib.suppress(Refused, Failed):
        arriving.bring(settings, Liar(kit, changes), digest, "hub", lambda _done, _whole: None)
    landed = places.landed(settings, digest)
    if landed is not None:
        for name in ("SHA256SUMS", "release.json", "requirements.txt", "VERSION", WHEEL):
            assert (landed / places.KIT / name).read_bytes() == (kit / name).read_bytes()
    assert (landed is not None) or changes
    shutil.rmtree(places.folder(settings))


def test_a_true_release_under_the_name_of_another_is_not_taken(shared):
    settings, kit = shared
    places.folder(settings).mkdir(exist_ok=True)
    with pytest.raises(Refused, match="another release"):
        arriving.bring(settings, Liar(kit, []), "0" * 64, "hub", lambda _done, _whole: None)

    assert list(places.in_inbox(settings)) == []
    shutil.rmtree(places.folder(settings))


JSON = st.recursive(st.none() | st.integers() | st.text(max_size=70), lambda inner: st.lists(inner, max_size=3))
TOLD = st.dictionaries(
    st.sampled_from(["digest", "version", "counter", "machines"]),
    JSON | st.just("a" * 64) | st.just(7) | st.dictionaries(st.text(max_size=5), JSON, max_size=3),
)


@given(told=TOLD | JSON)
def test_whatever_is_said_of_a_release_is_read_or_left(told):
    offer = rules.read_offer(told)
    assert offer is None or rules.read_offer(offer.as_dict()) == offer
    assert all(rules.FILE.fullmatch(name) and ".." not in name.split("/") for name in rules.read_names(told))
