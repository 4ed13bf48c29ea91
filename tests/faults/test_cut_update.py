"""The plug is pulled while a box exchanges its program: the old version or the new one serves, with all that anybody
was told.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.faults.loop_disk import LoopDisk, need_loop_disks
from tests.update.conftest import Keys, Machine, Stand, entries, make_box, make_kit

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]
CUTS = 8
BULK = 2 << 20  # bytes of the program


@pytest.fixture
def disk(tmp_path):
    """A disk whose plug can be pulled."""
    need_loop_disks()
    (tmp_path / "own").mkdir()
    with LoopDisk(tmp_path / "own", 64) as found:
        yield found


class Updating:
    """A box in a process of its own that takes a kit; what it told people."""

    def __init__(self, root, care="careful"):
        path = os.pathsep.join(str(ROOT / one) for one in ("tests", ".", "provisioning"))
        environ = {**os.environ, "PYTHONPATH": path}
        command = [sys.executable, ROOT / "tests/faults/updating_box.py", root, care]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(command, env=environ, cwd=ROOT, text=True, **pipes)
        self.lines = []

    def said(self, word):
        return [line.partition(" ")[2] for line in self.lines if line.startswith(word)]

    def until(self, word):
        """Read what it says until it says this word; returns what follows it."""
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if line.startswith(word):
                return self.said(word)[-1]
        raise AssertionError(self.process.stderr.read())

    def end(self):
        """It is gone, with all that it had not written; what it had said before counts."""
        self.process.kill()
        rest, _errors = self.process.communicate()
        self.lines += rest.split("\n")
        return set(self.said("told"))


def waiting(disk, folder):
    """A box on version 1.0 with the kit of 2.0 in a stick; all of it is long on the disk."""
    shutil.rmtree(disk.at / "box", ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    keys = Keys(folder)
    box = make_box(disk.at / "box", keys)
    make_kit(box.places[0] / "blue", keys, bulk=BULK)
    os.sync()
    return disk.at / "box"


def cut(disk, updating):
    """Pull the plug, plug in again; returns what people had been told before."""
    disk.cut()
    told = updating.end()
    disk.unmount()
    disk.mount()
    return told


def finish(root):
    """The next start, to the end: (the version that serves, what is in its database)."""
    updating = Updating(root)
    version = updating.until("done")
    updating.end()
    return version, set(entries(Stand(root / "state", root / "opt", root / "school", (), None, Machine(root)))[0])


def test_eight_cuts_while_the_program_is_exchanged_end_with_a_box_that_serves(disk, tmp_path):
    chance, hit = random.Random(11), 0
    for number in range(CUTS):
        root = waiting(disk, tmp_path / "keys")
        updating = Updating(root)
        updating.until("told")
        time.sleep(chance.uniform(0, 0.03 * (number + 1)))  # the cut comes at any moment of it
        told = cut(disk, updating)
        hit += not updating.said("done")
        version, there = finish(root)
        assert version == "2.0", updating.lines
        assert told <= there
        assert (root / "opt/current").resolve().name.startswith("2.0-")
        assert ((root / "opt/current") / "whole").exists()
    assert hit, "no cut ever hit an update"


def after_it_said_done(disk, tmp_path, care):
    """Which version the disk has when the plug is pulled just then."""
    root = waiting(disk, tmp_path / "keys")
    updating = Updating(root, care)
    assert updating.until("done") == "2.0"
    told = cut(disk, updating)
    return (root / "opt/current").resolve().name.partition("-")[0], told, root


def test_what_it_says_is_done_is_done_also_when_the_plug_is_pulled_at_once(disk, tmp_path):
    version, told, root = after_it_said_done(disk, tmp_path, "careful")

    assert version == "2.0"
    assert told <= finish(root)[1]


def test_the_twin_that_flushes_nothing_is_caught(disk, tmp_path):
    version, _told, _root = after_it_said_done(disk, tmp_path, "careless")

    assert version == "1.0", "the twin lost nothing: then the tests above prove nothing"
