"""Sticks that are full, locked, pulled out, worn out or half-written: said plainly, and never taken for whole."""

import os
import signal
import subprocess
import sys
import time

import pytest
from tests.stick.places import bundles, enrol_by_stick

from homeroom.errors import Unavailable
from homeroom.stick import files, outgoing
from homeroom.stick.files import Stick


@pytest.fixture
def enrolled(riverside, hub, stick):
    enrol_by_stick(riverside, hub, stick)
    riverside.arrive(2000)
    return riverside


@pytest.fixture
def tiny(tmp_path):
    """A real file system of 1 MB, mounted where a stick would be."""
    folder = tmp_path / "TINY"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"LOUD: a small file system can't be mounted here ({mounted.stderr.decode().strip()})")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def filled(folder, leave):
    """Fill a file system up but for `leave` bytes."""
    usage = os.statvfs(folder)
    (folder / "video.mp4").write_bytes(b"v" * max(0, usage.f_bavail * usage.f_frsize - leave))


def test_too_little_room_is_said_before_anything_is_written(enrolled, tiny, monkeypatch):
    filled(tiny, 20_000)

    told = enrolled.out(tiny, ok=False)

    assert "too little room" in told
    assert bundles(tiny) == []


def test_a_stick_that_fills_up_under_way_leaves_nothing_half_written(enrolled, hub, tiny, monkeypatch):
    filled(tiny, 20_000)
    monkeypatch.setattr(Stick, "free", lambda self: 1 << 30)  # somebody else writes on it meanwhile

    told = enrolled.out(tiny, ok=False)

    assert "full" in told
    assert bundles(tiny) == []
    assert enrolled.waiting() == len(enrolled.names())


def test_a_locked_stick_is_named(enrolled, tiny):
    subprocess.run(["mount", "-o", "remount,ro", tiny], check=True)

    assert "can't be written to" in enrolled.out(tiny, ok=False)


def test_a_locked_stick_still_gives_what_it_has_and_only_the_receipt_is_missing(enrolled, hub, tiny):
    enrolled.out(tiny)
    subprocess.run(["mount", "-o", "remount,ro", tiny], check=True)

    told = hub.come_in(tiny)

    assert "the receipt could not be written" in told
    assert hub.of(enrolled) == enrolled.names()


def test_a_pulled_stick_is_not_mistaken_for_the_box_itself(enrolled, tiny):
    with enrolled.open():
        stick = Stick(tiny)
        stick.begin()
        subprocess.run(["umount", "-l", tiny], check=True)
        with pytest.raises(Unavailable, match="pulled out"):
            stick.write("letter", lambda target: target.write(b"hello"), lambda _size: None)

    assert list(tiny.iterdir()) == []


def test_a_folder_that_is_not_there(enrolled, tmp_path):
    assert "Is the stick in?" in enrolled.out(tmp_path / "nowhere", ok=False)


def test_a_worn_out_stick_is_noticed_at_once(enrolled, stick, monkeypatch):
    monkeypatch.setattr(files, "_read_back", lambda path, watch: "0" * 64)

    told = enrolled.out(stick, ok=False)

    assert "did not keep what was written" in told
    assert bundles(stick) == []


def test_stopping_leaves_the_old_bundle_whole(enrolled, hub, stick):
    enrolled.out(stick)
    before = bundles(stick)

    def stop(_size):
        raise files.Stopped("Stopped.")

    with enrolled.open():
        (load,) = outgoing.loads()
        with pytest.raises(files.Stopped):
            outgoing.write(Stick(stick), load, stop)

    assert bundles(stick) == before
    hub.come_in(stick)
    assert hub.of(enrolled) == enrolled.names()


@pytest.mark.faults
@pytest.mark.parametrize("moment", [0, 2, 5])
def test_a_kill_in_mid_write_leaves_what_was_there_before(enrolled, hub, stick, moment, tmp_path):
    """The process stops dead after `moment` pieces went to the stick."""
    enrolled.out(stick)
    hub.come_in(stick)
    enrolled.come_in(stick)
    enrolled.arrive(3000, start=2000)
    script = (
        "import os, signal, sys\n"
        "from homeroom.stick import files, rules\n"
        "rules.VOLUME = 20_000\n"
        "seen = []\n"
        "plain = files._Counting.write\n"
        "def write(self, data):\n"
        "    seen.append(data)\n"
        f"    if len(seen) > {moment}:\n"
        "        self._file.flush()\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return plain(self, data)\n"
        "files._Counting.write = write\n"
        "from homeroom.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script, "stick", "out", str(stick), "--data", str(enrolled.folder)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    killed = subprocess.run(command, env=environ, capture_output=True, timeout=300)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    assert any(not (one / "contents.age").exists() for one in bundles(stick))
    hub.come_in(stick)
    enrolled.come_in(stick)
    assert enrolled.waiting() > 0 or hub.of(enrolled) == enrolled.names()
    enrolled.out(stick)
    hub.come_in(stick)
    assert hub.of(enrolled) == enrolled.names()
    assert len(bundles(stick)) <= 1, "what the killed process left behind is gone"


def test_a_half_written_bundle_that_was_taken_for_whole_would_be_caught(enrolled, hub, stick, monkeypatch):
    """The twin: when volumes are counted as carried without their receipt, entries are lost."""
    from homeroom.stick import actions
    from homeroom.sync import tables as sync

    enrolled.out(stick)
    with enrolled.open():
        heads = {lane.lane: (lane.last, "x") for lane in sync.own_lanes()}
        actions.acknowledged_by_hub(1, int(time.time()), heads, [])  # "it is on the stick, so it has arrived"
    (bundle,) = bundles(stick)
    (bundle / "0001.age").unlink()
    hub.come_in(stick)
    enrolled.out(stick)

    assert hub.of(enrolled) != enrolled.names()
