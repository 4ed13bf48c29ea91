"""What this box remembers of its backups. All Local: another box has its own sticks."""

import json
from dataclasses import asdict, dataclass

import peewee

from homeroom import db, store
from homeroom.db import Local

TESTED = "restore_test"
DAMAGE = "database_damage"


class Stick(Local):
    """A prepared stick; times are ms since the epoch, 0 = never."""

    stick = peewee.TextField(primary_key=True)
    place = peewee.TextField(default="")
    prepared = peewee.IntegerField(default=0)
    last_try = peewee.IntegerField(default=0)
    last_good = peewee.IntegerField(default=0)
    entries = peewee.IntegerField(default=0)
    bytes = peewee.IntegerField(default=0)
    trouble = peewee.TextField(default="")
    erased = peewee.IntegerField(default=0)  # how many erasures all backups on it know of

    class Meta:
        table_name = "backup_stick"


def sticks() -> list[Stick]:
    """All sticks, the one with the newest backup first."""
    return list(Stick.select().order_by(Stick.last_good.desc(), Stick.prepared.desc()))


def stick(name: str) -> Stick | None:
    """One stick, if it is known here."""
    return Stick.one(stick=name)


@dataclass(frozen=True)
class Tested:
    """The last test of a restore: when (ms), of what, and whether lessons could have gone on."""

    at: int
    of: str
    made: int
    well: bool
    words: str
    entries: int = 0


def tested() -> Tested | None:
    """The last test of a restore, if there was one."""
    told = store.get(TESTED)
    return Tested(**json.loads(told)) if told else None


@db.writes
def note_test(result: Tested) -> None:
    """Remember how a test of a restore went."""
    store.put(TESTED, json.dumps(asdict(result)))


def note_damage(problem: str) -> None:
    """Remember what the last check of the open database found, "" for nothing (inside a write)."""
    if problem:
        store.put(DAMAGE, problem)
    elif store.get(DAMAGE):
        store.remove(DAMAGE)


def damage() -> str:
    """What the last check of the open database found, or ""."""
    return store.get(DAMAGE) or ""
