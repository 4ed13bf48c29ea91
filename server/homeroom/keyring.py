"""Keys of single children. What leaves a store about a child is sealed with her key; to erase her is to destroy it.

keys/children/ring.sqlite3   the keys: in no copy of the database and in no ordinary backup
keys/children/carry.age      what keys on their way to this store are sealed to; another one after each erasure
keys/children/restored.json  keys that a restore brought; the ring takes them in when it is opened next

A store has every journal it wrote in plain words, so a lost ring loses nothing: others give the keys back, and what
nobody can open is sealed anew. See "Keys of children" in server/README.md.
"""

import base64
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from homeroom import clock, config, db
from homeroom.errors import Unavailable

log = logging.getLogger(__name__)
SIZE = 32  # bytes of a key
SCHEMA = (
    "CREATE TABLE key (subject TEXT NOT NULL, id TEXT NOT NULL, school TEXT NOT NULL, secret BLOB NOT NULL,"
    " PRIMARY KEY (subject, id)) WITHOUT ROWID",
    "CREATE TABLE destroyed (subject TEXT NOT NULL, school TEXT NOT NULL, PRIMARY KEY (subject, school)) WITHOUT ROWID",
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


@dataclass(frozen=True)
class Key:
    """A key of one child of one school."""

    subject: str
    school: str
    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """What it is called; says nothing about the key."""
        return hashlib.sha256(b"homeroom key\n" + self.secret).hexdigest()[:12]


def folder() -> Path:
    """Where the ring is. Deeper than the keys that backups hold."""
    found = config.current().data / "keys" / "children"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def name() -> str:
    """Which ring this is: another one after it was lost."""
    with _open() as ring:
        return str(_one(ring, "SELECT value FROM fact WHERE name = 'ring'"))


def of(subjects: Iterable[str]) -> dict[str, list[Key]]:
    """The keys of these children that are here, in an order that is the same everywhere."""
    found: dict[str, list[Key]] = {}
    with _open() as ring:
        for subject in sorted(set(subjects)):
            rows = ring.execute("SELECT subject, school, secret FROM key WHERE subject = ? ORDER BY id", (subject,))
            keys = [_key(row) for row in rows]
            if keys:
                found[subject] = keys
    return found


def ensure(school: str, subjects: Iterable[str]) -> dict[str, Key]:
    """The key to seal with for each of these children, made (and durable) where there is none.

    Whoever was erased gets none.
    """
    wanted = set(subjects)
    found = _of_school(school, wanted)
    if wanted - found.keys():
        add(Key(one, school, secrets.token_bytes(SIZE)) for one in sorted(wanted - found.keys()))
        found = _of_school(school, wanted)
    return found


def _of_school(school: str, subjects: set[str]) -> dict[str, Key]:
    # A child who changed school has a key at each: each school opens what it may, and destroys its own.
    found = {subject: [one for one in keys if one.school == school] for subject, keys in of(subjects).items()}
    return {subject: keys[0] for subject, keys in found.items() if keys}


def add(keys: Iterable[Key]) -> int:
    """Keep keys, but none of whoever was erased; returns how many were new."""
    with _open() as ring:
        return _add(ring, keys)


def _add(ring: apsw.Connection, keys: Iterable[Key]) -> int:
    count = 0
    with ring:
        for key in keys:
            gone = ring.execute(
                "SELECT 1 FROM destroyed WHERE subject = ? AND school IN ('', ?)", (key.subject, key.school)
            ).fetchone()
            if gone is None and len(key.secret) == SIZE:
                values = (key.subject, key.id, key.school, key.secret)
                ring.execute("INSERT OR IGNORE INTO key VALUES (?, ?, ?, ?)", values)
                count += ring.changes()
    return count


def every(school: str = "") -> list[Key]:
    """All keys here (of one school)."""
    with _open() as ring:
        rows = ring.execute(
            "SELECT subject, school, secret FROM key WHERE ? IN ('', school) ORDER BY subject, id", (school,)
        ).fetchall()
    return [_key(row) for row in rows]


def ids(school: str) -> list[str]:
    """What the keys of a school are called."""
    with _open() as ring:
        rows = ring.execute("SELECT id FROM key WHERE school = ? ORDER BY id", (school,)).fetchall()
    return [str(row[0]) for row in rows]


def digest(school: str) -> str:
    """The same on two stores that have the same keys of a school; "" when there is none."""
    found = ids(school)
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16] if found else ""


def destroy(subject: str, schools: Sequence[str] = ("",)) -> int:
    """Destroy a child's keys for ever, also those that come later; returns how many there were.

    `schools`: only what these schools made ("" = whoever made it).
    """
    count = 0
    with _open() as ring:
        with ring:
            for school in schools:
                ring.execute("INSERT OR IGNORE INTO destroyed VALUES (?, ?)", (subject, school))
                if ring.changes():
                    ring.execute("INSERT OR REPLACE INTO fact VALUES ('letters', 'stale')")
                ring.execute("DELETE FROM key WHERE subject = ? AND ? IN ('', school)", (subject, school))
                count += ring.changes()
        if count:
            ring.execute("VACUUM")  # no old page keeps a byte
    return count


def letters_are_stale() -> bool:
    """Whether letters with keys of somebody erased since may still be opened."""
    with _open() as ring:
        return _one(ring, "SELECT value FROM fact WHERE name = 'letters'") == "stale"


def letters_are_fresh() -> None:
    """Note that nobody can open the letters from before any more."""
    with _open() as ring:
        ring.execute("DELETE FROM fact WHERE name = 'letters'")


def to_text(keys: Iterable[Key]) -> bytes:
    """Keys to be sealed by whoever sends or keeps them."""
    told: dict[str, list[list[str]]] = {}
    for one in keys:
        told.setdefault(one.school, []).append([one.subject, base64.b64encode(one.secret).decode()])
    return json.dumps({"keys": told}, separators=(",", ":")).encode()


def from_text(content: bytes) -> list[Key]:
    """The keys again. Raises ValueError when they are none."""
    try:
        told = json.loads(content)["keys"].items()
        return [Key(str(one), str(school), base64.b64decode(text)) for school, some in told for one, text in some]
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no keys") from error


def look(subjects: Iterable[str]) -> tuple[dict[tuple[str, str], Key], set[str]]:
    """The keys of these children by child and by what they are called, and whose keys were destroyed.

    Nothing of both when the ring can't be read now: what it would open waits.
    """
    wanted = set(subjects)
    try:
        keys = of(wanted)
        with _open() as ring:
            rows = ring.execute("SELECT subject FROM destroyed").fetchall()
    except Unavailable as error:
        log.error("%s", error.message)
        return {}, set()
    destroyed = {str(row[0]) for row in rows} & wanted
    return {(one.subject, one.id): one for some in keys.values() for one in some}, destroyed


def _key(row: Sequence[Any]) -> Key:
    subject, school, secret = row
    return Key(str(subject), str(school), bytes(secret))


def _one(ring: apsw.Connection, sql: str) -> object:
    row = ring.execute(sql).fetchone()
    return row[0] if row else ""


@contextmanager
def _open() -> Iterator[apsw.Connection]:
    path = folder() / "ring.sqlite3"
    try:
        ring = _connect(path)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        aside = path.with_name(f"damaged-{clock.now():%Y%m%d-%H%M%S}")
        log.error("the keys of children are damaged (%s); what is left of them is in %s", error, aside.name)
        path.replace(aside)
        ring = _connect(path)
    except apsw.Error as error:
        raise Unavailable(f"The keys {path} can't be opened: {error}. Nothing was changed.") from error
    try:
        yield ring
    except apsw.Error as error:
        raise Unavailable(f"The keys {path} can't be written: {error}. Nothing was changed.") from error
    finally:
        ring.close()


def _connect(path: Path) -> apsw.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    ring = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        ring.set_busy_timeout(10_000)
        ring.execute("PRAGMA secure_delete = ON")
        ring.execute(f"PRAGMA synchronous = {'EXTRA' if db.database.survive_power_cuts else 'OFF'}")
        if ring.pragma("user_version") == 0:
            _make(ring)
        _take_restored(ring, path.with_name("restored.json"))
    except BaseException:
        ring.close()
        raise
    return ring


def _make(ring: apsw.Connection) -> None:
    ring.execute("BEGIN IMMEDIATE")
    if ring.pragma("user_version") == 0:
        for sql in SCHEMA:
            ring.execute(sql)
        ring.execute("INSERT INTO fact VALUES ('ring', ?)", (secrets.token_hex(8),))
        ring.execute("PRAGMA user_version = 1")
    ring.execute("COMMIT")
    db.sync_folder(folder())


def _take_restored(ring: apsw.Connection, path: Path) -> None:
    if not path.exists():
        return
    try:
        _add(ring, from_text(path.read_bytes()))
    except ValueError:
        log.error("the children's keys in the backup are damaged; what they open is sealed anew")
    path.unlink(missing_ok=True)
    db.sync_folder(path.parent)
