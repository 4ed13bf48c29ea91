"""Several real boxes and a hub in one process: real files, real code, a link that can be cut at any request.

    world = World(folder)
    hub, one = world.hub, world.box("one")
    one.enrol()
    with one: ...                 # the process is this box now: journal.write, tables, actions
    one.sync(cut=Cut(3))          # the third request is lost; Cut(3, answer=True): only its answer is

Only one of them is awake at a time: its database, lane, clock and settings are swapped into the process.
"""

import contextlib
import functools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import ready
from homeroom import app, clock, config, connections, db, features, journal, store
from homeroom.attendance.events import Arrived, Left, MarkedByTeacher
from homeroom.errors import HomeroomError
from homeroom.hub import actions as hub_actions
from homeroom.sync import actions, intake, link, quarantine, state, tables

START = 1_795_420_800_000  # ms: a Monday morning in November 2026
FULL = {"policy_names": "full", "policy_work": "full"}


@dataclass
class Cut:
    """Lose the request of this number (from 1) and all behind it, or (`answer`) only the hub's answer to it."""

    number: int
    answer: bool = False


class Node:
    """One machine with its data folder. `with node:` makes the process be it."""

    def __init__(self, world, name, names, **settings):
        self.world, self.name, self.names = world, name, names
        self.folder = world.folder / name
        settings = {"survive_power_cuts": False, "snapshot_minutes": 0, "school_name": "Riverside", **settings}
        self.settings = config.load(None, {}, data=self.folder, **settings)
        self.wall = 0  # ms this machine's clock is off
        self._state = None
        self._lane = ("", 0)
        self.database = None

    def start(self):
        """Power on: a new process on the files that are there."""
        self.database = connections._Database().__dict__
        self._db = (None, None, None)
        self._lane, self._last, self._learned = ("", 0), 0, (None, clock.Trust.UNSET, False)
        with self:
            app.open_store(self.settings, self.names)
            db._checkpointer.stop()
        return self

    def stop(self):
        """Power off."""
        if self.database is not None:
            with self:
                db.close()
            self.database = None

    def __enter__(self):
        assert self.world.awake is None, f"{self.world.awake} is awake"
        self.world.awake = self
        connections.database.__dict__.clear()
        connections.database.__dict__.update(self.database)
        db._writer, db._checkpointer, db._claim = self._db
        store._lane, store._offset = self._lane
        clock.clock._last = self._last
        told, trust, instead = self._learned
        clock.clock.resume(told, trust, instead=instead)
        config.use(self.settings)
        return self

    def __exit__(self, *_):
        self.world.awake = None
        self.database = dict(connections.database.__dict__)
        self._db = (db._writer, db._checkpointer, db._claim)
        self._lane, self._last = (store._lane, store._offset), clock.clock._last
        self._learned = clock.clock.learned

    def copy_to(self, folder):
        """Copy the files of this machine as a card is copied, while it runs."""
        with self:
            db.database.connection().wal_checkpoint()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)

    def restore(self, folder):
        """Put the files of a copy in the place of what is here, and start again."""
        self.stop()
        shutil.rmtree(self.folder)
        shutil.copytree(folder, self.folder)
        self.start()


class Box(Node):
    """A school's box."""

    def enrol(self, code=None):
        """Enrol at the hub of this world."""
        code = code or self.world.code(self)
        with self, self.world.link(None):
            actions.enrol("http://hub", code)

    def become_own(self, cut=None):
        """Take a name of its own, as the office of a school with a copied card does."""
        code = self.world.code(self)
        with self, self.world.link(cut):
            try:
                return actions.become_own_box(code)
            except HomeroomError as error:
                return error

    def sync(self, cut=None):
        """One conversation with the hub; returns what it said, or the error."""
        with self, self.world.link(cut):
            try:
                return actions.send()
            except HomeroomError as error:
                return error

    def write(self, token, student="ada", day="2026-11-23", kind="arrived", replaces=False):
        """Something happens to a student. `token` tells it from everything else that ever happens."""
        with self, journal.acting(actor="teacher:okoro"):
            if kind == "marked":
                old = journal.of_register(f"attendance/{student}/{day}")[-1:] if replaces else []
                event = MarkedByTeacher(student=student, day=day, when=token, status="absent", note=f"note {token}")
                return db.write(lambda: journal.write(event, replaces=old)).ref
            event = (Left if kind == "left" else Arrived)(student=student, day=day, when=token)
            return db.write(journal.write, event).ref

    def lanes(self):
        with self:
            return [lane.lane for lane in tables.own_lanes()]


@functools.cache
def hub_application():
    """The hub's web application, made once: it keeps nothing of a store."""
    with tempfile.TemporaryDirectory() as folder:
        made = app.create_hub(config.load(None, {}, data=Path(folder), survive_power_cuts=False))
        db.close()
    return made


class World:
    """A hub, its boxes, and the links between them. `with World(folder) as world:` puts everything back in the end."""

    def __init__(self, folder, **of_the_hub):
        self._before = (dict(connections.database.__dict__), dict(clock.clock.__dict__), store._lane, store._offset)
        self.folder = folder
        self.awake = None
        self.boxes = []
        self.requests = []
        self.closed = False
        self.passed = 0  # ms since the beginning of this world
        hub_application()
        clock.clock.wall = lambda: START + self.passed + (self.awake.wall if self.awake else 0)
        clock.clock.since_boot = lambda: self.passed
        self.hub = Node(self, "hub", features.HUB, school_name="The district", **of_the_hub)
        ready.put_empty_store(self.hub.folder)
        self.hub.start()
        self.school = ""

    def box(self, name, *, school="", **settings):
        """A new box, by default of the one school of this world."""
        box = Box(self, name, features.BOX, **{**FULL, **settings})
        ready.put_empty_store(box.folder)
        box.start()
        with box:
            if self.school and not school:
                db.write(store.put, "school", self.school)
            elif not school:
                self.school = store.school_id()
        self.boxes.append(box)
        return box

    def copy_of(self, box, name, *, live=False):
        """A card with a copy of a box's data, started in another machine; `live` = its memory, too."""
        twin = Box(self, name, features.BOX, **FULL)
        box.copy_to(twin.folder)
        twin.wall = box.wall
        twin.start()
        if live:
            twin._lane, twin._last = box._lane, box._last
        self.boxes.append(twin)
        return twin

    def code(self, box):
        """A code from the hub's administrator."""
        with self.hub:
            known = {one.id for one in hub_actions.tables.schools()}
        with box:
            school = store.school_id()
        with self.hub:
            return hub_actions.new_code(school if school in known else "")

    @contextlib.contextmanager
    def link(self, cut):
        """Whoever is awake can talk to the hub, until the cut."""
        world, number, answers = self, 0, []
        kept = link.Link._write, link.Link._read, actions.PAUSES

        def write(this, method, path, body, headers):
            nonlocal number
            number += 1
            if cut and (number > cut.number or (number == cut.number and not cut.answer)):
                raise ConnectionResetError
            asker = world.awake
            asker.__exit__()
            try:
                with world.hub:
                    answer = hub_application().test_client().open(path, method=method, data=body, headers=headers)
            finally:
                asker.__enter__()
            world.requests.append((asker.name, method, path, len(body), answer.status_code))
            lost = cut and number == cut.number
            told = answer.status_code, answer.headers.get("X-Homeroom-Signature", ""), answer.get_data()
            answers.append(None if lost else told)

        def read(this):
            if (told := answers.pop(0)) is None:
                raise ConnectionResetError
            return told

        link.Link._write, link.Link._read, actions.PAUSES = write, read, (0,)
        try:
            yield
        finally:
            link.Link._write, link.Link._read, actions.PAUSES = kept

    def close(self):
        """Switch everything off and put the process back. Harmless the second time."""
        if self.closed:
            return
        self.closed = True
        for node in [*self.boxes, self.hub]:
            node.stop()
        connections.database.__dict__.clear()
        clock.clock.__dict__.clear()
        database, the_clock, store._lane, store._offset = self._before
        connections.database.__dict__.update(database)
        clock.clock.__dict__.update(the_clock)
        db._writer = db._checkpointer = db._claim = None
        config.use(config.Config())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def rows(node):
    """The rows of all projections as SQLite has them, sorted."""
    found = {}
    with node:
        for table in journal._projections(db.Projection):
            name = table._meta.table_name
            found[name] = sorted(db.database.execute_sql(f'SELECT * FROM "{name}"').fetchall(), key=repr)
    return found


def entries(node):
    """Every entry of a store: (lane, seq) and what happened."""
    with node:
        sql = "SELECT l.lane, e.seq, e.kind, e.body FROM entry e JOIN lane l USING (lane_no)"
        return sorted(db.database.execute_sql(sql).fetchall())


def tokens(node):
    """What happened, as it was told from everything else: the `when` of each entry, sorted."""
    with node:
        sql = "SELECT json_extract(body, '$.when') FROM entry WHERE kind LIKE 'attendance.%'"
        return sorted(row[0] for row in db.database.execute_sql(sql))


def agree(boxes, expected):
    """Each has all that was said, once; all have the same tables, also after a rebuild; nothing is kept aside."""
    for box in boxes:
        assert tokens(box) == expected, f"{box.name} lost or doubled something"
        before = rows(box)
        with box:
            journal.rebuild()
            assert [(one.reason, one.road, one.lane, one.box) for one in quarantine.unsettled()] == []
        assert rows(box) == before, f"{box.name} has other tables after a rebuild"
        assert rows(boxes[0]) == before, f"{box.name} and {boxes[0].name} do not agree"


def take(node, raw, **how):
    """Take a segment in as from a stick; → what came of it, or the reason why not."""
    with node:
        try:
            return intake.take_in(raw, road="stick", **how)
        except HomeroomError as error:
            return error.extra.get("reason")


def sealed(box):
    """The bytes of all segments of a box's own lane."""
    with box:
        actions.seal_all()
        lane = tables.own_lanes()[0].lane
        return [bytes(row.content) for row in tables.segments_after(lane, 0)]


def reasons(node):
    """Why parts are kept aside here."""
    with node:
        return {row.reason for row in quarantine.unsettled()}


def told(node):
    """What page, command and programs say of sync."""
    with node:
        return state.now()
