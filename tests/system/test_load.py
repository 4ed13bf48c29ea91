"""Slow readers, greedy ones and idle connections, and who still gets an answer: a box with nginx, alone, and a twin."""

import concurrent.futures
import http.client
import os
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.system.front import FILM, Front, free_port

from machines import need, need_root
from waiting import until

SLOW, GREEDY, IDLE = 100, 10, 99
PATIENCE = 3  # seconds, for who asks the twin
# What most would write: the same film by Flask and waitress as they come.
TWIN = """
import sys, waitress, flask
app = flask.Flask("twin")
app.get("/film", endpoint="film")(lambda: flask.send_file(sys.argv[1], mimetype="video/mp4", conditional=True))
app.get("/api/ping", endpoint="ping")(lambda: {"ok": True})
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[2]), _quiet=True)
"""


class Crowd:
    """100 that read slowly, 10 that want the whole film and hardly read, 99 that say nothing."""

    def __init__(self, port, request):
        self.readers, self.idle = [], []
        for n in range(SLOW + GREEDY):
            one = socket.create_connection(("127.0.0.1", port), 10, source_address=(f"127.0.2.{n + 1}", 0))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(request("bytes=0-" if n < GREEDY else "bytes=0-5242879"))
            self.readers.append(one)
        for _n in range(IDLE):
            with suppress(OSError):
                self.idle.append(socket.create_connection(("127.0.0.1", port), 2, source_address=("127.0.3.1", 0)))

    def heads(self):
        return [one.recv(2000)[:12] for one in self.readers]

    def read_on(self):
        for one in self.readers:
            one.recv(8192)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in (*self.readers, *self.idle):
            one.close()


def waits(front, crowd):
    """Seconds that each of 100 questions waited while the others read slowly; sorted."""
    told = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _round in range(25):
            asked = [pool.submit(timed, front.port, f"127.0.4.{n}") for n in range(1, 5)]
            told += [one.result() for one in asked]
            crowd.read_on()
    return sorted(told)


def timed(port, source, patience=20):
    """Seconds until /api/ping was answered. Raises OSError when it is not."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience, source_address=(source, 0))
    try:
        connection.request("GET", "/api/ping")
        assert connection.getresponse().status == 200
        return time.monotonic() - began
    finally:
        connection.close()


def temporary_bytes(*processes):
    """Bytes in files that are deleted but still held open: what a server could not keep in memory."""
    total = 0
    for process in processes:
        for handle in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                if "(deleted)" in os.readlink(handle):
                    total += handle.stat().st_size
    return total


@pytest.mark.parametrize("alone", [False, True], ids=["behind nginx", "by itself"])
def test_slow_readers_and_idle_connections_hold_nobody_up(tmp_path, capsys, alone):
    if not alone:
        need("nginx")
        need_root()
    front = Front(tmp_path / "box", alone=alone)
    try:
        with Crowd(front.port, front.film_request) as crowd:
            started = crowd.heads()
            # The machine may be busy for a moment; whoever holds the server up does so in every round.
            rounds = [waits(front, crowd)]
            while len(rounds) < 3 and rounds[-1][-2] >= 0.25:
                rounds.append(waits(front, crowd))
            held, connected = temporary_bytes(*front.processes()), len(crowd.idle)
    finally:
        front.end()

    best = min(rounds, key=lambda told: told[-2])
    name = "alone" if alone else "with nginx"
    say(
        capsys,
        f"209 slow connections, {name}: p50 {best[50] * 1000:.0f} ms, p99 {best[-2] * 1000:.0f} ms, all answered",
    )
    assert all(re.fullmatch(rb"HTTP/1\.1 206", head) for head in started)
    assert connected == IDLE
    assert {len(told) for told in rounds} == {100}  # every question was answered
    assert best[-2] < 0.25
    assert held == 0


def test_the_same_crowd_makes_a_plain_waitress_deaf(tmp_path, capsys):
    port = free_port()
    (tmp_path / "film").write_bytes(FILM)
    command = [sys.executable, "-c", TWIN, tmp_path / "film", str(port)]
    twin = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.DEVNULL)
    try:
        until(lambda: answers(twin, port))
        request = f"GET /film HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nRange: {{}}\r\n\r\n"
        with Crowd(port, lambda span: request.format(span).encode()):
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                asked = [pool.submit(timed, port, f"127.0.4.{n}", PATIENCE) for n in range(1, 21)]
            failed = sum(one.exception() is not None for one in asked)
            held = temporary_bytes(twin.pid)
    finally:
        twin.kill()
        twin.wait()

    say(capsys, f"209 slow connections, plain waitress: {failed} of 20 failed, {held / 1e6:.0f} MB in temporary files")
    assert failed > 0  # or the crowd is no trial


def answers(twin, port):
    assert twin.poll() is None
    try:
        return timed(port, "127.0.4.1")
    except OSError:
        return None


def say(capsys, words):
    with capsys.disabled():
        sys.stdout.write(f"\n{words}\n")
