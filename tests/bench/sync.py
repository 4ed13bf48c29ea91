"""`make bench-sync`: what replication costs, as ratios in one run. Figures of one machine say little; ratios do."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import apsw
from tests.bench.__main__ import durable_acts, row
from tests.bench.school import School, slow_disk
from tests.faults import school_day
from tests.faults.far_hub import school_at_the_end_of
from tests.sync.world import World

from homeroom import db
from homeroom.errors import HomeroomError
from homeroom.sync import actions, intake, sealing, segment, tables

ENTRIES = int(os.environ.get("BENCH_ENTRIES", "60000"))
RATE, DELAY, CUT_EVERY = 8000, 1.0, 30  # 64 kbit/s, 2 s round trip, hung up every half minute


def sealed_day(world, count):
    """The segments of a school day, sealed by a box of this world, and its school."""
    box = world.box("riverside")
    box.enrol()
    with box:
        school_day.write(school_day.events(count))
        began = time.perf_counter()
        sealing.seal_all()
        seconds = time.perf_counter() - began
        parts = [bytes(one.content) for lane in tables.own_lanes() for one in tables.segments_after(lane.lane, 0)]
    return parts, seconds


def sizes(parts, seconds):
    """Bytes an entry, sealed, and beside plain JSON lines."""
    plain, count = 0, 0
    for raw in parts:
        for entry in segment.content_of(segment.parse(raw)):
            plain += len(json.dumps([*entry.to_row()], separators=(",", ":"), ensure_ascii=False)) + 1
            count += 1
    total = sum(map(len, parts))
    print(f"\nBytes of a school day ({count} entries in {len(parts)} segments, texts included)")
    row("", "MB", "bytes/entry", "ratio")
    row("entries as JSON lines", f"{plain / 1e6:.2f}", f"{plain / count:.1f}", "1.0 x")
    row("signed segments", f"{total / 1e6:.2f}", f"{total / count:.1f}", f"{total / plain:.2f} x")
    row("sealing, entries a second", f"{count / seconds:.0f}")


def ingest(world, parts, folder):
    """Segments a second into a hub: stored and folded, only stored, and what a naive hub would do."""
    count = sum(segment.parse(raw).header["n"] for raw in parts)
    print("\nHub ingest, one writer, each segment acknowledged after its commit")
    row("", "segments/s", "entries/s", "ratio")
    naive = _naive(parts, folder)
    row("naive: one transaction an entry", f"{len(parts) / naive:.1f}", f"{count / naive:.0f}", "1.0 x")
    with world.hub:
        began = time.perf_counter()
        for raw in parts:
            intake.take_in(raw, road="bench")
        db.database.connection().wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)  # it is owed
        seconds = time.perf_counter() - began
        row("stored, checked and folded", *_rates(len(parts), count, seconds, naive))
        began = time.perf_counter()
        for raw in parts:
            intake.take_in(raw, road="bench")
        row("the same again: all known", *_rates(len(parts), count, time.perf_counter() - began, naive))


def _rates(parts, count, seconds, naive):
    return f"{parts / seconds:.1f}", f"{count / seconds:.0f}", f"{naive / seconds:.1f} x"


def _naive(parts, folder):
    connection = apsw.Connection(str(folder / "naive.db"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE entry (lane TEXT, seq INTEGER, body TEXT, PRIMARY KEY (lane, seq))")
    some, began = parts[: max(1, len(parts) // 10)], time.perf_counter()
    for raw in some:
        for entry in segment.content_of(segment.parse(raw)):
            connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?)", (entry.lane, entry.seq, json.dumps(entry.to_row()))
            )
    seconds = (time.perf_counter() - began) * len(parts) / len(some)
    connection.close()
    return seconds


def over_the_link(folder):
    """The school day over the emulated link in real time, against payload divided by bandwidth."""
    print("\nThe school day over 64 kbit/s, 2 s round trip, hung up every 30 s, in real time")
    row("", "seconds", "ideal", "ratio", "wire/payload", "cuts")
    for name, cut in (("without cuts", 0.0), ("with cuts", CUT_EVERY)):
        with school_at_the_end_of(folder / name, rate=RATE, delay=DELAY, cut_every=cut) as (road, _hub):
            school_day.write(school_day.events(ENTRIES))
            road.begin_cuts()
            began = time.monotonic()
            while tables.progress().waiting:
                with contextlib.suppress(HomeroomError):
                    road.near.run(actions.send)
            seconds = time.monotonic() - began
            told = db.database.execute_sql("SELECT sum(length(content)) FROM sync_segment").fetchone()[0]
        ideal = told / RATE
        cells = (f"{seconds:.0f}", f"{ideal:.0f}", f"{seconds / ideal:.2f} x", f"{road.carried['bytes'] / told:.2f}")
        row(name, *cells, road.carried["cuts"])
    print(f"  ({road.kind})")


def main():
    """Measure everything and print it. `python -m tests.bench.sync link` only sends the day over the link."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if sys.argv[1:] != ["link"]:
            durable_acts(School(folder / "school"), folder, slow_disk(folder))
            with World(folder / "world", survive_power_cuts=True) as world:
                parts, seconds = sealed_day(world, ENTRIES)
                sizes(parts, seconds)
                ingest(world, parts, folder)
        if sys.argv[1:] != ["quick"]:
            try:
                over_the_link(folder)
            except subprocess.SubprocessError as error:
                sys.exit(f"  The link can't be emulated on this machine: {error}")


if __name__ == "__main__":
    main()
