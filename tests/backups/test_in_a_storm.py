"""A command finds its turn at the database of a hub that never stops writing."""

import contextlib
import subprocess
import sys

import pytest
from tests.served import ROOT

from conftest import make_settings
from homeroom import app, db, turns
from homeroom.backups import actions


@contextlib.contextmanager
def storm(folder, *how):
    command = [sys.executable, str(ROOT / "tests" / "faults" / "storm_of_writes.py"), str(folder), *how]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "it blows\n"
            yield process
        finally:
            process.kill()


def say(*words):
    command = [sys.executable, "-m", "homeroom", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)


def test_a_backup_is_written_while_the_hub_never_stops_writing(tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    app.create_hub(make_settings(tmp_path / "hub"))
    actions.prepare(stick)
    db.close()

    with storm(tmp_path / "hub"):
        done = say("backup", "now", stick, "--data", tmp_path / "hub")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "It was read back and is whole" in done.stdout


@pytest.mark.faults
def test_the_twin_without_turns_finds_the_file_locked(tmp_path):
    with storm(tmp_path / "hub", "unfair"):
        tried = [say("backup", "key", "--data", tmp_path / "hub") for _ in range(2)]

    assert any(done.returncode for done in tried), "SQLite alone is fair: then the test above proves nothing"
    assert all("busy" in done.stderr for done in tried if done.returncode)


def test_a_process_that_was_stopped_with_the_turn_in_its_hand_does_not_stop_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    with turns.Turn(tmp_path), turns.Turn(tmp_path):
        pass  # the second one came through

    turns.Turn(tmp_path / "no such folder").__enter__()  # nor does a folder without locks
