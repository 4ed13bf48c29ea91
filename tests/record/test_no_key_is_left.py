"""Who is erased can't be read any more: not in old bundles, not in copies, not in backups, with any key there is."""

import io
import shutil

import pytest
from tests.record.every_key import Reader
from tests.record.test_erasing import OPEN, WORDS, work
from tests.stick.places import Place, enrol_by_stick, join_by_stick

from cast import settle
from homeroom import blobs, db, features, journal, keyring
from homeroom.backups import actions as backups
from homeroom.backups import forgetting, snapshots, tables
from homeroom.errors import Unavailable
from homeroom.evidence.events import TextWritten
from homeroom.people import actions as people
from homeroom.record import actions
from homeroom.stick import actions as stick_actions
from homeroom.sync import carried

BENS = "the radish of Ben did not"
NAME = "Obi-Nwanyibuife"  # long: a short name turns up in random bytes by chance
PHOTO = b"a photo of beans"


@pytest.fixture
def school(tmp_path, the_clock):
    """A school with two boxes and a hub, after a day: bundles lie in a drawer, copies and a backup are made."""
    return after_a_day(tmp_path)


def after_a_day(folder):
    one = Place(folder / "riverside", "Riverside", features.BOX, **OPEN)
    annex = Place(folder / "annex", "Riverside", features.BOX, **OPEN)
    hub = Place(folder / "hub", "The district", features.HUB)
    stick, drawer, vault = folder / "BLUE", folder / "drawer", folder / "media" / "BACKUP"
    for path in (stick, drawer, vault):
        path.mkdir(parents=True)
    with hub.open():
        stick_actions.note_hub()
    with one.open():
        one.cast = settle(None)
        work(one.cast)
        say(one.cast.ben.id, BENS)
        with journal.acting(actor="office:o"):
            sha = blobs.put(io.BytesIO(b"Ada's face"), most=1000)
            people.change_student(one.cast.ada.id, portrait=sha, family_name=NAME)
    enrol_by_stick(one, hub, stick)
    join_by_stick(annex, one, stick)
    one.out(stick)
    shutil.copytree(stick, drawer / "first trip")
    hub.come_in(stick)
    annex.come_in(stick)
    annex.out(stick)
    shutil.copytree(stick, drawer / "second trip")
    one.come_in(stick)
    with one.open():
        snapshots.take(one.settings)
        backups.prepare(vault)
        backups.back_up(vault)
    return {"one": one, "annex": annex, "hub": hub, "stick": stick, "drawer": drawer, "vault": vault, "all": folder}


def say(child, text):
    with journal.acting(actor=f"student:{child}"):
        db.write(journal.write, TextWritten(student=child, text=text, slot="s2", card="c1", when=1, block="b1"))


def erase(school, *, plug_in=True):
    """The office erases Ada; the stick goes round once, and the backup stick is plugged in."""
    one, stick = school["one"], school["stick"]
    one.run("people", "erase", one.cast.ada.id, "--name", f"Ada {NAME}")
    one.out(stick)
    school["hub"].come_in(stick)
    school["annex"].come_in(stick)
    school["annex"].out(stick)
    one.come_in(stick)
    for place in (school["hub"], school["annex"], one):
        with place.open():
            actions.carry_out()  # as the timetable does
    if plug_in:
        with one.open():
            backups.back_up(school["vault"])


def test_no_word_of_hers_can_be_read_anywhere_with_any_key_and_all_of_the_others_can(school):
    before = Reader([school["all"]])
    for words in (WORDS, NAME, PHOTO, b"Ada's face"):
        assert any("drawer" in name for name in before.where(words)), f"{words}: this search would find nothing"

    erase(school)

    after = Reader([school["all"]])
    for words in (WORDS, NAME, PHOTO, b"Ada's face"):
        assert after.where(words) == [], words
    assert any("drawer" in name for name in after.where(BENS)), "the others' words are in the old bundles as before"
    assert any("snapshots" in name for name in after.where(BENS))
    assert any("pieces" in name for name in after.where(BENS))


def test_while_her_key_lives_she_can_be_read_in_the_drawer(school, monkeypatch):
    """The twin."""
    monkeypatch.setattr(keyring, "destroy", lambda *_: 0)

    erase(school)

    assert any("drawer" in name for name in Reader([school["all"]]).where(WORDS))


def test_while_letters_with_keys_can_be_opened_she_can_be_read_in_the_drawer(school, monkeypatch):
    """The twin of the letters."""
    monkeypatch.setattr(carried, "renew_if_stale", lambda: None)

    erase(school)

    assert any("drawer" in name for name in Reader([school["all"]]).where(WORDS))


def test_a_backup_stick_that_was_away_is_named_until_it_was_plugged_in(school):
    erase(school, plug_in=False)
    one = school["one"]
    assert any("pieces" in name for name in Reader([school["all"]]).where(WORDS)), "nobody reaches a stick in a drawer"
    with one.open():
        assert [row.stick for row in forgetting.sticks_that_remember()] == [row.stick for row in tables.sticks()]
        backups.back_up(school["vault"])
        assert forgetting.sticks_that_remember() == []

    assert Reader([school["all"]]).where(WORDS) == []


def test_old_copies_stay_when_no_new_one_can_be_made(school, monkeypatch):
    one = school["one"]

    def no_room(_settings):
        raise Unavailable("no room")

    with monkeypatch.context() as short:
        short.setattr(snapshots, "take", no_room)
        one.run("people", "erase", one.cast.ada.id, "--name", f"Ada {NAME}")
        with one.open():
            assert len(snapshots.every(one.settings)) == 1

    with one.open():
        actions.carry_out()
    assert Reader([one.folder]).where(WORDS) == []


def test_a_key_that_comes_late_is_not_kept(school):
    one, annex = school["one"], school["annex"]
    with annex.open():
        late = keyring.of([one.cast.ada.id])[one.cast.ada.id]
    erase(school)

    with one.open():
        assert keyring.add(late) == 0
        assert keyring.of([one.cast.ada.id]) == {}
