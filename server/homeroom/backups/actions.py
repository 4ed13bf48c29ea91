"""What people and the timetable do: prepare a stick, back up now or at night, test a restore, look after the disk."""

import logging
import threading
from pathlib import Path

from homeroom import clock, config, db, disk
from homeroom.backups import forgetting, key_copies, places, rules, snapshots, tables, trial, vault, writing
from homeroom.backups.lists import Backup
from homeroom.backups.places import Place
from homeroom.backups.writing import Watch, quiet
from homeroom.config import Config
from homeroom.errors import Conflict, HomeroomError, Refused
from homeroom.i18n import _

log = logging.getLogger(__name__)


def prepare(root: Path) -> Place:
    """Make a stick ready for backups of this box. Raises Refused when it can't be written."""
    place = places.prepare(root, vault.own(config.current().data).mark)
    writing.note_prepared(place)
    return place


def place_at(root: Path) -> Place:
    """The part of a stick that is prepared for this box. Raises Refused when there is none."""
    place = Place(root, vault.own(config.current().data).mark)
    if not place.stick:
        raise Refused(_("%(folder)s is not prepared for backups of this box.", folder=root))
    return place


def back_up(root: Path, watch: Watch = quiet) -> Backup:
    """Write a backup onto a prepared stick now."""
    return writing.write(place_at(root), watch)


def begin_back_up(root: Path) -> None:
    """The same beside everything else; the stick's row tells how it went. Raises Conflict when one is being written."""
    place = place_at(root)
    if writing.running():
        raise Conflict(_("A backup is being written already."))

    def work() -> None:
        try:
            writing.write(place)
        except HomeroomError as error:
            log.warning("backup: %s", error.message)

    threading.Thread(target=work, name="backup", daemon=True).start()


def back_up_if_due() -> None:
    """The timetable's call: each prepared stick that is plugged in gets its backup of the night."""
    settings = config.current()
    if not vault.exists(settings.data):
        return  # no stick was ever prepared
    mark = vault.own(settings.data).mark
    for place in places.prepared(settings, mark):
        known = tables.stick(place.stick)
        age = rules.passed(known.last_good if known else 0, clock.now_ms())
        tried = rules.passed(known.last_try if known else 0, clock.now_ms())
        due = (
            rules.backup_due(age=age, hour=clock.local(clock.now_ms()).hour)
            or known in forgetting.sticks_that_remember()
        )
        if due and tried > rules.HOUR:
            writing.write(place)


def test_if_due() -> None:
    """The timetable's call: once a week a restore is tested."""
    if trial.due():
        trial.run()


def look_after_disk(settings: Config) -> None:
    """The timetable's call: thin copies when the disk is short, and say so."""
    gone = snapshots.thin_if_short(settings)
    if gone:
        log.warning("The disk is short: %d old copies of the database were removed.", gone)
    elif disk.state(settings) is disk.State.FULL:
        log.warning("The disk is full: photos and packs are refused.")


def let_old_keys_go() -> None:
    """The timetable's call: copies of children's keys that lie about live for 30 days."""
    key_copies.age_out(config.current())


@db.writes
def stick_is_gone(name: str) -> None:
    """Somebody has destroyed a stick or will never plug it in here again: it is asked for no more."""
    tables.Stick.drop(stick=name)


def check_database() -> None:
    """The timetable's nightly call: look for damage while the box works, so that nobody finds out later."""
    problems = db.check()
    if problems:
        log.error("The database is damaged (%s). Start the box again: it returns to its newest good copy.", problems[0])
    _note_check(problems[0] if problems else "")


@db.writes
def _note_check(problem: str) -> None:
    tables.note_damage(problem)
