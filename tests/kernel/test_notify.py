"""The box tells systemd that it is ready and alive, as long as a request gets an answer."""

import contextlib
import socket
import threading

import pytest
import waitress

from homeroom import notify
from served import Served


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    """The end of the line where systemd listens."""
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(address)
        heard.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield heard


def test_without_systemd_nothing_happens(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)

    assert not notify.tell("READY=1")
    assert notify.seconds_between() == 0


def test_a_served_box_is_ready_then_alive_then_ends(systemd, tmp_path):
    environ = {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "400000"}
    with Served(tmp_path / "box", environ=environ):
        heard = [systemd.recv(100) for _word in range(3)]
    systemd.settimeout(2)
    with contextlib.suppress(TimeoutError):
        while heard[-1] != b"STOPPING=1":
            heard.append(systemd.recv(100))

    assert heard[:3] == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1"]
    assert heard[-1] == b"STOPPING=1"


@pytest.mark.parametrize(("status", "alive"), [("200 OK", True), ("503 Full", True), (None, False)])
def test_an_answer_of_any_kind_counts_and_silence_does_not(systemd, monkeypatch, status, alive):
    monkeypatch.setattr(notify, "ASK_TIMEOUT", 0.3)
    hangs = threading.Event()

    def answer(_environ, start):
        if status is None:
            hangs.wait(5)
        start(status or "200 OK", [("Content-Length", "0")])
        return []

    server = waitress.create_server(answer, host="127.0.0.1", port=0, threads=1)

    def serve():
        with contextlib.suppress(OSError, ValueError):  # its sockets are closed under it below
            server.run()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    heartbeat = notify.Heartbeat(int(server.effective_port))

    assert heartbeat.answers() is alive
    heartbeat.end()
    hangs.set()
    server.close()
    server.task_dispatcher.shutdown(cancel_pending=True, timeout=2)
    for channel in list(server._map.values()):
        channel.close()
    thread.join(5)
