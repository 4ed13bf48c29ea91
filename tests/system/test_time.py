"""Tablets ask the box for the time as they ask any time server; it is silent while it is not sure itself."""

import http.server
import json
import socket
import struct
import subprocess
import sys
import threading

import pytest

from machines import FILES

EPOCH = 2_208_988_800
TIME = 1_795_420_800.25  # seconds: a Monday morning in November 2026
QUESTION = bytes([0x23]) + bytes(39) + b"as asked"  # version 4, a client


class Box(http.server.BaseHTTPRequestHandler):
    told = {}  # what the box says of its time

    def do_GET(self):
        body = json.dumps(self.told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def asked():
    """Asks the time of a box that says this of itself; returns the answer, None when there is none."""
    box = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Box)
    thread = threading.Thread(target=box.serve_forever, daemon=True)
    thread.start()
    started = []

    def ask(question=QUESTION, *, answered=True, **told):
        Box.told = told
        command = [sys.executable, FILES / "homeroom-time", "--port", "0"]
        command += ["--address", f"http://127.0.0.1:{box.server_port}/healthz"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        port = int(process.stdout.readline().split()[-1])
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
            out.settimeout(60 if answered else 1)
            out.sendto(question, ("127.0.0.1", port))
            try:
                return out.recv(512)
            except TimeoutError:
                return None

    yield ask
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()
    box.shutdown()
    box.server_close()
    thread.join()


@pytest.mark.parametrize(("trust", "stratum"), [(1, 10), (2, 6), (3, 4)])
def test_a_tablet_is_told_the_time_of_the_box_and_how_sure_it_is(asked, trust, stratum):
    told = asked(time=int(TIME * 1000), clock=trust)

    assert len(told) == 48
    assert told[0] == 0x24  # no warning, version 4, a server
    assert told[1] == stratum
    assert told[24:32] == b"as asked"
    came, went = (seconds / 2**32 - EPOCH for seconds in struct.unpack("!QQ", told[32:48]))
    assert TIME <= came <= went < TIME + 60


def test_a_box_that_is_not_sure_of_the_time_tells_none(asked):
    assert asked(time=int(TIME * 1000), clock=0, answered=False) is None


def test_a_box_that_does_not_say_what_time_it_is_tells_none(asked):
    assert asked(ok=True, answered=False) is None


@pytest.mark.parametrize("question", [b"", b"x" * 47, bytes([0x24]) + bytes(47), bytes([0x3B]) + bytes(47)])
def test_whatever_is_no_question_gets_no_answer(asked, question):
    assert asked(question, time=int(TIME * 1000), clock=3, answered=False) is None


def test_the_seconds_that_begin_anew_in_2036_are_told_right(asked):
    told = asked(time=2_090_000_000_000, clock=3)
    seconds = struct.unpack("!I", told[40:44])[0]

    assert 0 <= (seconds - EPOCH) % 2**32 - 2_090_000_000 < 60
