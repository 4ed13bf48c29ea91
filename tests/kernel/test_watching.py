"""What is remembered of a table is forgotten as soon as a commit changes the table."""

import threading
from collections import Counter

import apsw
import pytest

from homeroom import db, watching
from homeroom.errors import NotFound
from homeroom.people import known
from homeroom.people.on_this_box import Device


@pytest.fixture
def asked(box, cast):
    """How often a device's name was really read."""
    cast.tablet(cast.class_3b)
    return []


def name(asked):
    def read():
        asked.append(1)
        return Device.select().get().name

    return db.database.changes.remember("device", "the only one", read)


def rename(text):
    db.write(lambda: Device.update(name=text).execute())


def test_what_is_known_is_not_read_again(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", 1000)
    assert name(asked) == name(asked) == name(asked)
    assert len(asked) == 1


def test_a_commit_that_changes_the_table_is_seen_at_once(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", 1000)
    for text in ("Red", "Blue", "Green"):
        rename(text)
        assert name(asked) == text


def test_a_change_that_is_not_committed_yet_is_neither_seen_nor_kept(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", 1000)
    rename("Red")
    told = []

    def rename_and_look(and_then=lambda: None):
        Device.update(name="Blue").execute()
        told.append(name(asked))
        other = threading.Thread(target=lambda: told.append(name(asked)))
        other.start()
        other.join()
        and_then()

    with pytest.raises(ZeroDivisionError):
        db.write(rename_and_look, lambda: 1 / 0)
    assert told == ["Blue", "Red"]
    assert name(asked) == "Red"

    db.write(rename_and_look)
    assert told[2:] == ["Blue", "Red"]
    assert name(asked) == "Blue"


def test_what_another_program_changes_is_seen_after_a_moment(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", -1)
    name(asked)
    name(asked)
    assert len(asked) == 2


def test_the_writer_too_sees_what_another_program_committed(box, cast):
    def who():
        return known.student_id(cast.ada.id)

    assert db.write(who) == cast.ada.id
    other = apsw.Connection(str(db.database.database))
    other.execute("DELETE FROM student WHERE id = ?", (cast.ada.id,))
    other.close()

    with pytest.raises(NotFound):
        db.write(who)


def test_the_writer_sees_its_own_change_in_the_same_transaction(box, cast):
    def away():
        before = known.student_id(cast.ada.id)
        db.database.run("DELETE FROM student WHERE id = ?", (cast.ada.id,))
        with pytest.raises(NotFound):
            known.student_id(cast.ada.id)
        return before

    assert db.write(away) == cast.ada.id
    with pytest.raises(NotFound):
        db.write(lambda: known.student_id(cast.ada.id))


class Interrupted(Counter):
    """Counts of changes; whoever reads or adds to one (`moment`) is interrupted there once."""

    moment, meanwhile = "", None

    def __getitem__(self, table):
        self.interrupt("asked")
        return super().__getitem__(table)

    def update(self, tables):
        super().update(tables)
        self.interrupt("noted")

    def interrupt(self, moment):
        if self.moment == moment:
            self.moment = ""
            self.meanwhile()


def in_a_thread(work):
    other = threading.Thread(target=work)
    other.start()
    return other


def test_who_asks_while_a_change_begins_does_not_keep_what_was_before_it(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", 1000)
    rename("Red")
    changes = db.database.changes
    monkeypatch.setattr(changes, "_changes", counts := Interrupted(changes._changes))
    noted, gate, writing = threading.Event(), threading.Event(), []

    def change():
        Device.update(name="Blue").execute()
        noted.set()
        gate.wait(60)

    def begin():
        writing.append(in_a_thread(lambda: db.write(change)))
        noted.wait(60)

    counts.moment, counts.meanwhile = "asked", begin
    assert name(asked) == "Red"
    gate.set()
    writing[0].join()

    assert name(asked) == "Blue"


def test_nor_does_who_asks_while_a_change_is_being_noted(asked, monkeypatch):
    monkeypatch.setattr(watching, "LASTS", 1000)
    rename("Red")
    changes = db.database.changes
    monkeypatch.setattr(changes, "_changes", counts := Interrupted(changes._changes))

    counts.moment, counts.meanwhile = "noted", lambda: in_a_thread(lambda: name(asked)).join()
    rename("Blue")

    assert name(asked) == "Blue"
