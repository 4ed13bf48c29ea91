"""What happens unasked: who talks to another machine, however long that takes, holds up nobody."""

import contextlib
import socket
import threading
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import make_settings
from homeroom import jobs, timetable
from homeroom.backups import snapshots
from homeroom.errors import Unavailable
from homeroom.sync import link
from waiting import until

TALKS = {
    "send to the hub",
    "exchange with neighbors",
    "test a restore from the hub",
    "fetch a release that somebody wants now",
}


@pytest.fixture
def plan(box, tmp_path):
    """The timetable of a box that does everything."""
    return timetable.box(make_settings(tmp_path / "box", updater=str(tmp_path), front_port=443))


def test_talks_that_hang_hold_up_neither_the_box_nor_each_other(plan):
    begun, gate = set(), threading.Event()

    def instead(job):
        def do():
            begun.add(job.name)
            if job.name in TALKS:
                gate.wait(60)

        return replace(job, action=do, seconds=0.05)

    assert {job.name for job in plan} >= TALKS
    scheduler = jobs.start(tuple(instead(job) for job in plan))
    try:
        until(lambda: begun == {job.name for job in plan}, why=lambda: f"held up: {[*{j.name for j in plan} - begun]}")
    finally:
        gate.set()
        scheduler.shutdown()


def test_an_answer_that_only_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(link, "TIMEOUT", 0.5)
    gone = threading.Event()

    def drip(listener):
        with listener, listener.accept()[0] as caller, contextlib.suppress(OSError):
            caller.recv(9000)
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n")
            until(lambda: not caller.send(b"x"), every=0.02)  # a minute of it
        gone.set()

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=drip, args=(listener,))
    thread.start()
    port, key = listener.getsockname()[1], Ed25519PrivateKey.generate()
    with link.Link(f"http://127.0.0.1:{port}", box="b", key=key, hub_key=None) as wire:
        with pytest.raises(Unavailable):
            wire.fetch("POST", "/sync/v1/hello", b"{}")
        assert gone.wait(30)
    thread.join()


def test_two_copies_of_the_same_second_do_not_spoil_each_other(box, tmp_path):
    settings, found = make_settings(tmp_path / "box"), []
    threads = [threading.Thread(target=lambda: found.append(snapshots.take(settings))) for _time in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.problem() for one in found] == [""] * 4
