"""Group commit: shared trips to the disk, separate fates."""

import secrets
import threading
from pathlib import Path

import apsw
import pytest

from homeroom import checkpoints, db, store
from homeroom.errors import Refused, Unavailable
from homeroom.writer import Writer
from waiting import until


def test_a_write_is_there_when_the_answer_comes(box):
    db.write(store.put, "color", "blue")

    assert store.get("color") == "blue"


def test_a_refused_write_leaves_nothing_and_spares_its_neighbors(box):
    gate = threading.Event()
    outcomes = {}

    def hold():
        gate.wait(60)

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


def test_a_full_disk_is_told_as_such_and_spares_what_came_before(box):
    db.write(store.put, "color", "blue")
    db.write(lambda: db.database.execute_sql("PRAGMA max_page_count = 1"))

    with pytest.raises(Unavailable, match="disk"):
        db.write(store.put, "long", "x" * 9_000_000)

    db.write(lambda: db.database.execute_sql("PRAGMA max_page_count = 1000000"))
    db.write(store.put, "after", "yes")
    assert (store.get("color"), store.get("long"), store.get("after")) == ("blue", None, "yes")


def test_a_refusal_that_shares_a_failed_commit_is_not_believed(box, monkeypatch):
    failing = {"on": True}
    commit = Writer._commit

    def fail(self, connection):
        if failing.pop("on", False):
            connection.execute("ROLLBACK")
        return commit(self, connection)

    def refuse():
        raise Refused("You have that already.")  # says who looked at what the same commit was to save

    monkeypatch.setattr(Writer, "_commit", fail)
    with pytest.raises(Unavailable):
        db.write(refuse)
    db.write(store.put, "after", "yes")


def test_the_writer_outlives_anything_that_happens_to_it(box, monkeypatch):
    def explode(self, connection, job):
        monkeypatch.undo()
        raise RuntimeError("a bolt from the blue")

    monkeypatch.setattr(Writer, "_attempt", explode)
    with pytest.raises(Unavailable):
        db.write(store.put, "first", "no")

    db.write(store.put, "second", "yes")
    assert (store.get("first"), store.get("second")) == (None, "yes")


def test_nobody_waits_for_ever_at_a_box_that_stops(box):
    outcomes, gate = [], threading.Event()

    def keep_writing():
        gate.wait(60)
        for number in range(200):
            try:
                db.write(store.put, "n", str(number))
            except Unavailable:
                outcomes.append("told")
                return
        outcomes.append("done")

    threads = [threading.Thread(target=keep_writing, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    gate.set()
    db.close()
    for thread in threads:
        thread.join(60)

    assert len(outcomes) == 8


# --- checkpoints -------------------------------------------------------------------------------------


def much(pages):
    """A write that lengthens the log by about so many pages."""
    for number in range(pages // 5):
        store.put(f"big-{number}", secrets.token_hex(10_000))


def test_what_was_written_flows_back_into_the_file_while_the_box_works(box, monkeypatch):
    monkeypatch.setattr(checkpoints, "SOME", 1000)
    file = Path(str(db.database.database))
    before = file.stat().st_size

    db.write(much, checkpoints.SOME + 600)

    until(lambda: file.stat().st_size > before + 3_000_000)
    assert db.check() == []


def test_the_log_does_not_grow_for_ever(box, monkeypatch):
    monkeypatch.setattr(checkpoints, "SOME", 10**9)  # as if there were never a quiet moment
    monkeypatch.setattr(checkpoints, "MANY", 6000)
    log = Path(f"{db.database.database}-wal")

    for _time in range(4):
        db.write(much, checkpoints.MANY)

    assert log.stat().st_size < 2.5 * checkpoints.MANY * 4096


def test_a_checkpoint_that_the_disk_refuses_loses_nothing(box, monkeypatch):
    monkeypatch.setattr(checkpoints, "MANY", 1)
    asked = []

    class Refusing:
        def wal_checkpoint(self, mode):
            asked.append(mode)
            raise apsw.IOError("disk I/O error")

    honest = checkpoints._checkpoint
    monkeypatch.setattr(checkpoints, "_checkpoint", lambda _connection: honest(Refusing()))

    db.write(store.put, "color", "blue")

    assert asked
    assert store.get("color") == "blue"


def test_checkpoints_go_on_after_a_moment_without_files_to_open(box, monkeypatch):
    thread = db._checkpointer
    tried = threading.Event()

    def too_many_files():
        tried.set()
        raise apsw.CantOpenError("unable to open database file")

    with monkeypatch.context() as full:
        full.setattr(thread, "_connection", too_many_files)
        thread._due.set()
        assert tried.wait(60)
    file = Path(str(db.database.database))
    before = file.stat().st_size
    monkeypatch.setattr(checkpoints, "SOME", 1000)

    db.write(much, checkpoints.SOME + 600)

    until(lambda: file.stat().st_size > before + 3_000_000)


def test_a_beginning_that_broke_off_does_not_stop_all_that_come_after(box, monkeypatch):
    def out_of_memory(connection):
        raise apsw.NoMemError("out of memory")

    with monkeypatch.context() as short:
        short.setattr(db.database.changes, "begin", out_of_memory)
        with pytest.raises(Unavailable):
            db.write(store.put, "first", "no")

    db.write(store.put, "second", "yes")
    assert (store.get("first"), store.get("second")) == (None, "yes")
