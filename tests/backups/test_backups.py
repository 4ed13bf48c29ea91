"""Backups on a stick: sealed, only what is new, read back, thinned; and the way back onto a new box."""

import contextlib
import io
import os

import pytest
from click.testing import CliRunner
from tests.backups.conftest import start_again, take

from conftest import make_settings
from homeroom import app, blobs, config, db, journal, keyring, store
from homeroom.backups import actions, key_copies, lists, restoring, tables, trial, vault, writing
from homeroom.cli import main
from homeroom.errors import NoRoom, Refused, Unavailable
from homeroom.people import actions as people
from homeroom.people import tables as school


@pytest.fixture
def stick(tmp_path, monkeypatch):
    """A folder where a stick would be mounted."""
    folder = tmp_path / "media" / "stick"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def settings(tmp_path):
    return make_settings(tmp_path / "box", stick_folders=str(tmp_path / "media"))


@pytest.fixture
def box(settings, the_clock):
    made = app.create_box(settings)
    yield made
    db.close()


@pytest.fixture
def prepared(box, cast, stick):
    with journal.acting(actor="office:the-tests"):
        blobs.put(io.BytesIO(os.urandom(300_000)), most=10**6)
    actions.prepare(stick)
    return stick


def run(*arguments, ask=""):
    db.close()
    done = CliRunner().invoke(main, [str(one) for one in arguments], input=ask)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def add(name):
    with journal.acting(actor="office:the-tests"):
        return people.register_student(given_name=name, family_name="Xanthippe")


def test_a_backup_comes_back_onto_a_new_box_with_everything_in_it(prepared, settings, tmp_path):
    before = (school_names(), store.box_id(), store.school_id(), store.get("store"), set(blobs.everything()))
    actions.back_up(prepared)
    key = vault.own(settings.data).printed()
    db.close()
    new = make_settings(tmp_path / "new")

    code, said = run("restore", prepared, "--data", new.data, "--key", key, "--yes")
    assert code == 0, said
    app.create_box(new)

    assert (school_names(), store.box_id(), store.school_id()) == before[:3]
    assert store.get("store") != before[3]
    assert set(blobs.everything()) == before[4]
    assert (new.data / "keys" / "sign-in.key").exists() == (settings.data / "keys" / "sign-in.key").exists()
    assert vault.own(new.data).printed() == key


def school_names():
    return sorted(one.given_name for one in school.Student.select())


def test_who_finds_the_stick_learns_no_name(prepared, settings):
    add("Canarybird")
    actions.back_up(prepared)

    content = b"".join([*files_of(prepared).values(), *(str(name).encode() for name in files_of(prepared))])
    for word in (b"Canarybird", b"Xanthippe", b"Riverside", b"SQLite", store.school_id().encode(), b"SECRET"):
        assert word not in content
    sha = next(blobs.everything())
    assert sha.encode() not in content


def test_only_what_is_new_is_written(prepared, settings, the_clock):
    actions.back_up(prepared)
    first = files_of(prepared)
    the_clock.pass_time(days=1)
    blobs.put(io.BytesIO(os.urandom(50_000)), most=10**6)
    actions.back_up(prepared)
    second = files_of(prepared)

    assert {name: content for name, content in second.items() if name in first} == first
    pieces = [name for name in second.keys() - first.keys() if "pieces" in name.parts]
    assert len(pieces) == 2  # the new file, and the database
    assert len(lists.readable(actions.place_at(prepared), vault.own(settings.data))) == 2


def test_old_backups_are_thinned_with_the_pieces_only_they_need(prepared, settings, the_clock):
    for _day in range(45):
        add("A" * 8)
        actions.back_up(prepared)
        the_clock.pass_time(days=1)
    place, lock = actions.place_at(prepared), vault.own(settings.data)
    kept = lists.readable(place, lock)
    needed = {lock.name(part.sha256) for one in kept for part in one.parts}

    assert 30 <= len(kept) <= 32
    assert {one.stem for one in (place.folder / "pieces").glob("??/*.age")} == needed


def test_a_stick_that_swallows_bits_is_found_out_at_once(prepared, monkeypatch):
    honest = writing._put

    def careless(place, lock, part, source):
        honest(place, lock, part, source)
        path = place.piece(lock.name(part.sha256))
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    monkeypatch.setattr(writing, "_put", careless)
    with pytest.raises(Unavailable, match="worn out"):
        actions.back_up(prepared)
    assert actions.place_at(prepared).lists() == []
    assert "worn out" in tables.sticks()[0].trouble


def test_a_full_stick_is_told_and_the_older_backup_stays(prepared, monkeypatch, the_clock):
    actions.back_up(prepared)
    the_clock.pass_time(days=1)
    blobs.put(io.BytesIO(os.urandom(50_000)), most=10**6)
    before = files_of(prepared)
    monkeypatch.setattr(writing, "SLACK", 1 << 60)

    with pytest.raises(NoRoom, match="The stick has no room"):
        actions.back_up(prepared)
    assert files_of(prepared) == before


def test_a_backup_with_a_damaged_or_missing_part_is_refused_before_anything_old_is_touched(
    prepared, settings, tmp_path
):
    actions.back_up(prepared)
    key = vault.own(settings.data).secret
    before = files_of(settings.data)
    piece = max((actions.place_at(prepared).folder / "pieces").glob("??/*.age"), key=lambda one: one.stat().st_size)
    data = bytearray(piece.read_bytes())
    data[-40] ^= 1
    piece.write_bytes(data)

    code, said = run("restore", prepared, "--data", settings.data, "--key", key, "--yes")
    assert code == 2
    assert "backup" in said
    piece.unlink()
    code, said = run("restore", prepared, "--data", settings.data, "--key", key, "--yes")
    assert code == 2
    assert "missing" in said
    now = files_of(settings.data)
    assert {name: now.get(name) for name in before if "keys" in name.parts} == {
        name: content for name, content in before.items() if "keys" in name.parts
    }
    start_again(settings)
    assert "Ada" in school_names()


def test_a_forged_backup_is_not_believed(prepared, settings):
    actions.back_up(prepared)
    place, lock = actions.place_at(prepared), vault.own(settings.data)

    class Forger(vault.Vault):
        def sign(self, content):
            return "0" * 64

    good = lists.read(place.lists()[0], lock)
    lists.write(place, Forger(lock.secret), good)
    assert len(place.lists()) == 2
    assert len(lists.readable(place, lock)) == 1


def test_a_wrong_key_and_a_typing_error_are_told(prepared, settings, tmp_path):
    actions.back_up(prepared)
    other = vault.Vault(vault._new_secret())
    code, said = run("restore", prepared, "--data", tmp_path / "new", "--key", other.secret, "--yes")
    assert (code, "another recovery key" in said) == (2, True)
    typo = other.secret[:-3] + ("A" if other.secret[-3] != "A" else "C") + other.secret[-2:]
    code, said = run("restore", prepared, "--data", tmp_path / "new", "--key", typo, "--yes")
    assert (code, "typing error" in said) == (2, True)


def test_the_old_data_is_kept_aside_and_the_command_asks_first(prepared, settings):
    actions.back_up(prepared)
    add("Later")
    code, said = run("restore", prepared, "--data", settings.data, ask="n\n")
    assert code == 1
    assert "6 students" in said
    start_again(settings)
    assert "Later" in school_names()

    code, said = run("restore", prepared, "--data", settings.data, ask="y\n")
    assert code == 0, said
    start_again(settings)
    assert "Later" not in school_names()
    aside = next((settings.data / "set-aside").iterdir())
    assert {"homeroom.sqlite3", "keys"} <= {one.name for one in aside.iterdir()}


def test_nothing_is_restored_under_a_running_box(prepared, settings, tmp_path):
    actions.back_up(prepared)
    lock = vault.own(settings.data)
    with pytest.raises(Unavailable, match="Another Homeroom"):
        restoring.restore(restoring.find(prepared, lock), lock, settings.data)


@pytest.mark.parametrize("step", range(14))
def test_a_restore_that_is_cut_off_anywhere_leaves_the_old_school_or_the_new_one(prepared, settings, monkeypatch, step):
    actions.back_up(prepared)
    add("Later")
    lock = vault.own(settings.data)
    db.close()

    class Cut(BaseException):
        pass

    left = [step]
    honest = restoring.Path.rename

    def rename(self, target):
        if left[0] == 0:
            raise Cut
        left[0] -= 1
        return honest(self, target)

    monkeypatch.setattr(restoring.Path, "rename", rename)
    with contextlib.suppress(Cut):
        restoring.restore(restoring.find(prepared, lock), lock, settings.data)
    monkeypatch.undo()
    start_again(settings)

    assert school_names() == ["Ada", "Ben", "Chidi", "Dora", "Noor", "Tomas"]
    assert not (settings.data / "restoring").exists()
    assert len(set(blobs.everything())) == 1
    assert (settings.data / "keys" / "backup.age").exists()


@pytest.fixture
def onto_a_new_box(prepared, settings, tmp_path, monkeypatch):
    """Restores onto a new box, with this function of that in the place of its own until it is cut off; then starts."""

    def restore(where, name, function):
        actions.back_up(prepared)
        before, lock = school_names(), vault.Vault(vault.own(settings.data).printed())
        found, new = restoring.find(prepared, lock), make_settings(tmp_path / "new")
        db.close()
        with monkeypatch.context() as cutting:
            cutting.setattr(where, name, function)
            with pytest.raises(KeyboardInterrupt):
                restoring.restore(found, lock, new.data)
        app.create_box(new)
        assert school_names() == before
        assert not (new.data / "set-aside").exists()

    return restore


def test_a_cut_while_the_last_is_cleared_away_does_not_put_the_new_school_aside(onto_a_new_box):
    rmtree = restoring.shutil.rmtree

    def begin_and_be_cut(folder, **how):
        if (folder / "old-is-aside").exists():
            (folder / "old-is-aside").unlink()
            raise KeyboardInterrupt
        rmtree(folder, **how)

    onto_a_new_box(restoring.shutil, "rmtree", begin_and_be_cut)


@pytest.mark.parametrize("step", [1, 2])
def test_on_a_new_box_what_was_put_in_place_before_a_cut_stays_there(onto_a_new_box, step):
    rename, left = restoring.Path.rename, [step]

    def rename_and_be_cut(path, target):
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return rename(path, target)

    onto_a_new_box(restoring.Path, "rename", rename_and_be_cut)


def test_two_restores_in_the_same_second_keep_both_of_what_was_there(prepared, settings):
    actions.back_up(prepared)
    lock = vault.Vault(vault.own(settings.data).printed())
    db.close()

    aside = {restoring.restore(restoring.find(prepared, lock), lock, settings.data) for _time in range(2)}

    assert len(aside) == 2
    assert all((one / "homeroom.sqlite3").exists() for one in aside)


def test_the_weekly_test_finds_a_good_and_a_bad_backup(prepared, settings, the_clock):
    actions.back_up(prepared)
    actions.test_if_due()
    assert tables.tested().well
    assert tables.tested().of.endswith(".age")
    assert not (settings.data / "scratch-restore").exists()

    for piece in (actions.place_at(prepared).folder / "pieces").glob("??/*.age"):
        piece.write_bytes(piece.read_bytes()[:-20])
    actions.test_if_due()
    assert tables.tested().well, "not due yet"
    the_clock.pass_time(days=8)
    actions.test_if_due()
    assert not tables.tested().well


def test_without_a_stick_the_weekly_test_takes_the_newest_copy(box, cast, settings):
    assert trial.run() is None
    take(settings)
    assert trial.run().of.endswith(".sqlite3")


def test_the_night_brings_a_backup_to_each_prepared_stick_once(prepared, settings, the_clock):
    place = actions.place_at(prepared)
    actions.back_up_if_due()
    assert len(place.lists()) == 1
    actions.back_up_if_due()
    the_clock.set("2026-11-23 20:00")
    actions.back_up_if_due()
    assert len(place.lists()) == 1
    the_clock.set("2026-11-24 10:00")
    actions.back_up_if_due()
    assert len(place.lists()) == 1, "by day only when the night was missed"
    the_clock.set("2026-11-24 18:30")
    actions.back_up_if_due()
    assert len(place.lists()) == 2


def test_a_stick_of_another_box_is_left_alone(prepared, tmp_path):
    before = files_of(prepared)
    db.close()
    app.create_box(make_settings(tmp_path / "other", stick_folders=str(tmp_path / "media")))
    actions.back_up_if_due()
    with pytest.raises(Refused, match="not prepared"):
        actions.back_up(prepared)

    assert files_of(prepared) == before


def test_the_commands_say_what_they_do(prepared, settings, stick):
    code, said = run("backup", stick, "--data", settings.data)
    assert code == 0, said
    assert "read back and is whole" in said
    code, said = run("backup", "key", "--data", settings.data)
    assert vault.Vault(said.split("\n\n")[1]).secret == vault.own(settings.data).secret
    code, said = run("backup", "list", stick, "--data", settings.data)
    assert "6 students" in said
    code, said = run("backup", "test", stick, "--data", settings.data)
    assert (code, "The restore works" in said) == (0, True)
    code, said = run("restore", stick, "--data", settings.data, "--check")
    assert (code, "put aside" in said) == (0, True)


def test_a_factory_reset_asks_for_the_name_and_takes_everything(prepared, settings):
    actions.back_up(prepared)
    (settings.data / "homeroom.toml").write_text('school_name = "Riverside Primary"\n')
    code, said = run("factory-reset", "--data", settings.data, ask="Another school\n")
    assert code == 2
    assert "Nothing was erased" in said
    assert (settings.data / "homeroom.sqlite3").exists()


def test_a_folder_that_is_not_a_box_is_not_erased(tmp_path):
    (tmp_path / "photos").mkdir()
    code, said = run("factory-reset", "--data", tmp_path, ask="Our school\n")
    assert code == 2
    assert "not the data folder" in said
    config.use(config.Config())


def test_after_an_erasure_the_next_backup_replaces_those_from_before_and_the_page_asks_for_the_stick(
    prepared, settings, cast, the_clock
):
    actions.back_up(prepared)
    [old] = (prepared / "homeroom-backup").glob("*/backups/*.age")
    the_clock.pass_time(days=1)
    office = cast.signed_in(cast.mrs_park)

    said = office.post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ada Obi"}).get_data(as_text=True)
    assert "plug it in once" in said
    assert "still holds words" in office.get("/backups").get_data(as_text=True)
    actions.back_up_if_due()

    assert not old.exists()
    assert "still holds words" not in office.get("/backups").get_data(as_text=True)
    assert trial.of_place(prepared).well


def test_a_backup_that_can_not_be_read_back_replaces_nothing(prepared, settings, cast, the_clock, monkeypatch):
    actions.back_up(prepared)
    [old] = (prepared / "homeroom-backup").glob("*/backups/*.age")
    the_clock.pass_time(days=1)
    cast.signed_in(cast.mrs_park).post(f"/people/students/{cast.ada.id}/erase", data={"name": "Ada Obi"})
    for piece in (prepared / "homeroom-backup").glob("*/pieces/*/*.age"):
        piece.write_bytes(b"rotten")

    pieces = len(list((prepared / "homeroom-backup").glob("*/pieces/*/*.age")))
    with pytest.raises(Unavailable):
        actions.back_up(prepared)
    assert old.exists()

    for _piece in range(pieces):  # one after the other is found and written anew
        with contextlib.suppress(Unavailable):
            actions.back_up(prepared)
    assert not old.exists()
    assert trial.of_place(prepared).well


def test_the_keys_of_children_come_back_from_the_stick_alone(prepared, settings, cast, tmp_path):
    mine = keyring.ensure(store.school_id(), [cast.ada.id, cast.ben.id])
    actions.back_up(prepared)
    key = vault.own(settings.data).printed()
    db.close()
    new = make_settings(tmp_path / "new")

    assert run("restore", prepared, "--data", new.data, "--key", key, "--yes")[0] == 0
    app.create_box(new)

    assert keyring.ensure(store.school_id(), mine) == mine
    assert not (new.data / "keys" / "children" / "restored.json").exists()


def test_after_a_clock_that_was_years_ahead_the_nights_go_on(prepared, settings, the_clock):
    now = the_clock.ms
    the_clock.set("2030-02-01 20:00")
    actions.back_up_if_due()
    actions.test_if_due()
    place = actions.place_at(prepared)
    assert len(place.lists()) == 1
    the_clock.ms = now
    assert key_copies.old_sticks(), "nobody knows since when it was away"

    actions.back_up_if_due()
    actions.test_if_due()

    assert len(place.lists()) == 2
    assert tables.stick(place.stick).last_good == tables.tested().at == now
    assert key_copies.old_sticks() == []
