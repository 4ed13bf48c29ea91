"""A damaged database: the box returns to its newest good copy by itself, keeps the broken file and says so."""

import json
import shutil

import apsw
import pytest
from tests.backups.conftest import checkpointed, scribble, start_again, take

from conftest import make_settings
from homeroom import app, db, journal, store
from homeroom.backups import recovery, snapshots
from homeroom.errors import Unavailable
from homeroom.people import actions, tables


def names():
    return sorted(one.given_name for one in tables.Student.select())


def add(name):
    with journal.acting(actor="office:the-tests"):
        return actions.register_student(given_name=name, family_name="X")


def test_a_sound_database_is_left_alone(box, cast, settings):
    take(settings)
    before = store.get("store")
    start_again(settings)

    assert store.get("store") == before
    assert recovery.returned() is None


def test_a_damaged_database_gives_way_to_the_newest_good_copy(box, cast, settings):
    take(settings)
    file = checkpointed(settings)
    scribble(file)
    broken = file.read_bytes()
    start_again(settings)

    assert "Ada" in names()
    told = recovery.returned()
    assert told.why
    assert (settings.data / told.aside / "homeroom.sqlite3").read_bytes() == broken


@pytest.mark.parametrize("harm", ["nonsense", "empty", "gone"])
def test_a_file_that_is_no_database_any_more_gives_way_too(box, cast, settings, harm):
    take(settings)
    file = checkpointed(settings)
    if harm == "gone":
        file.unlink()
    else:
        file.write_bytes(b"" if harm == "empty" else b"nothing to see here " * 1000)
    start_again(settings)

    assert "Ada" in names()
    assert recovery.returned() is not None


def test_a_box_that_returned_is_another_store_to_sync(box, cast, settings):
    before, school = store.get("store"), store.school_id()
    take(settings)
    checkpointed(settings).write_bytes(b"x" * 9000)
    start_again(settings)

    assert store.get("store") != before
    assert store.school_id() == school
    now = store.get("store")
    start_again(settings)
    assert store.get("store") == now


def test_entries_after_the_copy_that_can_still_be_read_come_back(box, cast, settings):
    take(settings)
    for number in range(700):
        add(f"New{number}")
    lane = db.database.run("SELECT lane, last_seq FROM lane ORDER BY lane_no DESC").fetchone()
    file = checkpointed(settings)
    break_a_table(file, "student")
    start_again(settings)

    assert len([name for name in names() if name.startswith("New")]) == 700
    assert recovery.returned().rescued == 700
    assert db.database.run("SELECT last_seq FROM lane WHERE lane = ?", (lane[0],)).fetchone()[0] == lane[1]
    before = names()
    journal.rebuild()
    assert names() == before


def break_a_table(file, table):
    """Damage one table of a database; the others stay readable."""
    connection = apsw.Connection(str(file))
    page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    connection.close()
    with file.open("r+b") as handle:
        handle.seek((page - 1) * 4096)
        handle.write(b"\xff" * 4096)


def test_a_copy_that_went_bad_is_passed_over(box, cast, settings, the_clock):
    good = take(settings)
    the_clock.pass_time(hours=1)
    add("Later")
    bad = take(settings)
    scribble(bad.path, first=4)
    checkpointed(settings).write_bytes(b"x" * 9000)
    start_again(settings)

    assert recovery.returned().copy == good.name


def test_one_flipped_bit_in_a_copy_is_noticed(box, cast, settings):
    copy = take(settings)
    data = bytearray(copy.path.read_bytes())
    at = data.rindex(b"Ada")
    data[at] ^= 1
    copy.path.write_bytes(data)

    assert db.check(copy.path) == []
    assert snapshots.newest_good(settings) is None


def test_without_a_good_copy_the_box_refuses_to_start_empty(box, cast, settings):
    file = checkpointed(settings)
    file.write_bytes(b"x" * 9000)

    with pytest.raises(Unavailable, match="homeroom restore"):
        start_again(settings)
    assert file.read_bytes() == b"x" * 9000


def test_a_database_of_another_program_or_a_newer_homeroom_is_not_touched(box, cast, settings):
    take(settings)
    file = checkpointed(settings)
    connection = apsw.Connection(str(file))
    connection.execute("PRAGMA user_version = 9999")
    connection.close()

    with pytest.raises(Unavailable, match="newer Homeroom"):
        start_again(settings)
    assert not (settings.data / "set-aside").exists()


@pytest.mark.parametrize("steps", range(7))
def test_a_return_that_is_cut_off_anywhere_is_finished_at_the_next_start(box, cast, settings, monkeypatch, steps):
    take(settings)
    checkpointed(settings).write_bytes(b"x" * 9000)
    (settings.data / "homeroom.sqlite3-wal").write_bytes(b"old log")

    class Cut(Exception):
        pass

    left = [steps]

    def may_be_cut(function):
        def call(*args, **kwargs):
            if left[0] == 0:
                raise Cut
            left[0] -= 1
            return function(*args, **kwargs)

        return call

    for module, name in ((shutil, "copyfile"), (recovery.Path, "rename"), (recovery.Path, "replace")):
        monkeypatch.setattr(module, name, may_be_cut(getattr(module, name)))
    monkeypatch.setattr(recovery, "settle", may_be_cut(recovery.settle))
    cut = False
    try:
        start_again(settings)
    except Cut:
        cut = True
    monkeypatch.undo()
    start_again(settings)

    assert cut or steps >= 5
    assert "Ada" in names()
    assert recovery.returned() is not None
    assert not (settings.data / "recovery.json").exists()
    assert (settings.data / recovery.returned().aside / "homeroom.sqlite3").read_bytes() == b"x" * 9000


def test_a_second_process_does_not_exchange_the_file_under_the_first(box, cast, settings):
    take(settings)
    inode = (settings.data / "homeroom.sqlite3").stat().st_ino
    scribble(settings.data / "homeroom.sqlite3", first=30)
    recovery.make_sound(settings)

    assert (settings.data / "homeroom.sqlite3").stat().st_ino == inode


def test_copies_of_by_hand_are_another_store_too(box, cast, settings, tmp_path):
    copy = take(settings)
    before = store.get("store")
    other = make_settings(tmp_path / "other")
    other.data.mkdir()
    shutil.copy(copy.path, other.data / "homeroom.sqlite3")
    db.close()
    app.create_box(other)

    assert store.get("store") != before


def test_copies_are_rotated_by_hour_and_by_day(box, settings, the_clock):
    for _hour in range(20 * 24 // 6):
        the_clock.pass_time(hours=6)
        take(settings)
    kept = [one.made.isoformat() for one in snapshots.every(settings)]

    assert len(kept) == 24 + 14 - 7  # the newest 24 are of seven different days
    assert all((one.path.with_suffix(".json")).exists() for one in snapshots.every(settings))
    assert len(list((settings.data / "snapshots").iterdir())) == 2 * len(kept)


def test_the_newest_copy_is_the_one_with_the_longest_journal_whatever_the_clock_said(box, cast, settings, the_clock):
    take(settings)
    add("Later")
    the_clock.set("2026-10-01 08:00")
    newer = take(settings)

    assert snapshots.newest_good(settings).name == newer.name
    assert json.loads(newer.path.with_suffix(".json").read_text())["entries"] == journal.version()


def test_two_returns_in_the_same_second_keep_both_broken_files(box, cast, settings):
    """A machine without a battery starts in the same second of the past again and again."""
    take(settings)
    kept = []
    for harm in (b"x" * 9000, b"y" * 9000):
        checkpointed(settings).write_bytes(harm)
        (settings.data / "homeroom.sqlite3-wal").write_bytes(b"the log of " + harm)
        start_again(settings)
        kept.append(settings.data / recovery.returned().aside)

    assert [(one / "homeroom.sqlite3").read_bytes()[:1] for one in kept] == [b"x", b"y"]
    assert [(one / "homeroom.sqlite3-wal").read_bytes()[-1:] for one in kept] == [b"x", b"y"]


def test_words_that_are_no_text_any_more_do_not_stop_the_start(box, cast, settings):
    take(settings)
    for number in range(3):
        add(f"New{number}")
    db.write(lambda: db.database.run("UPDATE entry SET register = CAST(x'ff61' AS TEXT) WHERE arrival = "
                                     "(SELECT max(arrival) FROM entry)"))  # fmt: skip
    break_a_table(checkpointed(settings), "student")
    start_again(settings)

    assert [name for name in names() if name.startswith("New")] == ["New0", "New1"]


HARM = {
    "without words": ("UPDATE entry SET body = 'null' WHERE instr(body, 'New1')", ["New0", "New2"]),
    "a hole": ("DELETE FROM entry WHERE instr(body, 'New1')", ["New0"]),  # what is behind it is left for the hub
}


@pytest.mark.parametrize("harm", HARM)
def test_entries_behind_one_without_words_come_back_too_but_not_behind_a_hole(box, cast, settings, harm):
    take(settings)
    for number in range(3):
        add(f"New{number}")
    sql, left = HARM[harm]
    db.write(lambda: db.database.run(sql))
    break_a_table(checkpointed(settings), "student")
    start_again(settings)

    assert [name for name in names() if name.startswith("New")] == left
