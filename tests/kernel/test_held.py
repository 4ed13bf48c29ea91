"""Answers are made ready while the disk works, and none leaves the box before its commit."""

import http.client
import json
import select
import socket
import threading

import apsw
import pytest
from waitress.server import BaseWSGIServer

from conftest import make_settings
from homeroom import db, journal
from homeroom.commands import server as serving
from homeroom.commands.held import HeldChannel, hold_answers
from homeroom.errors import Refused, Unavailable
from homeroom.people import devices
from homeroom.writer import Writer
from waiting import until


@pytest.fixture
def disk(monkeypatch):
    """A disk whose commits wait until they are let go, and may fail."""
    honest = Writer._commit
    disk = SlowDisk()

    def commit(self, connection):
        if not disk.slow:
            return honest(self, connection)
        disk.asked.set()
        assert disk.go.wait(20)
        if disk.fails:
            self._roll_back(connection)
            return Unavailable("The box could not write to its disk (EIO). Nothing was changed.")
        return honest(self, connection)

    monkeypatch.setattr(Writer, "_commit", commit)
    yield disk
    disk.go.set()


class SlowDisk:
    def __init__(self):
        self.slow = self.fails = False
        self.asked, self.go = threading.Event(), threading.Event()


@pytest.fixture
def server(box, cast, tmp_path):
    """The box behind its real server, with a single thread for requests."""
    server = serving._listen(box, make_settings(tmp_path, host="127.0.0.1", threads=1))
    let_go = hold_answers(server.map)
    loop = threading.Thread(target=server.run, daemon=True)
    loop.start()
    yield server
    let_go()
    first = next(one for one in server.map.values() if isinstance(one, BaseWSGIServer))
    first.trigger.pull_trigger(server.close)  # in the loop's own thread, which ends with it
    loop.join(10)


class Kiosk:
    """A kiosk on a kept connection of its own."""

    def __init__(self, server, cast, name):
        self.port = int(server.effective_listen[0][1])
        code = devices.make_code(kind="kiosk", staff=cast.mrs_park.id, name=name).code
        self.token = devices.enrol(code, kind="kiosk", name=name)[1]
        self.student, self.server = cast.ada.id, server
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.heard = self.socket.makefile("rb")  # one for all answers: it reads ahead

    def act(self, n, clock):
        body = {"student": self.student, "method": "tap"}
        one = {"n": n, "kind": "attendance.arrive", "when": clock.ms, "body": body}
        body = json.dumps({"outbox": "o1", "time": clock.ms, "acts": [one]}).encode()
        cookie = f"Cookie: homeroom-kiosk-{self.port}={self.token}\r\n"
        head = f"POST /api/acts?device=kiosk HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{cookie}"
        return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    def send(self, *messages):
        self.socket.sendall(b"".join(messages))

    def hears_something(self, within=0.0):
        return bool(select.select([self.socket], [], [], within)[0])

    def answer(self):
        status = int(self.heard.readline().split()[1])
        length = int(http.client.parse_headers(self.heard)["Content-Length"])
        return status, json.loads(self.heard.read(length))

    def close(self):
        self.heard.close()
        self.socket.close()


@pytest.fixture
def kiosk(server, cast):
    kiosk = Kiosk(server, cast, "Front door")
    yield kiosk
    kiosk.close()


def answer_is_ready(server):
    """Whether some connection has an answer that was not sent yet."""
    channels = [one for door in server.map.values() for one in getattr(door, "active_channels", {}).values()]
    return any(one.total_outbufs_len and not one.requests for one in channels)


def on_disk(kind):
    """What another process would find in the file."""
    connection = apsw.Connection(str(db.database.database), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return connection.execute("SELECT count(*) FROM entry WHERE kind = ?", (kind,)).fetchone()[0]
    finally:
        connection.close()


def test_an_answer_that_is_ready_stays_until_its_commit_and_no_thread_waits_with_it(
    server, kiosk, cast, disk, the_clock
):
    disk.slow = True
    kiosk.send(kiosk.act(1, the_clock))
    assert disk.asked.wait(20)
    until(lambda: answer_is_ready(server))

    other = http.client.HTTPConnection("127.0.0.1", kiosk.port, timeout=20)
    other.request("GET", "/api/ping")
    assert other.getresponse().read()  # by the only thread there is
    other.close()
    assert not kiosk.hears_something(within=0.2)
    assert on_disk("attendance.arrived") == 0

    disk.go.set()
    assert kiosk.answer()[1]["results"] == [{"n": 1, "status": "saved"}]
    assert on_disk("attendance.arrived") == 1


def test_a_server_that_does_not_hold_answers_is_caught(server, kiosk, disk, the_clock, monkeypatch):
    monkeypatch.setattr(HeldChannel, "hold", lambda self, job: None)
    disk.slow = True
    kiosk.send(kiosk.act(1, the_clock))
    assert disk.asked.wait(20)

    assert kiosk.hears_something(within=20)
    assert on_disk("attendance.arrived") == 0


def test_a_commit_that_fails_is_told_instead_of_the_answer_that_was_ready(server, kiosk, cast, disk, the_clock):
    disk.slow = disk.fails = True
    kiosk.send(kiosk.act(1, the_clock))
    until(lambda: answer_is_ready(server))
    disk.go.set()

    status, problem = kiosk.answer()
    assert (status, problem["status"], problem["type"]) == (503, 503, "/problems/unavailable")
    assert "Nothing was changed" in problem["detail"]
    assert not journal.of_subject(cast.ada.id, "attendance.arrived")

    disk.slow = False
    again = Kiosk(server, cast, "Back door")
    again.send(again.act(1, the_clock))
    assert again.answer()[1]["results"] == [{"n": 1, "status": "saved"}]
    again.close()


def test_requests_that_come_together_on_one_connection_are_answered_in_their_order(server, kiosk, disk, the_clock):
    kiosk.send(*(kiosk.act(n, the_clock) for n in (1, 2, 3)))

    assert [kiosk.answer()[1]["results"][0]["n"] for _ in range(3)] == [1, 2, 3]


def test_leave_to_send_the_next_body_does_not_let_the_answer_before_it_out(server, kiosk, disk, the_clock):
    head, _end, body = kiosk.act(2, the_clock).partition(b"\r\n\r\n")
    disk.slow = True
    kiosk.send(kiosk.act(1, the_clock), head + b"\r\nExpect: 100-continue\r\n\r\n")
    until(lambda: answer_is_ready(server))

    assert not kiosk.hears_something(within=0.2)
    assert on_disk("attendance.arrived") == 0
    disk.slow = False
    disk.go.set()
    assert kiosk.answer()[1]["results"] == [{"n": 1, "status": "saved"}]
    assert kiosk.heard.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert kiosk.heard.readline() == b"\r\n"
    kiosk.send(body)
    assert kiosk.answer()[1]["results"] == [{"n": 2, "status": "saved"}]


def test_what_is_promised_is_there_before_the_commit_and_a_refusal_only_after_it(box, disk):
    disk.slow = True
    good = db.promise(lambda: "yes")
    assert good.promised() == "yes"
    assert not good.over
    disk.go.set()
    assert good.durable() == "yes"

    disk.go.clear()

    def refuse():
        raise Refused("You have that already.")  # says who looked at what the same commit is to save

    disk.asked.clear()
    bad, heard = db.promise(refuse), []

    def listen():
        try:
            bad.promised()
        except Refused as error:
            heard.append(error.message)

    listener = threading.Thread(target=listen)
    listener.start()
    assert disk.asked.wait(20)
    assert not heard
    disk.go.set()
    listener.join(20)
    assert heard == ["You have that already."]
