"""Two real boxes as processes of their own: let in, found, exchanged both ways, killed in the middle, restored."""

import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from zeroconf import Zeroconf

from cast import settle
from conftest import make_settings
from homeroom import app, blobs, config, db, features, journal, store
from homeroom.attendance.events import Arrived
from homeroom.fleet import discovery, neighborhood
from homeroom.people import actions as people
from served import Served
from waiting import until

pytestmark = pytest.mark.faults  # real processes take their time
HERE = {"HOMEROOM_HOST": "127.0.0.1", "HOMEROOM_SURVIVE_POWER_CUTS": "false", "HOMEROOM_SNAPSHOT_MINUTES": "0"}


def command(box, *words, wait=True):
    """A command beside the running box; returns what it printed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")}
    own = {"HOMEROOM_BOX_NAME": box.data.name}
    told = [sys.executable, "-m", "homeroom", *words, "--data", str(box.data)]
    process = subprocess.Popen(
        told, env=environ | HERE | own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if not wait:
        return process
    said, _nothing = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def mark_in(text):
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)[0]


def entries(box):
    """Every entry of a box, read from its file."""
    with sqlite3.connect(f"file:{box.data}/homeroom.sqlite3?mode=ro", uri=True) as connection:
        found = connection.execute(
            "SELECT l.lane, e.seq, e.kind, e.body FROM entry e JOIN lane l USING (lane_no) ORDER BY 1, 2"
        ).fetchall()
    connection.close()
    return found


def photos(box):
    return {path.name: path.stat().st_size for path in (box.data / "blobs").glob("??/*")}


def school_day(folder, *, photo_bytes):
    """A box's folder with six children, their portraits and some arrivals."""
    app.open_store(make_settings(folder), features.BOX)
    try:
        cast = settle(None)
        for number, child in enumerate(cast.children):
            sha = blobs.put(io.BytesIO(bytes([number]) * photo_bytes), most=90_000_000)
            with journal.acting(actor="office:park"):
                people.change_student(child.id, portrait=sha)
        with journal.acting(actor="kiosk:k1"):
            db.write(
                lambda: [journal.write(Arrived(student=cast.ada.id, day="2026-11-23", when=n)) for n in range(600)]
            )
    finally:
        db.close()
        config.use(config.Config())


@pytest.fixture
def two_boxes(tmp_path):
    """Two running boxes of one school, which a person let each other in."""

    def make(photo_bytes=100_000):
        school_day(tmp_path / "room-1", photo_bytes=photo_bytes)
        made = []
        for name in ("room-1", "room-4"):
            settings = {"box_name": name, "survive_power_cuts": "false", "neighbor_minutes": 1}
            made.append(Served(tmp_path / name, settings=settings).start())
            running.append(made[-1])
        one, two = made
        mark = mark_in(command(two, "sync", "neighbors", "ask", f"127.0.0.1:{one.port}"))
        said = command(one, "sync", "neighbors", "admit", mark)
        command(two, "sync", "neighbors", "trust", mark_in(said))
        return one, two

    running = []
    yield make
    for box in running:
        box.stop()


def test_two_boxes_exchange_by_themselves_both_ways(two_boxes):
    one, two = two_boxes()
    until(lambda: entries(one) == entries(two) and photos(one) == photos(two), 300)
    command(two, "people", "import", str(_roster(two)))

    said = command(one, "sync", "neighbors", "now")
    assert "entries came" in said
    assert "Zoe" in str(entries(one))
    told = command(one, "sync", "status")
    assert re.search(r"Other box: +room-4: Last exchanged (just now|1 minute ago)", told), told


def _roster(box):
    path = box.data / "more.csv"
    path.write_text("given_name,family_name,classes\nZoe,Ray,3B\n")
    return path


def test_killed_in_the_middle_nothing_is_lost_or_begun_anew(two_boxes):
    one, two = two_boxes(photo_bytes=9_000_000)
    for victim in (one, two, one):
        calls = command(two, "sync", "neighbors", "now", wait=False)
        before = len(photos(two))
        until(lambda before=before: len(photos(two)) > before or len(photos(two)) == 6, 300)
        victim.kill()
        calls.send_signal(signal.SIGKILL)
        calls.communicate()
        victim.start()

    until(lambda: entries(one) == entries(two) and photos(one) == photos(two), 300)
    assert set(photos(two).values()) == {9_000_000}


def test_a_box_whose_card_died_is_filled_again_by_its_neighbor(two_boxes, tmp_path):
    one, two = two_boxes()
    until(lambda: entries(one) == entries(two) and photos(one) == photos(two), 300)
    one.stop()
    shutil.copytree(one.data, tmp_path / "last night")
    one.start()
    command(one, "people", "import", str(_roster(one)))
    until(lambda: "Zoe" in str(entries(two)), 300)
    one.stop()
    shutil.rmtree(one.data)
    shutil.copytree(tmp_path / "last night", one.data)
    shutil.rmtree(one.data / "blobs")
    one.start()

    until(lambda: "Zoe" in str(entries(one)) and entries(one) == entries(two) and photos(one) == photos(two), 300)


def test_two_boxes_find_each_other_by_multicast(tmp_path):
    """On this machine's own network, where it has one that carries multicasts."""
    own = [one for one in discovery.own_addresses() if not one.startswith("127.")]
    if not own:
        pytest.skip("this machine has no network of its own")
    key_of_the_school = "riversideriverside12"
    boxes = []
    for name in ("room-1", "room-4"):
        app.open_store(make_settings(tmp_path / name), features.BOX)
        db.write(store.put, "school", key_of_the_school)
        db.close()
        settings = {"box_name": f"{name}-{os.getpid()}", "survive_power_cuts": "false", "host": "0.0.0.0"}
        boxes.append(Served(tmp_path / name, settings=settings).start())
    try:
        until(lambda: all("It does not know this box yet" in command(box, "sync", "status") for box in boxes), 90)
    except AssertionError:
        if not _multicast_works(own[0]):
            pytest.skip("multicasts do not come through on this machine")
        raise
    finally:
        for box in boxes:
            box.stop()


def _multicast_works(address):
    heard = threading.Event()
    said = {"school": "x", "proto": "1"}
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_hears_itself, address, heard, said).result()


def _hears_itself(address, heard, said):
    nets = [Zeroconf(interfaces=[address]) for _number in range(2)]
    rooms = [
        neighborhood.join(
            net, name=f"try-{number}", addresses=[address], port=8080, said=said, hear=lambda *_: heard.set()
        )
        for number, net in enumerate(nets)
    ]
    found = heard.wait(20)
    for room, net in zip(rooms, nets, strict=True):
        room.end()
        net.close()
    return found
