"""A small disk that fills up: old copies go first, then photos and packs are refused, attendance and answers go on."""

import io
import os
import shutil
import time

import pytest
from PIL import Image
from tests.faults.loop_disk import LoopDisk, need_loop_disks

from cast import settle
from conftest import make_settings
from homeroom import app, blobs, checkup, clock, config, db, disk, journal
from homeroom.backups import actions, snapshots
from homeroom.errors import NoRoom, Unavailable
from homeroom.writer import Writer

pytestmark = pytest.mark.faults
MB = 1_000_000
LIMITS = {"disk_short_mb": 30, "disk_reserve_mb": 15, "survive_power_cuts": True}


@pytest.fixture
def school(tmp_path, the_clock):
    """A box on a disk of 80 MB, and its people."""
    need_loop_disks()
    clock.clock.reset()
    with LoopDisk(tmp_path, megabytes=80) as small:
        settings = make_settings(small.at / "box", **LIMITS)
        cast = settle(app.create_box(settings))
        yield small, settings, cast
        db.close()
        config.use(config.Config())


def leave(small, megabytes):
    """Fill the disk with somebody else's file until so much is free."""
    ballast = small.at / "ballast"
    ballast.unlink(missing_ok=True)
    with ballast.open("wb", buffering=0) as file:  # nothing is left to be written at its end
        left = shutil.disk_usage(small.at).free - int(megabytes * MB)
        while left > 0:
            try:
                left -= file.write(os.urandom(min(left, MB)))
            except OSError:
                break


def arrive(kiosk, student, n):
    now = clock.now_ms()
    act = {"n": n, "kind": "attendance.arrive" if n % 2 else "attendance.leave", "when": now}
    act["body"] = {"student": student.id, "method": "tap"}
    return kiosk.post("/api/acts?device=kiosk", json={"outbox": "o1", "time": now, "acts": [act]})


def a_photo():
    out = io.BytesIO()
    Image.effect_noise((400, 400), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def put_photo(child, ada, number):
    headers = {"Content-Type": "image/jpeg", "X-Student": ada.id}
    return child.put(f"/api/photos/photo-{number:06}", data=a_photo(), headers=headers)


def test_what_stops_first_and_what_never(school, the_clock):
    small, settings, cast = school
    for _copy in range(10):
        the_clock.pass_time(hours=1)
        snapshots.take(settings)
    the_clock.set("2026-11-24 08:00")
    office, kiosk, child = cast.signed_in(cast.mrs_park), cast.kiosk(), cast.child(cast.ada)
    assert put_photo(child, cast.ada, 1).status_code == 200

    leave(small, 18)  # more again when old copies are gone
    actions.look_after_disk(settings)
    assert len(snapshots.every(settings)) < 10
    assert "getting full" in office.get("/today").get_data(as_text=True)
    assert put_photo(child, cast.ada, 2).status_code == 200
    assert arrive(kiosk, cast.ada, 1).status_code == 200

    leave(small, 12)
    refused = put_photo(child, cast.ada, 3)
    assert (refused.status_code, "nearly full" in refused.json["detail"]) == (507, True)
    with pytest.raises(NoRoom):
        blobs.make_room(1000)
    assert "photos and packs are refused" in office.get("/today").get_data(as_text=True)
    told = {one.name: one for one in checkup.examine(settings)}["Disk"]
    assert not told.well
    assert "attendance and answers go on" in told.words
    assert arrive(kiosk, cast.ada, 2).json["results"][0]["status"] == "saved"
    assert snapshots.newest_good(settings) is not None

    (small.at / "ballast").unlink()
    assert put_photo(child, cast.ada, 3).status_code == 200
    assert "refused" not in office.get("/today").get_data(as_text=True)


def arrived(cast):
    return sorted(one.n for one in journal.of_subject(cast.ada.id, "attendance.arrived", "attendance.left") if one.n)


def test_a_disk_without_a_byte_left_acknowledges_nothing_and_goes_on_when_there_is_room(school, the_clock):
    small, settings, cast = school
    kiosk = cast.kiosk()
    assert arrive(kiosk, cast.ada, 1).status_code == 200
    leave(small, 0)
    statuses, n = [], 1
    until = time.monotonic() + 300
    while 503 not in statuses and time.monotonic() < until:
        n += 1
        statuses.append(arrive(kiosk, cast.ada, n).status_code)
    assert set(statuses) <= {200, 503}
    assert statuses[-1] == 503
    assert disk.state(settings) is disk.State.FULL
    with pytest.raises(Unavailable):
        snapshots.take(settings)
    assert not list((settings.data / "snapshots").glob("*.part*"))

    (small.at / "ballast").unlink()
    assert arrive(kiosk, cast.ada, n).status_code == 200
    assert arrived(cast) == list(range(1, n + 1))
    assert db.check() == []


def test_the_twin_that_does_not_look_whether_a_commit_went_through_is_caught(school, monkeypatch):
    small, _settings, cast = school
    commit, failed = Writer._commit, []

    def careless(self, connection):
        failure = commit(self, connection)
        failed.extend([failure] if failure else [])

    kiosk, n = cast.kiosk(), 0
    leave(small, 0)
    monkeypatch.setattr(Writer, "_commit", careless)
    until = time.monotonic() + 300
    while not failed and time.monotonic() < until:
        n += 1
        assert arrive(kiosk, cast.ada, n).status_code == 200
    monkeypatch.undo()
    (small.at / "ballast").unlink()

    assert arrived(cast) != list(range(1, n + 1)), "the twin lost nothing: then the test above proves nothing"
