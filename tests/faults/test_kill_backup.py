"""kill -9 while a backup is written: what is listed on the stick is whole, and the next backup succeeds."""

import io
import os
import random
import subprocess
import sys
import time

import pytest

from cast import settle
from conftest import make_settings
from homeroom import app, blobs, config, db
from homeroom.backups import actions, lists, opening, vault
from homeroom.errors import HomeroomError
from waiting import until

pytestmark = pytest.mark.faults
ROUNDS = 12
PHOTO = 1 << 20


@pytest.fixture
def settings(tmp_path):
    """A box, and a stick beside it with a first backup."""
    (tmp_path / "stick").mkdir()
    settings = make_settings(tmp_path / "box", survive_power_cuts=True)
    settle(app.create_box(settings))
    actions.prepare(tmp_path / "stick")
    actions.back_up(tmp_path / "stick")
    yield settings
    db.close()
    config.use(config.Config())


def add_photos(settings, count=12):
    app.create_box(settings)
    for _photo in range(count):
        blobs.put(io.BytesIO(os.urandom(PHOTO)), most=2 * PHOTO)
    db.close()


def back_up(settings, stick, program=("-m", "homeroom")):
    command = [sys.executable, *program, "backup", "now", str(stick), "--data", str(settings.data)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def pieces(stick):
    return sum(1 for path in stick.rglob("pieces/*/*") if path.is_file())


def kill_in_the_middle(process, stick, chance):
    """Kill it at any moment after its first piece; returns whether it was still at work."""
    before = pieces(stick)
    until(lambda: pieces(stick) != before or process.poll() is not None, 300, every=0.002)
    time.sleep(chance.uniform(0, 0.3))
    process.kill()
    return process.wait() != 0


def spoiled(settings, stick):
    """The listed backups of which some part can't be read, and how many are whole."""
    lock, whole, torn = vault.own(settings.data), 0, 0
    config.use(settings)
    place = actions.place_at(stick)
    for one in lists.readable(place, lock):
        try:
            for part in one.parts:
                opening.check(place, lock, part)
            whole += 1
        except HomeroomError:
            torn += 1
    return torn, whole


def test_kills_while_a_backup_is_written_leave_only_whole_backups(settings, tmp_path):
    stick, chance, killed = tmp_path / "stick", random.Random(9), 0
    for _round in range(ROUNDS):
        add_photos(settings)
        killed += kill_in_the_middle(back_up(settings, stick), stick, chance)
        torn, whole = spoiled(settings, stick)
        assert torn == 0
        assert whole >= 1
    assert killed >= ROUNDS / 3, "the kills hardly ever hit a backup"
    add_photos(settings)
    assert back_up(settings, stick).wait() == 0
    assert spoiled(settings, stick)[0] == 0


def test_the_twin_whose_pieces_have_their_name_too_early_lists_what_is_not_whole(settings, tmp_path):
    stick, chance = tmp_path / "stick", random.Random(9)
    for _round in range(ROUNDS):
        add_photos(settings)
        kill_in_the_middle(back_up(settings, stick, ("tests/faults/half_pieces.py",)), stick, chance)
        back_up(settings, stick, ("tests/faults/half_pieces.py",)).wait()
        if spoiled(settings, stick)[0]:
            return
    raise AssertionError("the twin lost nothing: then the test above proves nothing")
