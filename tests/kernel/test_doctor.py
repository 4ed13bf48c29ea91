"""`homeroom doctor` says in plain words what is wrong, and what to do about it."""

import http.server
import os
import shutil
import socket
import threading
import time

import apsw
import pytest
from click.testing import CliRunner

from conftest import make_settings
from homeroom import app, checkup, config, db, timekeeping
from homeroom.backups import actions, recovery, snapshots, trial
from homeroom.cli import main
from served import Served


@pytest.fixture
def school(tmp_path):
    """The data folder of a box that has run, with a copy of its database."""
    settings = make_settings(tmp_path / "box", snapshot_minutes=60)
    app.create_box(settings)
    snapshots.take(settings)
    db.close()
    config.use(config.Config())
    return settings.data


@pytest.fixture
def a_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def doctor(folder, port=0):
    """What the command says, and with which number it ends."""
    options = ["doctor", "--data", str(folder), "--port", str(port)]
    answer = CliRunner(env={"HOMEROOM_HOST": "127.0.0.1"}).invoke(main, options)
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def test_a_sound_box_is_well(school):
    code, words = doctor(school)

    assert (code, words.splitlines()[-1]) == (0, "All is well.")
    assert "ok  Database: sound" in words
    assert "ok  Copies: 1, the newest of" in words


def test_a_box_that_has_not_started_yet_is_well(tmp_path):
    assert doctor(tmp_path / "new")[0] == 0
    assert not (tmp_path / "new").exists()


def test_looking_changes_nothing(school):
    before = (school / "homeroom.sqlite3").read_bytes()
    doctor(school)

    assert (school / "homeroom.sqlite3").read_bytes() == before


@pytest.mark.parametrize("harm", [b"", b"This was a database once. " * 400])
def test_a_damaged_database_is_told_with_the_way_back(school, harm):
    path = school / "homeroom.sqlite3"
    path.write_bytes(harm + path.read_bytes()[len(harm) :] if harm else b"x" * 5000)
    code, words = doctor(school)

    assert code == 1
    assert "BAD Database" in words
    assert "returns to its newest good copy by itself" in words


def test_the_way_back_works_as_it_is_told_and_stays_told_until_somebody_has_read_it(school):
    (school / "homeroom.sqlite3").write_bytes(b"x" * 5000)
    app.create_box(make_settings(school))
    db.close()

    code, words = doctor(school)
    assert code == 1
    assert "ok  Database: sound" in words
    assert "BAD Return: was damaged on" in words
    app.create_box(make_settings(school))
    recovery.acknowledge()
    db.close()
    config.use(config.Config())
    assert doctor(school)[0] == 0


def test_damage_in_the_middle_of_the_file_is_found(school):
    with (school / "homeroom.sqlite3").open("r+b") as file:
        for page in range(2, 40):
            file.seek(page * 4096)
            file.write(os.urandom(4096))

    assert "BAD Database: damaged" in doctor(school)[1]


def test_data_of_a_newer_homeroom_is_told(school):
    connection = apsw.Connection(str(school / "homeroom.sqlite3"))
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    code, words = doctor(school)

    assert code == 1
    assert "written by a newer Homeroom" in words


def test_a_file_of_another_program_is_told(tmp_path):
    connection = apsw.Connection(str(tmp_path / "homeroom.sqlite3"))
    connection.execute("CREATE TABLE recipes (cake)")
    connection.close()

    assert "not a database of Homeroom" in doctor(tmp_path)[1]


def test_a_folder_that_can_not_be_written_is_told(school, monkeypatch):
    monkeypatch.setattr(checkup.os, "access", lambda _path, how: not how & os.W_OK)  # root may write everywhere
    code, words = doctor(school)

    assert code == 1
    assert "can't be written by this user" in words


def test_a_data_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "data").write_text("hello")

    assert "is not a folder" in doctor(tmp_path / "data")[1]


def test_a_database_nobody_may_open_is_told(tmp_path):
    (tmp_path / "homeroom.sqlite3").mkdir()

    assert "BAD Database" in doctor(tmp_path)[1]


def test_missing_and_old_copies_are_told(school):
    day = 24 * 3600
    for copy in (school / "snapshots").glob("*.sqlite3"):
        os.utime(copy, (time.time() - day, time.time() - day))
    assert "BAD Copies: 1, the newest of" in doctor(school)[1]

    shutil.rmtree(school / "snapshots")
    connection = apsw.Connection(str(school / "homeroom.sqlite3"))
    connection.execute("INSERT INTO lane (lane, box, school, opened) VALUES ('l', 'b', 's', 1000)")
    connection.close()
    assert "BAD Copies: none" in doctor(school)[1]


@pytest.mark.parametrize(
    ("setting", "told"), [("disk_short_mb", "old copies"), ("disk_reserve_mb", "photos and packs")]
)
def test_a_short_and_a_full_disk_are_told(school, monkeypatch, setting, told):
    monkeypatch.setenv(f"HOMEROOM_{setting.upper()}", "99999999")

    assert f"free: {told}" in doctor(school)[1]


def test_a_port_of_another_program_is_told_apart_from_a_running_box(tmp_path, a_port):
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", a_port), Other)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    code, words = doctor(tmp_path / "new", a_port)
    server.shutdown()
    server.server_close()
    assert code == 1
    assert f"{a_port} is used by another program" in words

    with Served(tmp_path / "box") as box:
        code, words = doctor(box.data, box.port)
    assert code == 0
    assert "is running" in words


def test_an_address_of_another_machine_is_told(tmp_path):
    options = ["doctor", "--data", str(tmp_path), "--port", "0"]
    answer = CliRunner(env={"HOMEROOM_HOST": "192.0.2.7"}).invoke(main, options)

    assert "192.0.2.7 is not an address of this machine" in answer.output


def test_backups_their_test_and_a_doubtful_clock_are_told(school, tmp_path, monkeypatch):
    assert "ok  Backup: none: no stick was prepared yet" in doctor(school)[1]
    stick = tmp_path / "stick"
    stick.mkdir()
    app.create_box(make_settings(school))
    actions.prepare(stick)
    actions.back_up(stick)
    trial.of_place(stick)
    db.close()
    code, words = doctor(school)
    assert code == 0
    assert "ok  Backup: the last good one of" in words
    assert "The restore works." in words

    app.create_box(make_settings(school))
    monkeypatch.setattr(timekeeping, "boot_id", lambda: "another start")
    monkeypatch.setattr(timekeeping, "network_keeps_it", lambda: False)
    monkeypatch.setattr(timekeeping, "has_battery", lambda: False)
    app.create_box(make_settings(school))
    db.close()
    config.use(config.Config())
    code, words = doctor(school)
    assert code == 1
    assert "BAD Time: nobody vouches for the time of the box" in words
