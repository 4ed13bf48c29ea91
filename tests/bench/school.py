"""The school that is measured: the demo school on a box of its own process."""

import contextlib
import http.client
import json
import subprocess
from pathlib import Path

from tests.served import Served

from homeroom import config, demo_school, features
from homeroom.packs import tables as packs
from homeroom.people import devices
from homeroom.people import tables as people

HERE = Path(__file__).parent


class School:
    """A demo school in a folder, and what a tablet needs to work there."""

    def __init__(self, folder):
        given = config.load(None, {}, data=folder, port=0)
        self.demo = demo_school.settings_in(folder, given)
        self.people = demo_school.fill(self.demo)
        with demo_school._open(self.demo.box, features.BOX):
            self.staff = people.everybody_on_staff()[0].id
            self.students = [one.id for one in people.students()]
            self.card = _a_card()

    def code(self, kind):
        """A code for one more device."""
        with demo_school._open(self.demo.box, features.BOX):
            return devices.make_code(kind=kind, staff=self.staff).code

    @contextlib.contextmanager
    def open(self, *, program=("-m", "homeroom"), slow_disk=None):
        """The box as a process, with a tablet enrolled: (box, cookie)."""
        code = self.code("tablet")
        environ = {"LD_PRELOAD": str(slow_disk), "FSYNC_DELAY_MS": "20"} if slow_disk else {}
        settings = {"school_name": "Riverside Primary", "announce": "false"}
        with Served(self.demo.box.data, program=program, environ=environ, settings=settings) as box:
            yield box, enrol(box.port, code, "tablet")


def _a_card():
    for card in packs.cards():
        for block in card.json["blocks"]:
            if block["type"] == "question" and block["kind"] == "choice":
                right = next(option["id"] for option in block["options"] if option["correct"])
                return {"id": card.id, "sha": card.sha256, "question": block["id"], "response": right}
    raise AssertionError("no card with a choice")


def enrol(port, code, kind):
    """Make a device; returns its cookie."""
    status, headers, body = call(port, "POST", "/api/enrol", {"code": code, "kind": kind, "name": "Bench"})
    assert status == 201, body
    return headers["Set-Cookie"].partition(";")[0]


def call(port, method, path, body=None, cookie="", form=None):
    """One request; returns (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie}
    data = None
    if form is not None:
        data, headers["Content-Type"] = form, "application/x-www-form-urlencoded"
    elif body is not None:
        data, headers["Content-Type"] = json.dumps(body), "application/json"
    connection.request(method, path, data, headers)
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def slow_disk(folder):
    """The shim that makes every fsync 20 ms slower, or None where there is no C compiler."""
    library = folder / "slow_fsync.so"
    command = ["gcc", "-shared", "-fPIC", "-O2", "-o", str(library), str(HERE / "slow_fsync.c"), "-ldl"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return library
