"""A machine in a folder: kits, a service that obeys the same rules as systemd's, a program that really migrates."""

import json
import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import keylist
import kit as maker
import pytest
from updater import data, files, steps
from updater.box import Box
from updater.refusal import Failed
from updater.steps import Updater

OLD = "1.0-aaaaaaaaaaaa"
GOOD = {"version": "2.0", "schema": 2, "doctor": "", "starts": True}
NIGHT, DAY = 22, 10


class Killed(BaseException):
    """The plug is pulled."""


class Keys:
    """Three release keys and their list, as keylist.py writes them."""

    def __init__(self, folder, names="abc"):
        self.folder, self.lists = folder, folder / "lists"
        folder.mkdir(exist_ok=True)
        for name in names:
            keylist.make_key(self.secret(name))
        self.list_of(names, names[:2])

    def secret(self, name):
        if not (path := self.folder / f"{name}.key").exists() and name not in "abc":
            keylist.make_key(path)
        return path

    def list_of(self, names, signers):
        secret = [self.secret(name) for name in signers]
        return keylist.write(self.lists, [self.secret(name).with_suffix(".pub") for name in names], secret)


def make_kit(place, keys, *, counter=2, signers="ab", program=GOOD, bulk=1000):
    """A small kit, signed as `make kit` signs; its “program” is a file that says how it behaves."""
    folder = place / "homeroom-kit"
    (folder / "wheels").mkdir(parents=True)
    (folder / "VERSION").write_text(program["version"] + "\n")
    (folder / "release.json").write_text(json.dumps({"version": program["version"], "counter": counter}))
    (folder / "requirements.txt").write_text(json.dumps({**program, "counter": counter}))
    (folder / "wheels" / "program-none-any.whl").write_bytes(b"p" * bulk)
    (folder / "wheels" / "other-machine-x86_64-aarch64.whl").write_bytes(b"o")
    (folder / "updater").mkdir()
    (folder / "updater" / "__init__.py").write_text("")
    (folder / "updater" / "a_1%3a2.0~rc1+deb12u1-1.deb").write_text("names as Debian and Python have them")
    (folder / "updater" / "homeroom-stick@.service").write_text("and systemd")
    if keys.lists.exists():
        maker.shutil.copytree(keys.lists, folder / "release-keys")
    sign(folder, keys, signers)
    return folder


def sign(folder, keys, signers):
    maker.sum_up(folder, [keys.secret(name) for name in signers], "homeroom-kit 2.0")


@dataclass
class Machine:
    """What stays when the plug is pulled, and what does not."""

    root: Path
    running: str = ""
    well: bool = False
    open: bool = False
    hour: int = NIGHT
    school: bool = False
    room: int = 1 << 40
    time: float = 0.0
    told: list = field(default_factory=list)  # what people outside were told is safe
    faults: dict = field(default_factory=dict)
    served: int = 0
    down: float = 0.0


@dataclass(frozen=True)
class Stand(Box):
    """A box whose service is a few lines of Python with the rules of homeroom.service."""

    machine: Machine = None

    def stop(self):
        self._fault("stop")
        self.machine.running, self.machine.well = "", False

    def start(self):
        self._fault("start")
        if not self.hold.exists() and not self.machine.running:  # ConditionPathExists=!hold
            boot(self)

    def given_up(self):
        return False

    def answers(self, *, closed):
        machine = self.machine
        if not machine.well or closed == machine.open:
            return ""
        return behavior(self, machine.running)["version"]

    def doctor(self, release):
        return behavior(self, release)["doctor"]

    def quiet(self):
        return self.machine.hour >= 18 and not self.machine.school

    def loads(self, release):
        if not behavior(self, release).get("loads", True):
            raise Failed("The new program does not load: %(words)s", words="no module named x")

    def install(self, kit, release):
        self._fault("install")
        folder = self.opt / "releases" / release
        files.clear(folder)
        folder.mkdir()
        (folder / "program").write_bytes((kit / "requirements.txt").read_bytes())
        assert not (kit / "wheels" / "other-machine-x86_64-aarch64.whl").exists()
        self._fault("install half")
        self.loads(release)
        (folder / "whole").write_text(release)

    def database(self, verb):
        self._fault(f"database {verb}")
        try:
            getattr(data, verb)(self.school)
        except (OSError, ValueError, sqlite3.Error) as error:
            raise Failed("The database can't be copied: %(words)s", words=str(error)) from error
        self._fault(f"database {verb} done")

    def free(self, folder):
        return self.machine.room

    def seconds(self):
        return self.machine.time

    def rest(self, seconds):
        self._fault("rest")
        self.machine.time += seconds

    def _fault(self, name):
        fault = self.machine.faults.pop(name, None)
        if fault:
            raise fault


def behavior(box, release):
    return json.loads((box.opt / "releases" / release / "program").read_text())


def boot(box):
    """The service starts: migrates the database if it may, then answers."""
    machine = box.machine
    if box.hold.exists():
        return
    machine.running, machine.open = box.current(), not box.door.exists()
    program = behavior(box, machine.running)
    machine.well = program["starts"] and migrate(box.school / data.NAME, program["schema"])
    if machine.well and machine.open:
        acknowledge(box)


def migrate(path, schema):
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        if database.execute("PRAGMA user_version").fetchone()[0] > schema:
            return False
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE IF NOT EXISTS entry (what TEXT)")
        if schema > 1:
            database.execute("CREATE TABLE IF NOT EXISTS news (what TEXT)")
        database.execute(f"PRAGMA user_version = {schema}")
    return True


def acknowledge(box):
    """A child checks in, and is told so."""
    machine = box.machine
    machine.served += 1
    with closing(sqlite3.connect(box.school / data.NAME, isolation_level=None)) as database:
        database.execute("INSERT INTO entry VALUES (?)", (f"arrival {machine.served}",))
    machine.told.append(f"arrival {machine.served}")


def entries(box):
    with closing(sqlite3.connect(box.school / data.NAME)) as database:
        return [row[0] for row in database.execute("SELECT what FROM entry")], database.execute(
            "PRAGMA user_version"
        ).fetchone()[0]


def power_cut(box):
    """All memory is gone; the service comes back as systemd would start it."""
    box.machine.running, box.machine.well = "", False
    boot(box)


@pytest.fixture(autouse=True, scope="module")
def quick():
    """A gate of few looks, and no waiting for a disk whose plug is not really pulled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "GATE", 15.0)
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture
def keys(tmp_path):
    return Keys(tmp_path / "keys")


def make_box(root, keys):
    """A box with a school on version 1.0 that serves and believes the keys."""
    for name in ("state", "opt/releases", "school/updates/incoming", "media/blue"):
        (root / name).mkdir(parents=True)
    stand = Stand(root / "state", root / "opt", root / "school", (root / "media",), None, Machine(root))
    folder = stand.opt / "releases" / OLD
    folder.mkdir()
    (folder / "program").write_text(json.dumps({**GOOD, "version": "1.0", "schema": 1}))
    (folder / "whole").write_text(OLD)
    (stand.opt / "current").symlink_to(f"releases/{OLD}")
    made = json.loads((keys.lists / "1.json").read_text())
    files.write(stand.state / "trust.json", {"keys": made, "counter": 1})
    boot(stand)
    return stand


@pytest.fixture
def box(tmp_path, keys):
    return make_box(tmp_path / "box", keys)


@pytest.fixture
def stick(box):
    return box.places[0] / "blue"


def update(box):
    """Choose the newest kit and go as far as it goes."""
    updater = Updater(box)
    good, bad = updater.offers()
    assert good, bad
    updater.begin(good[0])
    updater.run()
    return updater.last()


def serves(box, version, schema):
    """The box answers with a version; everything anybody was told is there; nothing of the update is left over."""
    assert box.answers(closed=False) == version
    found, made = entries(box)
    assert made == schema
    assert found == box.machine.told
    assert not box.hold.exists()
    assert not box.door.exists()
    assert not (box.state / "kit").exists()
    assert not (box.state / "state.json").exists()
    assert not (box.school / data.COPY).exists()
    assert all((one / "whole").exists() for one in (box.opt / "releases").iterdir())
    return True
