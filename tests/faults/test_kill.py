"""kill -9 at random moments under load: no acknowledged act is lost, none is doubled."""

import random
import time

import apsw
import pytest
from tests.faults import class_at_work
from tests.served import Served

TABLETS = 6
ROUNDS = 100
FEW_ROUNDS = 10
TWIN_ROUNDS = 12


def let_them_work(folder, *, rounds, program=("-m", "homeroom"), seed=1):
    """Tablets at work while the box is killed again and again; returns the tablets."""
    school = class_at_work.prepare(folder)
    box = Served(folder, program=program, settings={"survive_power_cuts": "true", "threads": 8}).start()
    chance = random.Random(seed)
    try:
        cookie = class_at_work.enrol(box.port, school["kiosk_code"])
        students = school["students"]
        tablets = [class_at_work.Tablet(i, box.port, cookie, students[i % len(students)]) for i in range(TABLETS)]
        for tablet in tablets:
            tablet.start()
        for _round in range(rounds):
            time.sleep(chance.uniform(0.02, 0.3))
            box.kill()
            box.start()
        for tablet in tablets:
            tablet.over.set()
        for tablet in tablets:
            tablet.join(60)
    finally:
        box.kill()
    return tablets


def stored(folder):
    """(outbox, n) → how many entries of it are in the file."""
    connection = apsw.Connection(str(folder / "homeroom.sqlite3"))
    rows = connection.execute(
        "SELECT device, n, count(*) FROM entry WHERE device IS NOT NULL AND kind LIKE 'attendance.%' GROUP BY device, n"
    )
    found = {(device.partition("/")[2], n): count for device, n, count in rows}
    assert connection.pragma("integrity_check") == "ok"
    connection.close()
    return found


@pytest.mark.parametrize(
    "rounds", [pytest.param(FEW_ROUNDS, marks=pytest.mark.slow), pytest.param(ROUNDS, marks=pytest.mark.faults)]
)
def test_kills_lose_nothing_and_double_nothing(tmp_path, rounds):
    tablets = let_them_work(tmp_path, rounds=rounds)
    found = stored(tmp_path)
    answered = {(tablet.outbox, n) for tablet in tablets for n in tablet.answered}

    assert answered - set(found) == set()
    assert {act: count for act, count in found.items() if count != 1} == {}
    assert sum(tablet.resent for tablet in tablets) >= rounds / 4, "the kills hardly ever hit an act on its way"


@pytest.mark.faults
def test_a_box_that_answers_too_early_is_caught(tmp_path):
    tablets = let_them_work(tmp_path, rounds=TWIN_ROUNDS, program=("tests/faults/early_ack.py",))
    answered = {(tablet.outbox, n) for tablet in tablets for n in tablet.answered}

    assert answered - set(stored(tmp_path)), "the twin lost nothing: then the test above proves nothing"
