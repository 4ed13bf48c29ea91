"""Two boxes, a hub and a stick: real databases, opened one at a time, spoken to as people do."""

import contextlib
import re
import shutil
from pathlib import Path

from click.testing import CliRunner

from conftest import make_settings
from homeroom import app, cli, clock, config, db, journal, store
from homeroom.attendance.events import Arrived


class Place:
    """A box or the hub with a data folder of its own."""

    def __init__(self, folder, name, features_of, **settings):
        self.folder, self.features = folder, features_of
        self.settings = make_settings(folder, school_name=name, snapshot_minutes=0, **settings)

    @contextlib.contextmanager
    def open(self):
        """Its database is the one that is open."""
        clock.clock.reset()
        app.open_store(self.settings, self.features)
        try:
            yield self
        finally:
            db.close()
            config.use(config.Config())

    def run(self, *words, ok=True):
        """A command at this place; returns what it printed."""
        environ = {"HOMEROOM_SURVIVE_POWER_CUTS": "false", "HOMEROOM_SCHOOL_NAME": self.settings.school_name}
        environ |= {
            f"HOMEROOM_{name.upper()}": getattr(self.settings, name) for name in ("policy_names", "policy_work")
        }
        clock.clock.reset()
        found = CliRunner().invoke(cli.main, [*map(str, words), "--data", str(self.folder)], env=environ)
        config.use(config.Config())
        assert (found.exit_code == 0) == ok, found.output + repr(found.exception)
        return found.output

    def out(self, stick, *words, ok=True):
        return self.run("stick", "out", stick, *words, ok=ok)

    def come_in(self, stick, *words, ok=True):
        return self.run("stick", "in", stick, *words, ok=ok)

    def entries(self):
        """Every entry as (lane, seq, kind, body)."""
        with self.open():
            rows = db.database.execute_sql(
                "SELECT l.lane, e.seq, e.kind, e.body FROM entry e JOIN lane l USING (lane_no) ORDER BY l.lane, e.seq"
            )
            return rows.fetchall()

    def names(self):
        """Every entry as (lane, seq)."""
        return [row[:2] for row in self.entries()]

    def of(self, other):
        """Of the entries here those that `other` wrote."""
        with other.open():
            mine = {row[0] for row in db.database.execute_sql("SELECT lane FROM lane WHERE box = ?", (store.box_id(),))}
        return [name for name in self.names() if name[0] in mine]

    def arrive(self, count=1, *, start=0, child="child"):
        """Children come to school, each time on another day."""

        def all_of_them():
            for number in range(start, start + count):
                day = f"{2025 - number // 6000}-{1 + number // 25 % 12:02}-{1 + number % 25:02}"
                journal.write(Arrived(student=f"{child}{number % 6}", day=day, when=number))

        with self.open(), journal.acting(actor="kiosk:k1"):
            db.write(all_of_them)

    def waiting(self):
        """What the box believes the hub has not, in entries."""
        from homeroom.sync import tables

        with self.open():
            return tables.progress().waiting

    def tables(self):
        """All rows of all projections."""
        with self.open():
            return {
                table._meta.table_name: sorted(
                    db.database.execute_sql(f"SELECT * FROM {table._meta.table_name}"), key=repr
                )
                for table in journal._projections(db.Projection)
            }


def mark_in(text):
    """The mark that a command printed."""
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", text)[0]


def enrol_by_stick(box, hub, stick):
    """A box becomes known at the hub, without any network."""
    mark = mark_in(box.out(stick))
    said = hub.come_in(stick, "--admit", mark)
    box.come_in(stick, "--trust", mark_in(said))


def join_by_stick(new, old, stick):
    """A second box becomes one of the school's."""
    mark = mark_in(new.out(stick, "--join"))
    said = old.come_in(stick, "--admit", mark)
    new.come_in(stick, "--trust", mark_in(said))


def bundles(stick):
    """The folders of bundles on a stick."""
    return sorted((stick / "homeroom").glob("bundle-*"))


def copy_of(stick, name):
    """The same stick once more."""
    target = Path(stick).with_name(name)
    shutil.copytree(stick, target)
    return target
