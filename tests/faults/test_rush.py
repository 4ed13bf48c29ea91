"""The rush of a morning: three hundred children at four doors in five minutes, forty sign-ins in thirty seconds."""

import json
import threading
import time
import urllib.request

import pytest
from tests.faults.class_at_work import enrol
from tests.served import Served

from cast import settle
from conftest import make_settings
from homeroom import app, db, journal
from homeroom.people import actions, child_secrets, devices

pytestmark = pytest.mark.faults
CHILDREN, DOORS, SIGN_INS, TABLETS = 300, 4, 40, 8


@pytest.fixture
def school(tmp_path):
    """A school of three hundred, forty of them with pictures; its box is served and writes through to the disk."""
    cast = settle(app.create_box(make_settings(tmp_path)))
    with journal.acting(actor="office:the-tests"):
        children = [
            actions.register_student(given_name=f"Child{number}", family_name="Obi").id for number in range(CHILDREN)
        ]
        for child in children:
            actions.enroll(child, cast.class_3b.id)
        secrets = child_secrets.provide(children[:SIGN_INS], "pictures")
    codes = [devices.make_code(kind="kiosk", staff=cast.mrs_park.id, name=f"Door {n}").code for n in range(DOORS)]
    made = [
        devices.make_code(kind="tablet", staff=cast.mrs_park.id, name=f"T{n}", school_class=cast.class_3b.id).code
        for n in range(TABLETS)
    ]
    db.close()
    with Served(tmp_path, settings={"survive_power_cuts": "true"}) as box:
        box.doors = [enrol(box.port, code) for code in codes]
        box.tablets = [enrol(box.port, code, "tablet") for code in made]
        yield box, children, secrets


def post(box, path, cookie, told):
    """What the box answers."""
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    ask = urllib.request.Request(box.url + path, json.dumps(told).encode(), headers)
    with urllib.request.urlopen(ask, timeout=60) as answer:
        return answer.status, json.loads(answer.read())


def at_once(*lines):
    """Each line of calls in a thread of its own; returns the seconds that all took, and every answer."""
    answers, started = [], time.monotonic()
    threads = [threading.Thread(target=lambda one=one: answers.extend(call() for call in one)) for one in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - started, answers


def test_all_are_in_and_signed_in_in_time(school):
    box, children, secrets = school

    def arrive(number):
        now = int(time.time() * 1000)
        body = {"student": children[number], "method": "tap"}
        act = {"n": number + 1, "kind": "attendance.arrive", "when": now, "body": body}
        told = {"outbox": f"door-{number % DOORS}", "time": now, "acts": [act]}
        return post(box, "/api/acts?device=kiosk", box.doors[number % DOORS], told)

    def sign_in(number):
        told = {"student": children[number], "secret": secrets[children[number]]}
        return post(box, "/api/sign-in", box.tablets[number % TABLETS], told)

    doors = [[lambda n=n: arrive(n) for n in range(door, CHILDREN, DOORS)] for door in range(DOORS)]
    tablets = [[lambda n=n: sign_in(n) for n in range(tablet, SIGN_INS, TABLETS)] for tablet in range(TABLETS)]
    signed_in, sessions = at_once(*tablets)
    arrived, came = at_once(*doors)

    assert [status for status, _told in sessions] == [200] * SIGN_INS
    assert [told["results"][0]["status"] for _status, told in came] == ["saved"] * CHILDREN
    assert signed_in < 30
    assert arrived < 300
