"""Group commit: shared trips to the disk, separate fates."""

import threading

import pytest

from homeroom import db, store
from homeroom.errors import Refused, Unavailable


def test_a_write_is_there_when_the_answer_comes(box):
    db.write(store.put, "color", "blue")

    assert store.get("color") == "blue"


def test_a_refused_write_leaves_nothing_and_spares_its_neighbors(box):
    gate = threading.Event()
    outcomes = {}

    def hold():
        gate.wait(5)

    def good():
        store.put("good", "yes")

    def bad():
        store.put("bad", "yes")
        raise Refused("No.")

    def run(name, job):
        try:
            db.write(job)
            outcomes[name] = "saved"
        except Refused:
            outcomes[name] = "refused"

    threads = [threading.Thread(target=run, args=pair) for pair in (("hold", hold), ("good", good), ("bad", bad))]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()

    assert outcomes == {"hold": "saved", "good": "saved", "bad": "refused"}
    assert store.get("good") == "yes"
    assert store.get("bad") is None


def test_readers_can_not_write(box):
    with pytest.raises(Exception, match="readonly"):
        store.put("sneaky", "yes")


def test_writes_inside_a_write_share_its_fate(box):
    def outer():
        db.write(store.put, "inner", "yes")
        raise Refused("No.")

    with pytest.raises(Refused):
        db.write(outer)

    assert store.get("inner") is None


def test_a_hundred_writers_all_get_their_answer(box):
    def add(number):
        db.write(store.put, f"n{number}", str(number))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(store.get(f"n{number}") == str(number) for number in range(100))


def test_a_closed_database_says_so(box):
    db.close()

    with pytest.raises(Unavailable):
        db.write(store.put, "late", "yes")
