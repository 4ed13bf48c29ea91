"""Tablets that keep what they did until the box has answered, whatever happens to the box."""

import http.client
import json
import threading
import time

from cast import settle
from conftest import make_settings
from homeroom import app, db
from homeroom.people import devices


def prepare(folder):
    """A school in `folder` whose server is not running yet; returns ids and enrolment codes."""
    box = app.create_box(make_settings(folder))
    try:
        cast = settle(box)
        code = devices.make_code(kind="kiosk", staff=cast.mrs_park.id, name="Front door").code
        return {"students": [child.id for child in cast.children], "kiosk_code": code}
    finally:
        db.close()


def enrol(port, code, kind="kiosk"):
    """Make a device of this test; returns its cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    body = json.dumps({"code": code, "kind": kind, "name": "Front door"})
    connection.request("POST", "/api/enrol", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    answer.read()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    connection.close()
    return cookie


class Tablet(threading.Thread):
    """Sends acts one after the other; an act without an answer is sent again until it has one."""

    def __init__(self, number, port, cookie, student):
        super().__init__(daemon=True)
        self.outbox = f"outbox-{number}"
        self.port, self.cookie, self.student = port, cookie, student
        self.answered = []
        self.at = {}  # n → when it was sent and when the answer came, by time.monotonic()
        self.resent = 0
        self.over = threading.Event()

    def run(self):
        n, tries = 1, 0
        while not self.over.is_set():
            sent = time.monotonic()
            if self._send(n):
                self.at[n] = sent, time.monotonic()
                self.answered.append(n)
                self.resent += tries > 0
                n, tries = n + 1, 0
            else:
                tries += 1
                self.over.wait(0.03)

    def _send(self, n):
        now = int(time.time() * 1000)
        act = {"n": n, "kind": "attendance.arrive" if n % 2 else "attendance.leave", "when": now}
        act["body"] = {"student": self.student, "method": "tap"}
        body = json.dumps({"outbox": self.outbox, "time": now, "acts": [act]})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Cookie": self.cookie}
            connection.request("POST", "/api/acts?device=kiosk", body, headers)
            answer = connection.getresponse()
            results = json.loads(answer.read()).get("results") if answer.status == 200 else None
            return bool(results) and results[0]["status"] in ("saved", "known")
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()
