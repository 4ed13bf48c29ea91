"""Backups that go to the hub over any link, stay unread there, and come back onto an empty box."""

import io
import os
import shutil

import pytest
from tests.sync.world import Cut, World, rows

from homeroom import blobs, config, db, disk, journal, keyring, store
from homeroom.backups import at_hub, restoring, vault
from homeroom.errors import Refused, Unavailable
from homeroom.hub import box_backups
from homeroom.hub.box_backups import BoxBackup
from homeroom.offsite import actions, fetching
from homeroom.people import actions as people
from homeroom.people import tables as school
from homeroom.record import actions as record
from homeroom.sync import actions as sync
from homeroom.sync import budget, link

DAY = 24 * 3_600_000
NAME = "Zuzanna-Xanthippe"


@pytest.fixture
def world(tmp_path):
    with World(tmp_path) as made:
        yield made


@pytest.fixture
def one(world):
    """A box with a child, a large picture and a hub; a day has passed since it was enrolled."""
    box = world.box("one")
    with box, journal.acting(actor="office:the-tests"):
        people.register_student(given_name=NAME, family_name="Obi")
        blobs.put(io.BytesIO(os.urandom(300_000)), most=10**6)
    box.enrol()
    box.sync()
    world.passed += 2 * DAY
    return box


def talk(box, cut=None):
    """The timetable's conversation with the hub, or the error."""
    with box, box.world.link(cut):
        try:
            sync.send(hurry=False)
        except Unavailable as error:
            return error
        return at_hub.state()


def sent(world):
    """Bytes of pieces of backups that reached the hub."""
    return sum(size for _box, method, path, size, status in world.requests if "/v1/backup/" in path and method == "PUT")


def fetch(world, key, folder, name=""):
    """What `homeroom restore ADDRESS` does before it opens anything."""
    with world.stranger, world.link(None):
        return restoring.bring("http://hub", vault.Vault(key), folder, name)


@pytest.fixture
def stranger(world):
    """A new box that nobody enrolled."""
    world.stranger = world.box("new", school="none")
    return world.stranger


def printed(box):
    with box:
        return vault.own(box.folder).printed()


def put_back(world, box, stranger, name=""):
    """Restore from the hub into an empty folder; returns the box that lives there."""
    key, folder = printed(box), world.folder / "fresh"
    root = fetch(world, key, folder, name)
    found = restoring.find(root, vault.Vault(key), name)
    restoring.restore(found, vault.Vault(key), folder)
    return folder


def test_a_night_later_a_sealed_backup_is_at_the_hub_and_nobody_there_can_read_it(world, one):
    told = talk(one)

    assert len(told.kept) == 1
    assert told.last_good
    assert not told.trouble
    with world.hub:
        held = [path for path in (world.hub.folder / "box-backups").rglob("*") if path.is_file()]
        assert len(held) >= 4
        for path in held:
            assert NAME.encode() not in path.read_bytes()
            assert path.name == "stick.json" or path.read_bytes().startswith(b"age-encryption.org")
    assert not at_hub.folder(one.settings).exists(), "nothing of it lies about on the box"


def test_it_comes_back_onto_an_empty_box_with_the_same_tables_files_and_keys(world, one, stranger):
    talk(one)
    before = rows(one)
    with one:
        files, keys = set(blobs.everything()), set(keyring.every())
    folder = put_back(world, one, stranger)
    one.stop()
    shutil.rmtree(one.folder)
    folder.rename(one.folder)
    one.start()

    assert rows(one) == before
    with one:
        assert set(blobs.everything()) == files
        assert set(keyring.every()) == keys
    one.write(1)
    assert one.sync() >= 1, "it is the box it was, also for the hub"


def test_it_goes_on_in_the_middle_where_the_link_was_cut_and_sends_nothing_twice(world, one, stranger):
    cuts = 0
    while not isinstance(said := talk(one, Cut(7, answer=cuts % 2 == 0)), at_hub.AtHub) and cuts < 60:
        cuts += 1
    assert cuts >= 2, "it was cut in the middle, again and again"
    assert said.kept or talk(one).kept
    stored = sum(path.stat().st_size for path in (world.hub.folder / "box-backups" / box_id(one)).rglob("*.age"))
    assert sent(world) == stored, "each byte went once, also when only the answer was lost"
    assert put_back(world, one, stranger)


def box_id(box):
    with box:
        return store.box_id()


def vault_mark(box):
    with box:
        return vault.own(box.folder).mark


def test_the_next_night_only_what_is_new_goes_and_two_are_kept(world, one):
    talk(one)
    first = sent(world)
    world.passed += 2 * DAY
    told = talk(one)
    assert len(told.kept) == 2
    assert sent(world) - first < first - 250_000, "the picture is there already"
    pieces = {path.name for path in (world.hub.folder / "box-backups").rglob("pieces/*/*.age")}

    one.write(1)
    world.passed += 2 * DAY
    told = talk(one)

    assert len(told.kept) == 2
    after = {path.name for path in (world.hub.folder / "box-backups").rglob("pieces/*/*.age")}
    assert after - pieces
    assert pieces - after, "what only the oldest needed is gone"
    assert len([*(world.hub.folder / "box-backups").rglob("backups/*.age")]) == 2


def test_not_by_day_within_the_hours_and_not_twice_a_night(world, one):
    talk(one)
    first = sent(world)
    world.passed += DAY // 4
    talk(one)
    assert sent(world) == first


def test_a_wrong_key_is_refused(world, one, stranger):
    talk(one)
    other = vault.Vault(vault._new_secret())
    with pytest.raises(Refused, match="no backup for this recovery key"):
        fetch(world, other.secret, world.folder / "fresh")
    with pytest.raises(Refused, match="not a recovery key"):
        vault.Vault(printed(one)[:-1] + "0")


def test_whoever_knows_only_the_mark_gets_nothing_not_even_sealed(world, one, stranger):
    talk(one)
    thief = vault.Vault(vault._new_secret())
    mark = vault_mark(one)
    with stranger, world.link(None), link.Link("http://hub", box=mark, key=thief.reader, hub_key=None) as wire:
        for path in ("list", "piece"):
            with pytest.raises(link.Rejected) as said:
                wire.send("POST", f"/sync/v1/restore/{path}", b'{"mark": "%s"}' % mark.encode())
            assert said.value.status == 403


def test_another_box_can_not_put_itself_between(world, one, stranger):
    """It writes under the same mark, with a key of its own: the holder of the recovery key never sees it."""
    talk(one)
    stranger.settings = config.load(None, {}, data=stranger.folder, survive_power_cuts=False, snapshot_minutes=0)
    stranger.enrol()
    mark = vault_mark(one)
    with world.hub:
        mine = BoxBackup.select().get()
        db.write(
            lambda: BoxBackup.put(
                box="evil", mark=mark, name="20991231-000000-ffff.age", reader=mine.reader[::-1], kept=2**50, bytes=1,
                pieces="[]",
            )
        )  # fmt: skip
    root = fetch(world, printed(one), world.folder / "fresh")
    assert [path.name for path in (root / "homeroom-backup" / mark / "backups").iterdir()] == [mine.name]


def test_a_spoiled_part_is_noticed_before_anything_is_restored(world, one, stranger):
    talk(one)
    victim = max((world.hub.folder / "box-backups").rglob("pieces/*/*.age"), key=lambda path: path.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[-100] ^= 1
    victim.chmod(0o600)
    victim.write_bytes(content)
    with pytest.raises(Refused):
        fetch(world, printed(one), world.folder / "fresh")
    content[-100] ^= 1
    victim.write_bytes(content)
    assert put_back(world, one, stranger), "what was whole is kept, the spoiled part is fetched again"


def test_a_fetch_that_was_cut_goes_on(world, one, stranger, monkeypatch):
    talk(one)
    key, folder = printed(one), world.folder / "fresh"
    monkeypatch.setattr(fetching, "PIECE", 50_000)
    with stranger, world.link(Cut(6)), pytest.raises(Unavailable):
        restoring.bring("http://hub", vault.Vault(key), folder, "")
    before = len(world.requests)
    root = fetch(world, key, folder)
    restoring.restore(restoring.find(root, vault.Vault(key)), vault.Vault(key), folder)
    again = world.requests[before:]
    shutil.rmtree(world.folder / "other", ignore_errors=True)
    before = len(world.requests)
    fetch(world, key, world.folder / "other")
    assert len(again) < len(world.requests) - before


def test_half_of_the_days_share_stays_for_the_day(world, one):
    one.settings = config.load(
        None, {}, data=one.folder, survive_power_cuts=False, snapshot_minutes=0, school_name="Riverside",
        policy_names="full", policy_work="full", sync_daily_mb=1,
    )  # fmt: skip
    with one:
        blobs.put(io.BytesIO(os.urandom(900_000)), most=10**6)
    told = talk(one)
    assert told.total
    assert not told.kept
    with one:
        used = budget.today().used
        assert 350_000 < used < 700_000
    talk(one)
    with one:
        assert budget.today().used < 700_000, "and it waits for tomorrow without asking again and again"
    one.write(1)
    assert isinstance(talk(one), at_hub.AtHub)
    for _night in range(5):
        world.passed += DAY
        told = talk(one)
        if told.kept:
            break
    assert told.kept


def test_a_full_hub_refuses_says_so_and_the_rest_goes_on(world, one, monkeypatch):
    real = disk.free
    monkeypatch.setattr(disk, "free", lambda place: 600_000_000 if "hub" in str(place) else real(place))
    monkeypatch.setattr(world.hub, "settings", config.load(None, {}, data=world.hub.folder, disk_short_mb=600))
    one.write(1)
    told = talk(one)

    assert "no room for backups" in told.trouble
    with world.hub:
        assert BoxBackup.select().count() == 0
    before = sent(world)
    talk(one)
    assert sent(world) == before, "and it is not asked again at every contact"

    monkeypatch.undo()
    world.passed += 2 * 3_600_000
    assert talk(one).kept


def test_the_setting_switches_it_off_on_either_side(world, one, monkeypatch):
    off = {"data": one.folder, "survive_power_cuts": False, "snapshot_minutes": 0, "hub_backup_gb": 0}
    kept = one.settings
    one.settings = config.load(None, {}, **off)
    assert talk(one).kept == []
    with one, pytest.raises(Refused, match="switched off"):
        actions.back_up_now()
    one.settings = kept
    monkeypatch.setattr(world.hub, "settings", config.load(None, {}, data=world.hub.folder, hub_backup_gb=0))
    assert "no room" in talk(one).trouble


def test_after_an_erasure_a_new_backup_goes_at_once_and_the_old_ones_go(world, one, stranger):
    talk(one)
    world.passed += 2 * DAY
    talk(one)
    with world.hub:
        old = {row.name for row in BoxBackup.select()}
    with one, journal.acting(actor="office:the-tests"):
        child = next(iter(school.Student.select()))
        secrets = {key.secret for key in keyring.every()}
        record.erase(child.id, name=child.name)
        gone = secrets - {key.secret for key in keyring.every()}
    told = talk(one)

    assert {row["name"] for row in told.kept}.isdisjoint(old)
    assert len(told.kept) == 1
    folder = put_back(world, one, stranger)
    assert NAME.encode() not in (folder / "homeroom.sqlite3").read_bytes()
    for path in (folder / "keys" / "children").glob("*"):
        assert not any(secret in path.read_bytes() for secret in gone)


def test_an_erasure_takes_away_what_was_on_its_way(world, one):
    talk(one, Cut(9))
    assert at_hub.folder(one.settings).exists()
    with one, journal.acting(actor="office:the-tests"):
        child = next(iter(school.Student.select()))
        record.erase(child.id, name=child.name)
    assert not at_hub.folder(one.settings).exists()


def test_a_person_can_send_one_now(world, one):
    with one, world.link(None):
        told = actions.back_up_now()
    assert len(told.kept) == 1


def test_what_a_box_says_about_parts_is_looked_at(world, one):
    with world.hub:
        box = box_backups.Box.select().get()
        for mark, name in (("../../../etc", "a" * 40), ("a" * 16, "../x"), ("a" * 16, "stick.json")):
            with pytest.raises(Refused):
                box_backups.File(mark, name, "a" * 64, 10)
        with pytest.raises(Refused):
            box_backups.File("a" * 16, "a" * 40, "a" * 64, 10**12)
        file = box_backups.File("a" * 16, "a" * 40, "a" * 64, 10)
        with pytest.raises(Refused, match="damaged"):
            box_backups.add(box, file, 0, b"0123456789")
        assert box_backups.lacking(box, "a" * 16, ["a" * 40]) == ["a" * 40]


def test_when_only_the_answer_to_the_last_bytes_of_a_file_was_lost_it_does_not_go_again(world, one):
    for number in range(4, 40):
        lost = Cut(number, answer=True)
        if isinstance(talk(one, lost), at_hub.AtHub):
            break
    stored = sum(path.stat().st_size for path in (world.hub.folder / "box-backups" / box_id(one)).rglob("*.age"))
    keys = next((world.hub.folder / "box-backups").rglob("children.age")).stat().st_size

    assert sent(world) - stored in {0, keys}, "only the keys of children, a few bytes, may go twice"
