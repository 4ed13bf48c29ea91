"""What every test needs, made once for all of them: compiled routes and pages, an empty database, quick passwords.

None of it changes what the box does: the same routes, pages and tables come out, only without being made anew.
"""

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

import apsw
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from werkzeug.routing import Rule

from homeroom import app, config, db, features
from homeroom.people import passwords

REAL_HASHER = passwords._hasher  # as costly as the school's passwords deserve; one test looks at it


class KnownRule(Rule):
    """A route whose builders are compiled once, however many applications have it."""

    _known = {}

    def _compile_builder(self, append_unknown=True):
        name = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if name not in self._known:
            self._known[name] = super()._compile_builder(append_unknown)
        return self._known[name]


class KnownPages(BytecodeCache):
    """Templates that are compiled once; a file that was changed is compiled again."""

    def __init__(self):
        self._known = {}

    def load_bytecode(self, bucket):
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket):
        self._known[bucket.key, bucket.checksum] = bucket.code


@functools.cache
def quick_hasher():
    """The same kind of hash, for a thousandth of the work."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def get():
    """Let all applications of this process use what was made before."""
    Flask.url_rule_class = KnownRule
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KnownPages()}
    passwords._hasher = quick_hasher


@functools.cache
def empty_store():
    """The database of a store that was never started: tables, and nothing in them that tells one from another."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    app.open_store(config.load(None, {}, data=folder, survive_power_cuts=False), features.BOX)
    db.write(lambda: db.database.execute_sql("DELETE FROM store WHERE name <> 'folded_kinds'"))
    db.database.connection().wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)  # all of it into the one file
    db.close()
    config.use(config.Config())
    return folder / "homeroom.sqlite3"


def put_empty_store(folder):
    """Begin a data folder with the tables in it, as a box's first start makes them."""
    folder.mkdir(parents=True)
    shutil.copyfile(empty_store(), folder / "homeroom.sqlite3")
    return folder
