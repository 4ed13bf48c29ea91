"""`make bench`: speed as ratios, side by side in one run. Numbers of one machine say little; ratios do."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from tests.bench import drafts, load, pages
from tests.bench.school import HERE, School, call, slow_disk

SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
TABLETS = (1, 16, 100)


def row(*cells):
    """One line of a table."""
    print("  " + "".join(f"{cell:>16}" if i else f"{cell:<34}" for i, cell in enumerate(cells)), flush=True)


def raw(folder, rows, shim):
    environ = {**os.environ, **({"LD_PRELOAD": str(shim), "FSYNC_DELAY_MS": "20"} if shim else {})}
    command = [sys.executable, str(HERE / "raw_sqlite.py"), str(folder / f"raw{rows}{bool(shim)}.db"), str(rows), "3"]
    return float(subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout)


def durable_acts(school, folder, shim):
    """Acts a second through HTTP, answered after the commit: group commit beside one transaction an act."""
    for name, disk in (("this disk", None), ("20 ms more each fsync", shim)):
        if name != "this disk" and disk is None:
            print("  (no C compiler: the slow disk was skipped)")
            continue
        print(f"\nDurable acts a second, {name}")
        row("", "acts/s", "p50 ms", "p99 ms", "max ms", "ratio", "of raw SQLite")
        for tablets in TABLETS:
            results = {}
            for how, program in (("group", ("-m", "homeroom")), ("one", ("tests/bench/one_by_one.py",))):
                with school.open(program=program, slow_disk=disk) as (box, cookie):
                    load.run(box.port, cookie, school.students, school.card, tablets=tablets, seconds=1)
                    results[how] = load.run(
                        box.port, cookie, school.students, school.card, tablets=tablets, seconds=SECONDS
                    )
            ceiling = raw(folder, tablets, disk)
            for how, label in (("one", "one transaction an act"), ("group", "group commit")):
                found = results[how]
                times = [f"{found.percentile(share) * 1000:.1f}" for share in (0.5, 0.99, 1.0)]
                ratio = f"{found.rate / results['one'].rate:.1f} x"
                row(f"{tablets:>3} tablets, {label}", f"{found.rate:.0f}", *times, ratio, f"{found.rate / ceiling:.2f}")


def sign_ins(school):
    """Forty children sign in within 30 seconds next to a class at work."""
    print("\nForty sign-ins next to a running class")
    with school.open() as (box, cookie):
        children = [one for one in school.people if one.role == "student"]
        times = []
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.background", str(box.port), cookie, str(school.demo.box.data), "12"]
        )
        started = time.perf_counter()
        for number in range(40):
            child = children[number % len(children)]
            one = time.perf_counter()
            status, _headers, answer = call(
                box.port, "POST", "/api/sign-in", {"student": child.id, "secret": child.pictures}, cookie
            )
            times.append(time.perf_counter() - one)
            assert status == 200, answer
        total = time.perf_counter() - started
        worker.wait()
    row(
        "all forty",
        f"{total:.2f} s",
        f"p50 {statistics.median(times) * 1000:.0f} ms",
        f"max {max(times) * 1000:.0f} ms",
    )


def watching(school):
    """What ten teachers who watch the live page cost."""
    print("\nThe live page for ten viewers")
    with school.open() as (box, _cookie):
        okoro = next(one for one in school.people if one.username == "okoro")
        form = f"username={okoro.username}&password={okoro.password.replace(' ', '+')}"
        status, headers, _body = call(box.port, "POST", "/sign-in", form=form)
        assert status == 303
        cookie = headers["Set-Cookie"].partition(";")[0]
        cost, seconds = pages.watch(box, cookie, viewers=10, seconds=20)
    row("share of a core", f"{cost / seconds * 100:.1f} %")


def footprint(school):
    """Cold start to the first page, and memory."""
    print("\nCold start and memory with the demo school")
    times, sizes = [], []
    for _ in range(3):
        started = time.perf_counter()
        with school.open() as (box, _cookie):
            first = time.perf_counter()
            status, _headers, _body = call(box.port, "GET", "/")
            assert status == 200
            times.append(time.perf_counter() - started)
            for path in ("/sign-in", "/student", "/kiosk"):
                call(box.port, "GET", path)
            sizes.append(psutil.Process(box.process.pid).memory_info().rss / 1e6)
            assert first > started
    row("start to first page", f"{statistics.median(times):.2f} s")
    row("resident memory", f"{max(sizes):.0f} MB")


def main():
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        school = School(folder / "school")
        shim = slow_disk(folder)
        durable_acts(school, folder, shim)
        sign_ins(school)
        watching(school)
        footprint(school)
        pages.times(school)
    drafts.times()


if __name__ == "__main__":
    main()
