"""What the doctor and the status page say about backups and the clock, read from a database that others may use."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw

from homeroom import clock, timekeeping
from homeroom.backups import at_hub, rules, tables
from homeroom.backups.alarms import OLD
from homeroom.config import Config
from homeroom.findings import Finding
from homeroom.i18n import _


def findings(settings: Config) -> Iterator[Finding]:
    """Backups, the last test of a restore, who vouches for the clock."""
    path = settings.data / "homeroom.sqlite3"
    if not path.exists():
        return
    try:
        sticks, facts = _read(path)
    except apsw.Error:
        return  # the check of the database says it
    yield from _newest(sticks, at_hub.read(facts.get(at_hub.FACT)).last_good)
    if tables.TESTED in facts:
        told = tables.Tested(**json.loads(facts[tables.TESTED]))
        yield Finding(
            _("Restore test"),
            told.well,
            _("%(when)s: %(words)s", when=_when(told.at), words=told.words),
            _("Take a new stick and write a backup now: page Backups."),
            code="restore-test",
        )
    there = at_hub.read_test(facts[at_hub.TEST]) if at_hub.TEST in facts else None
    if there is not None:
        yield Finding(
            _("Restore test from the hub"),
            there.well,
            _("%(when)s: %(words)s", when=_when(there.at), words=at_hub.proven(there)),
            _("The box sends the damaged parts anew by itself. If this stays, use a stick: page Backups."),
            code="hub-restore-test",
        )
    told_time = json.loads(facts.get(timekeeping.FACT, "{}"))
    if told_time.get("boot") == timekeeping.boot_id() and not told_time.get("trust"):
        words, cure = _("nobody vouches for the time of the box"), _("Set it on the page Clock.")
        yield Finding(_("Time"), False, words, cure, code="time")


def _read(path: Path) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        sticks = connection.execute(
            "SELECT last_good, prepared, trouble FROM backup_stick ORDER BY last_good DESC"
        ).fetchall()
        names = (tables.TESTED, timekeeping.FACT, at_hub.FACT, at_hub.TEST)
        rows = connection.execute("SELECT name, value FROM store WHERE name IN (?, ?, ?, ?)", names).fetchall()
        return sticks, {str(name): str(value) for name, value in rows}
    finally:
        connection.close()


def _newest(sticks: list[tuple[Any, ...]], there: int) -> Iterator[Finding]:
    if not sticks and not there:
        yield Finding(_("Backup"), True, _("none: no stick was prepared yet (page Backups)"))
        return
    last, prepared, trouble = sticks[0] if sticks else (0, 0, "")
    last = max(last, there)
    well = rules.passed(max(last, prepared), clock.now_ms()) < OLD
    words = _("the last good one of %(when)s", when=_when(last)) if last else _("none yet")
    words = f"{words}: {trouble}" if trouble else words
    yield Finding(_("Backup"), well, words, _("Plug the backup stick in."), code="backup")


def _when(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d %H:%M} UTC"
