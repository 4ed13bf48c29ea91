"""A release that a hub offers comes to the boxes over any link, last of all, and only what they lack."""

import json
import shutil

import pytest
from tests.releases.conftest import coming, inbox, new_box, say, talk, traveled
from tests.sync.world import Cut
from tests.update.conftest import GOOD, make_kit
from updater import kits, steps
from updater.box import Box

from homeroom import config, disk, store
from homeroom.errors import Conflict, NoRoom, NotFound, Refused
from homeroom.fleet import updates
from homeroom.releases import actions, offering, shelf
from homeroom.sync import budget, link


def updater(box):
    """The machine's own updater, as it sees what the box laid into its inbox."""
    folder = box.settings.data.with_name(f"{box.name}-updater")
    return steps.Updater(Box(folder, box.folder / "opt", box.folder, (), None))


def test_a_box_fetches_what_the_hub_offers_and_its_updater_takes_it(world, one, offered):
    assert isinstance(talk(one), int)

    good, bad = updater(one).offers()
    assert (good[0].version, good[0].counter, bad) == ("2.0", 2, [])
    kits.bring(good[0], one.folder / "as-the-updater-does")
    assert coming(one).done == coming(one).size > 300_000
    before = traveled(world)
    talk(one)
    assert traveled(world) == before, "it is here"


def test_the_schools_own_work_goes_first(world, one, offered):
    for number in range(5):
        one.write(f"2026-11-23T08:0{number}")
    world.requests.clear()
    talk(one)

    paths = [path for _box, _method, path, _size, _status in world.requests]
    assert paths.index("/sync/v1/release") > max(n for n, path in enumerate(paths) if "seg" in path)


def test_cut_again_and_again_it_goes_on_where_it_was(world, one, offered):
    whole, cuts = 0, 0
    while not inbox(one) and cuts < 80:
        talk(one, Cut(6, answer=cuts % 2 == 0))
        assert coming(one).done >= whole
        whole, cuts = coming(one).done, cuts + 1

    assert cuts > 3, "it was cut in the middle"
    assert updater(one).offers()[0]
    one.write("afterwards")
    assert talk(one) == 1


def test_what_the_box_has_already_does_not_travel(world, one, offered, tmp_path, release_keys):
    talk(one)
    kept = one.settings.data.with_name("one-updater") / "kept"
    kits.bring(updater(one).offers()[0][0], kept)
    trust = kept.with_name("trust.json")
    trust.write_text(json.dumps({**json.loads(trust.read_text()), "counter": 2}))
    newer = make_kit(tmp_path / "newer", release_keys, counter=3, bulk=300_000, program={**GOOD, "version": "3.0"})
    with world.hub:
        offering.offer(newer)
    world.requests.clear()
    talk(one)

    assert updater(one).offers()[0][0].version == "3.0"
    asked = [size for _box, _method, path, size, _status in world.requests if path.endswith("release/piece")]
    assert 0 < len(asked) <= len(kits.head(kits.Source(newer))) + 3, "small files only"
    assert len(inbox(one)) == 1, "what runs by now is gone from the inbox"


@pytest.mark.parametrize("number", [2, 3])
def test_what_is_not_newer_is_not_even_asked_for(world, offered, release_keys, number):
    box = new_box(world, "late", release_keys, counter=number)
    box.enrol()
    talk(box)

    assert traveled(world) == 0
    assert coming(box) is None


def test_a_release_for_another_sort_of_machine_is_not_asked_for(world, one, offered, monkeypatch):
    monkeypatch.setattr(actions.platform, "machine", lambda: "riscv64")
    talk(one)
    assert (traveled(world), coming(one)) == (0, None)


def test_where_nobody_named_release_keys_and_where_there_is_no_updater_nothing_comes(world, offered, release_keys):
    plain, keyless = world.box("plain"), new_box(world, "keyless", release_keys)
    (keyless.settings.data.with_name("keyless-updater") / "trust.json").unlink()
    for box in (plain, keyless):
        box.enrol()
        talk(box)
        assert inbox(box) == []
    assert traveled(world) == 0


def test_on_a_full_disk_it_is_not_fetched_and_the_page_says_why(world, one, offered, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(disk, "free", lambda _place: 400 * disk.MB)
        assert isinstance(talk(one), int), "everything else goes on"
        assert "MB are free" in str(coming(one).trouble)
        assert coming(one).done == 0
    talk(one)
    assert inbox(one)


def test_half_of_the_days_share_stays_for_the_school(world, one, offered):
    one.settings = config.replace(one.settings, sync_daily_mb=1)
    with one:
        budget.add(link.Traffic(sent=600_000))
    talk(one)
    assert (traveled(world), inbox(one)) == (0, [])

    say(one, "now", coming(one).digest)
    with one, world.link(None):
        actions.fetch_if_asked()
    assert inbox(one), "somebody asked"
    note = json.loads((one.folder / "updates" / "request.json").read_text())
    assert (note["kit"], note["when"]) == (coming(one).digest, "now")


def test_who_says_no_gets_rid_of_it_and_may_change_her_mind(world, one, offered):
    talk(one, Cut(8))
    digest = coming(one).digest
    assert len(list((one.folder / "updates" / "arriving").iterdir())) > 0
    say(one, "no", digest)
    assert list((one.folder / "updates" / "arriving").iterdir()) == []
    before = traveled(world)
    talk(one)
    assert (traveled(world), inbox(one)) == (before, [])

    say(one, "again", digest)
    talk(one)
    assert inbox(one)
    say(one, "no", digest)
    assert inbox(one) == []
    with one, pytest.raises(NotFound):
        actions.want_now("0" * 64)


def test_what_the_hub_takes_back_goes_from_boxes_that_have_not_put_it_in(world, one, offered):
    talk(one)
    with world.hub:
        offering.withdraw()
        with pytest.raises(NotFound):
            offering.withdraw()
    talk(one)
    assert (inbox(one), coming(one)) == ([], None)

    with world.hub:
        offering.offer(offered)
    talk(one)
    assert inbox(one), "and is offered again"


def test_a_newer_offer_takes_the_place_of_the_one_before(world, one, offered, tmp_path, release_keys):
    talk(one, Cut(8))
    newer = make_kit(tmp_path / "newer", release_keys, counter=3, program={**GOOD, "version": "3.0"})
    with world.hub:
        offering.offer(newer)
        with pytest.raises(Conflict, match="not newer"):
            offering.offer(offered)
    talk(one)
    assert coming(one).version == "3.0"
    assert updater(one).offers()[0][0].version == "3.0"


# --- at the hub ------------------------------------------------------------------------------------------


def test_a_hub_that_knows_no_keys_offers_nothing_until_somebody_vouches_for_them(world, kit):
    with world.hub:
        look = offering.look(kit)
        assert len(look.keys) == 3
        with pytest.raises(Refused, match="No release keys are known"):
            offering.offer(kit)
        assert shelf.best() is None
        offering.offer(kit, believe=True)
        assert offering.look(kit).keys == ()


@pytest.mark.parametrize("signers", ["", "a", "aa", "xy"])
def test_a_kit_that_too_few_have_signed_is_not_offered(world, offered, tmp_path, release_keys, signers):
    bad = make_kit(tmp_path / "bad", release_keys, counter=9, signers=signers)
    with world.hub:
        for act in (offering.look, offering.offer):
            with pytest.raises(Refused, match="needs 2 signatures"):
                act(bad)
        assert shelf.best().counter == 2


def test_a_damaged_kit_is_not_offered_and_leaves_nothing(world, offered, tmp_path, release_keys):
    bad = make_kit(tmp_path / "bad", release_keys, counter=9)
    (bad / "wheels" / "program-none-any.whl").write_bytes(b"x" * 1000)
    with world.hub:
        with pytest.raises(Refused, match="not what was signed"):
            offering.offer(bad)
        (bad / "wheels" / "program-none-any.whl").unlink()
        with pytest.raises(Refused, match="missing"):
            offering.offer(bad)
        assert [one.name for one in (world.hub.folder / "updates" / "offered").iterdir()] == [shelf.best().digest[:16]]


def test_a_zip_is_as_good_and_a_full_hub_says_so(world, kit, tmp_path, monkeypatch):
    path = shutil.make_archive(str(tmp_path / "homeroom-kit-2.0"), "zip", kit.parent, "homeroom-kit")
    with world.hub:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "free", lambda _place: 0)
            with pytest.raises(NoRoom):
                offering.offer(tmp_path / path, believe=True)
        assert offering.offer(tmp_path / path, believe=True).version == "2.0"


def test_the_box_says_what_waits_once_the_updater_has_looked(world, one, offered):
    talk(one)
    told = {"kit": coming(one).digest, "version": "2.0", "counter": 2, "place": inbox(one)[0], "failed": ""}
    status = one.settings.data.with_name("one-updater") / "status.json"
    status.write_text(json.dumps({"waiting": [told], "refused": [], "under_way": "", "counter": 1, "last": {}}))
    with one:
        assert updates.known(one.settings).waiting.road == "hub"
        assert not store.is_hub()
