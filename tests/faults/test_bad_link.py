"""A school day over a miserable link: 60,000 entries, 64 kbit/s, a round trip of two seconds, hung up every 30 s.

Bytes on the wire stay below one and a half times what is to be told, what the hub has never shrinks, and who is
here today does not wait behind what was answered.
"""

import contextlib
import os
import sys
import threading
import time

import apsw
import pytest
from tests.faults import school_day
from tests.faults.far_hub import school_at_the_end_of

from homeroom import db
from homeroom.errors import HomeroomError
from homeroom.sync import actions, pushing, rules, sealing, tables, wire
from waiting import until

pytestmark = pytest.mark.faults
RATE = 8000  # bytes a second: 64 kbit/s
ENTRIES = 60_000


class Watch(threading.Thread):
    """Looks again and again at how much the hub has."""

    def __init__(self, hub):
        super().__init__(daemon=True)
        self.file = str(hub.data / "homeroom.sqlite3")
        self.seen = []
        self.over = threading.Event()
        self.start()

    def run(self):
        connection = apsw.Connection(self.file, flags=apsw.SQLITE_OPEN_READONLY)
        connection.setbusytimeout(10_000)
        while not self.over.wait(0.5):
            kinds = "SELECT count(*), coalesce(sum(kind LIKE 'attendance.%'), 0) FROM entry"
            self.seen.append(next(connection.execute(kinds)))
        connection.close()

    def end(self):
        self.over.set()
        self.join()
        return self.seen


def payload():
    """Bytes of all segments of this box."""
    return db.database.execute_sql("SELECT coalesce(sum(length(content)), 0) FROM sync_segment").fetchone()[0]


def send_until_done(road, *, tries):
    """Talk until nothing waits; returns the seconds it took and how often it had to begin anew."""
    road.begin_cuts()
    began, count = time.monotonic(), 0
    while tables.progress().waiting:
        count += 1
        assert count <= tries, "no progress any more"
        with contextlib.suppress(HomeroomError):
            road.near.run(actions.send)
    return time.monotonic() - began, count


def test_a_school_day_goes_through_64_kbit_with_a_cut_every_30_seconds(tmp_path, capsys, monkeypatch):
    # The day takes a quarter of an hour; here everything is four times as fast, in the same proportions. LINK_SCALE=1
    # (and `make bench-sync`) lets it take its time.
    scale = float(os.environ.get("LINK_SCALE", "4"))
    monkeypatch.setattr(rules, "SECONDS_EACH", rules.SECONDS_EACH / scale)
    monkeypatch.setattr(pushing, "SLICE", pushing.SLICE / scale)
    monkeypatch.setattr(wire, "QUIET", max(1, int(wire.QUIET / scale)))
    link = {"rate": RATE * scale, "delay": 1.0 / scale, "cut_every": 30 / scale, "cut_for": 1 / scale}
    with school_at_the_end_of(tmp_path, **link) as (road, hub):
        school_day.write(school_day.events(ENTRIES))
        watch = Watch(hub)
        seconds, tries = send_until_done(road, tries=60)
        seen = watch.end()
        told = payload()
    with capsys.disabled():
        sys.stdout.write(f"\n[school day over {road.kind}] {report(told, seconds, tries, road, scale)}\n")

    assert road.carried["cuts"] >= 4
    assert road.carried["bytes"] <= 1.5 * told
    counts = [all_of for all_of, _attendance in seen]
    assert counts == sorted(counts), "progress went backwards"
    assert counts[-1] == ENTRIES
    # By the time that a twentieth of the day was there, the hub knew of everybody who came and left.
    assert all(attendance == 800 for all_of, attendance in seen if all_of > ENTRIES / 20)


def report(told, seconds, tries, road, scale):
    ideal = told / (RATE * scale)
    return (
        f"{told / 1e6:.2f} MB, {told / ENTRIES:.1f} bytes an entry; {seconds * scale:.0f} s, {seconds / ideal:.2f} x"
        f" the ideal {ideal * scale:.0f} s; {road.carried['bytes'] / told:.2f} bytes on the wire for each byte;"
        f" {road.carried['cuts']} cuts, {tries} conversations"
    )


def test_who_comes_while_a_backlog_is_on_its_way_is_known_at_once(tmp_path):
    """Fifty thousand answers wait; in the middle of sending them a child arrives."""
    with school_at_the_end_of(tmp_path, rate=32 * RATE, delay=0.05) as (road, hub):
        school_day.write(event for event in school_day.events(50_000) if not event.kind.startswith("attendance."))
        watch = Watch(hub)
        sending = threading.Thread(target=lambda: road.near.run(actions.send), daemon=True)
        pushing.SLICE, before = 1, pushing.SLICE
        try:
            sending.start()
            until(lambda: watch.seen and watch.seen[-1][0] > 5000, 300)
            assert watch.seen[-1][1] == 0
            school_day.write(event for event in school_day.events(1000) if event.kind == "attendance.arrived")
            sending.join(300)
        finally:
            pushing.SLICE = before
        seen = watch.end()

    first = next(all_of for all_of, attendance in seen if attendance)
    assert first < 40_000, "those who came waited behind the answers"
    assert seen[-1][1] == 400


def test_the_twin_that_sends_everything_at_once_gets_nothing_through(tmp_path, monkeypatch):
    """One request as large as the backlog: each cut throws all of it away."""
    monkeypatch.setattr(rules, "request_size", lambda rate: 100_000_000)
    monkeypatch.setattr(pushing, "ON_THE_WAY", 1)
    scale = 16
    link = {"rate": RATE * scale, "delay": 1.0 / scale, "cut_every": 30 / scale, "cut_for": 1 / scale}
    with school_at_the_end_of(tmp_path, **link) as (road, hub):
        school_day.write(school_day.events(ENTRIES))
        sealing.seal_all()
        road.begin_cuts()
        for _try in range(3):
            with contextlib.suppress(HomeroomError):
                road.near.run(actions.send)
        with apsw.Connection(str(hub.data / "homeroom.sqlite3"), flags=apsw.SQLITE_OPEN_READONLY) as connection:
            have = next(connection.execute("SELECT count(*) FROM entry"))[0]

    assert have < ENTRIES / 2, "the twin was as good: then the test above proves nothing"
    assert road.carried["bytes"] > 0
