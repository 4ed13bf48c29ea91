"""An update as a school lives through it: it works, or the old one serves again with all that anybody was told."""

import errno
import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.update.conftest import (
    DAY,
    GOOD,
    NIGHT,
    OLD,
    Keys,
    Killed,
    acknowledge,
    make_box,
    make_kit,
    power_cut,
    serves,
    sign,
    update,
)
from updater import data, files, kits, steps
from updater.__main__ import main
from updater.box import Box
from updater.refusal import Failed
from updater.steps import Updater

FULL = OSError(errno.ENOSPC, "No space left on device")
BROKEN = OSError(errno.EIO, "Input/output error")


def test_a_good_version_is_in_use_and_nothing_is_lost(box, stick, keys):
    make_kit(stick, keys)

    assert update(box)["well"] is True
    assert serves(box, "2.0", 2)
    assert len(box.machine.told) == 2
    assert Updater(box).trusted()["counter"] == 2
    assert box.current() != OLD
    assert (box.opt / "releases" / OLD).exists()
    assert Updater(box).offers()[0] == []


def test_the_same_program_under_a_higher_number_needs_no_restart(box, stick, keys):
    make_kit(stick, keys)
    update(box)
    before = box.machine.served
    second = make_kit(stick / "again", keys, counter=3)
    (second / "requirements.txt").write_bytes((stick / "homeroom-kit/requirements.txt").read_bytes())
    sign(second, keys, "ab")

    assert update(box)["well"] is True
    assert box.machine.served == before
    assert Updater(box).trusted()["counter"] == 3


def test_while_a_version_proves_itself_nobody_outside_is_answered(box, stick, keys, monkeypatch):
    make_kit(stick, keys)
    seen = []
    monkeypatch.setattr(type(box), "doctor", lambda self, _release: seen.append(self.answers(closed=False)) or "")

    update(box)

    assert seen == [""]


# What goes wrong, and whether the kit itself is to blame.
PROGRAMS = {
    "it does not load": {"loads": False},
    "it never answers": {"starts": False},
    "its doctor finds something grave": {"doctor": "BAD Database: damaged"},
    "it says it is another version": {"version": "2.0", "schema": 2, "claims": "2.1"},
    "it is older than the data": {"schema": 0},
}
FAULTS = {
    "no room for the kit": {"room": 1000},
    "the disk is full at the program": {"install": FULL},
    "the program is cut off half way": {"install half": BROKEN},
    "pip fails": {"install": Failed("pip")},
    "the box does not stop": {"stop": Failed("systemctl stop")},
    "the disk is full at the copy of the database": {"database copy": FULL},
    "the copy of the database is broken": {"database copy": Failed("quick_check")},
    "the disk breaks just after the copy": {"database copy done": BROKEN},
    "the new version can't be started": {"start": Failed("systemctl start")},
    "the disk breaks while it proves itself": {"rest": BROKEN},
}
WRITES = ["write", "point", "remove", "mark", "clear"]


def expect_the_old_one(box):
    """Run the timer as often as it wants: the old version serves within two minutes, and the kit isn't tried again."""
    begun = box.machine.time
    for _ in range(3):
        try:
            main(["--timer"], box)
        except (OSError, Failed):
            power_cut(box)
    assert box.machine.time - begun <= 120
    assert serves(box, "1.0", 1)
    assert Updater(box).trusted()["counter"] == 1
    assert box.current() == OLD


@pytest.mark.parametrize("harm", PROGRAMS)
def test_a_version_that_is_not_well_goes_and_the_old_one_and_its_data_are_back(box, stick, keys, harm, monkeypatch):
    program = {**GOOD, **PROGRAMS[harm]}
    make_kit(stick, keys, program=program)
    if "claims" in program:
        real = type(box).answers
        monkeypatch.setattr(
            type(box), "answers", lambda self, *, closed: real(self, closed=closed).replace("2.0", program["claims"])
        )

    expect_the_old_one(box)
    told = Updater(box).last()
    assert (told["well"], told["version"]) == (False, "2.0")
    assert told["why"]["sentence"]
    assert len(list((box.opt / "releases").iterdir())) == 1


@pytest.mark.parametrize("harm", FAULTS)
def test_whatever_breaks_on_the_way_the_old_version_serves_again(box, stick, keys, harm):
    make_kit(stick, keys, program={**GOOD, "starts": harm != "the disk breaks while it proves itself"})
    told = dict(FAULTS[harm])
    box.machine.room = told.pop("room", box.machine.room)
    box.machine.faults = told

    expect_the_old_one(box)
    assert box.machine.faults == {}
    assert Updater(box).last()["well"] is False


@pytest.mark.parametrize("verb", WRITES)
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_disk_that_fails_at_any_change_leaves_a_box_that_serves(box, stick, keys, verb, nth, monkeypatch):
    make_kit(stick, keys)
    real, count = getattr(files, verb), [0]

    def broken(*args):
        count[0] += 1
        if count[0] == nth:
            raise BROKEN
        return real(*args)

    monkeypatch.setattr(files, verb, broken)
    for _ in range(4):
        try:
            main(["--timer"], box)
        except OSError:
            power_cut(box)
    version = box.answers(closed=False)
    assert serves(box, version, 2 if version == "2.0" else 1)


def test_a_database_that_somebody_else_writes_is_not_copied(box, stick, keys):
    make_kit(stick, keys)
    with closing(sqlite3.connect(box.school / data.NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO entry VALUES ('half')")
        with pytest.raises((ValueError, sqlite3.OperationalError)):
            with_short_patience(data.copy, box.school)
        other.execute("ROLLBACK")
    assert update(box)["well"] is True


def with_short_patience(copy, folder):
    real = data.sqlite3.connect
    try:
        data.sqlite3.connect = lambda name, **more: real(name, **{**more, "timeout": 0.05})
        copy(folder)
    finally:
        data.sqlite3.connect = real


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (data.InUse("busy"), "The database can't be copied: somebody else uses it."),
        (data.Unlike("other"), "The copy of the database is not what was copied."),
        (BROKEN, f"The database can't be copied: {BROKEN}"),
    ],
)
def test_why_the_database_was_not_copied_is_told_across_the_two_programs(tmp_path, monkeypatch, capsys, wrong, told):
    def fail(_folder):
        raise wrong

    def run_here(_box, words, _seconds):
        code = data.main(*words[3:])
        return steps.subprocess.CompletedProcess(words, code, "", capsys.readouterr().err)

    monkeypatch.setattr(data, "copy", fail)
    monkeypatch.setattr(Box, "_as_owner", run_here)
    box = Box(school=tmp_path)
    with pytest.raises(Failed) as failed:
        box.database("copy")
    assert str(failed.value) == told
    box.database("forget")


def test_a_school_without_a_database_yet_is_without_one_after_a_return(box, stick, keys):
    box.stop()
    for one in box.school.glob("homeroom.sqlite3*"):
        one.unlink()
    box.machine.told.clear()
    make_kit(stick, keys, program={**GOOD, "doctor": "BAD"})

    assert update(box)["well"] is False
    assert serves(box, "1.0", 1)


# Hours and wishes


@pytest.mark.parametrize(
    ("hour", "school", "wish", "begins"),
    [
        (NIGHT, False, None, True),
        (NIGHT, False, "tonight", True),
        (NIGHT, False, "no", False),
        (NIGHT, True, None, False),
        (NIGHT, True, "tonight", False),
        (DAY, False, None, False),
        (DAY, True, None, False),
        (DAY, True, "tonight", False),
        (DAY, True, "now", True),
        (NIGHT, False, "whenever", True),
    ],
)
def test_never_in_school_hours_unless_somebody_said_now(box, stick, keys, hour, school, wish, begins):
    make_kit(stick, keys)
    box.machine.hour, box.machine.school = hour, school
    say(box, wish)

    assert main(["--timer"], box) == 0
    assert serves(box, "2.0" if begins else "1.0", 2 if begins else 1)


def say(box, when, kit=None):
    if when:
        digest = kit or Updater(box).offers()[0][0].digest
        files.write(box.wishes, {"kit": digest, "when": when})


def test_a_wish_about_another_kit_means_nothing(box, stick, keys):
    make_kit(stick, keys)
    box.machine.hour = DAY
    say(box, "now", kit="0" * 64)

    main(["--timer"], box)
    assert serves(box, "1.0", 1)


def test_a_wish_gives_no_trust_to_a_kit(box, stick, keys):
    kit = make_kit(stick, keys, signers="a")
    say(box, "now", kit=kits.hashlib.sha256((kit / "SHA256SUMS").read_bytes()).hexdigest())

    main(["--timer"], box)
    assert serves(box, "1.0", 1)


def test_school_that_begins_while_it_prepares_lets_it_wait(box, stick, keys, monkeypatch):
    make_kit(stick, keys)
    real = type(box).install
    monkeypatch.setattr(
        type(box), "install", lambda self, *args: (real(self, *args), setattr(self.machine, "school", True))
    )

    main(["--timer"], box)
    assert box.answers(closed=False) == "1.0"
    assert Updater(box).now["phase"] == "installed"
    box.machine.school = False
    main(["--timer"], box)
    assert serves(box, "2.0", 2)


def test_cut_off_before_the_copy_and_school_by_now_the_old_version_serves(box, stick, keys, monkeypatch):
    make_kit(stick, keys)
    monkeypatch.setattr(type(box), "database", pull_the_plug)
    with pytest.raises(Killed):
        main(["--timer"], box)
    monkeypatch.undo()
    power_cut(box)
    assert not box.machine.running, "held until the updater has looked"
    box.machine.hour = DAY
    main(["--timer"], box)
    assert box.answers(closed=False) == "1.0"
    box.machine.hour = NIGHT
    main(["--timer"], box)
    assert serves(box, "2.0", 2)


def pull_the_plug(*_args):
    raise Killed


def test_a_version_that_failed_is_tried_again_only_when_somebody_asks_and_once(box, stick, keys):
    make_kit(stick, keys, program={**GOOD, "doctor": "BAD"})
    main(["--timer"], box)
    served = box.machine.served
    main(["--timer"], box)
    assert box.machine.served == served
    say(box, "now")
    main(["--timer"], box)
    assert box.machine.served == served + 1
    main(["--timer"], box)
    assert box.machine.served == served + 1


def test_a_version_that_restarts_the_whole_machine_uses_up_its_time(box, stick, keys, monkeypatch):
    make_kit(stick, keys, program={**GOOD, "starts": False})
    real = type(box).rest
    monkeypatch.setattr(type(box), "rest", lambda self, seconds: pull_the_plug())
    for _ in range(9):
        try:
            main(["--timer"], box)
        except Killed:
            power_cut(box)
    monkeypatch.setattr(type(box), "rest", real)

    assert serves(box, "1.0", 1)


# The plug


def killed_after(lines, box):
    """Run the timer and pull the plug when so many lines of the updater were run; whether it came to that."""
    left = [lines]
    home = str(Path(data.__file__).parent)

    def watch(frame, event, _arg):
        if not frame.f_code.co_filename.startswith(home):
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                raise Killed
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        main(["--timer"], box)
    except Killed:
        return True
    finally:
        sys.settrace(before)
    return False


STATES = [
    (program, where) for program in ("good", "sick") for where in ("write", "remove", "clear", "point", "mark", "stop")
] + [(program, where) for program in ("good", "sick") for where in ("start", "install", "database", "rest")]


@pytest.mark.parametrize(("program", "where"), STATES)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_step_and_run_again_it_ends_in_the_same_state(
    box, stick, keys, monkeypatch, program, where, when
):
    make_kit(stick, keys, program={**GOOD, "starts": program == "good"})
    owner = files if hasattr(files, where) else type(box)
    real, killed = getattr(owner, where), set()

    def cut(*args):
        # Each moment is cut once: the n-th call of each run.
        count[0] += 1
        if when == "after":
            real(*args)
        if count[0] not in killed:
            killed.add(count[0])
            raise Killed
        return None if when == "after" else real(*args)

    monkeypatch.setattr(owner, where, cut)
    for _ in range(40):
        count = [0]
        try:
            main(["--timer"], box)
            break
        except Killed:
            power_cut(box)
            everything_told_is_there(box)
    monkeypatch.undo()
    main(["--timer"], box)
    expected = ("2.0", 2) if program == "good" else ("1.0", 1)
    assert serves(box, *expected)


def everything_told_is_there(box):
    """People who reach the box meanwhile are answered by it, and what they were told stays."""
    if box.machine.well and box.machine.open:
        acknowledge(box)


# Killed between opening a file and closing it: that it was left open is what is tried here.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@settings(max_examples=15, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 900), max_size=4),
    program=st.sampled_from([GOOD, {**GOOD, "starts": False}, {**GOOD, "doctor": "BAD"}, {**GOOD, "loads": False}]),
)
def test_whenever_the_plug_is_pulled_it_ends_well_and_nothing_told_is_lost(cuts, program):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        keys = Keys(root / "keys")
        box = make_box(root / "box", keys)
        make_kit(box.places[0] / "blue", keys, program=program)
        for lines in cuts:
            if killed_after(lines, box):
                power_cut(box)
                everything_told_is_there(box)
        for _ in range(2):
            main(["--timer"], box)
        good = program == GOOD
        assert serves(box, *(("2.0", 2) if good else ("1.0", 1)))
        assert Updater(box).trusted()["counter"] == (2 if good else 1)


# The technician


def test_check_tells_what_waits_and_changes_nothing(box, stick, keys, capsys):
    make_kit(stick, keys)
    make_kit(stick / "old", keys, counter=0)
    before = sorted(box.machine.root.rglob("*"))

    assert main(["--check"], box) == 0
    told = capsys.readouterr().out
    assert f"Waiting: {stick}/homeroom-kit: version 2.0 (number 2)" in told
    assert "Not taken: " in told
    assert "older than what is here" in told
    assert sorted(box.machine.root.rglob("*")) == before


def test_now_installs_in_school_hours_and_status_tells_how_it_ended(box, stick, keys, capsys):
    make_kit(stick, keys)
    box.machine.hour, box.machine.school = DAY, True

    assert main(["--now"], box) == 0
    assert main(["--status"], box) == 0
    told = capsys.readouterr().out
    assert "Version 2.0 is in use." in told
    assert f"Running: {box.current()} (number 2)" in told
    assert "is in use" in told.splitlines()[-1]


def test_now_with_a_sick_version_says_so_and_ends_with_1(box, stick, keys, capsys):
    make_kit(stick, keys, program={**GOOD, "starts": False})

    assert main(["--now"], box) == 1
    assert "was taken back, the old one serves: The new version did not answer" in capsys.readouterr().out
    assert main(["--check"], box) == 0
    assert "It was tried already" in capsys.readouterr().out


def test_the_page_is_told_what_waits(box, stick, keys):
    make_kit(stick, keys)
    box.machine.hour = DAY
    main(["--timer"], box)

    told = json.loads((box.state / "status.json").read_text())
    assert [(one["version"], one["place"]) for one in told["waiting"]] == [("2.0", "blue")]
    assert (box.state / "status.json").stat().st_mode & 0o777 == 0o644
