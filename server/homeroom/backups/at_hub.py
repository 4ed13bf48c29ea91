"""What the box knows of its backups at the hub: the last good one, what is kept there, what is on its way."""

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from homeroom import clock, db, store
from homeroom.config import Config
from homeroom.i18n import _

FACT = "hub_backup"
TEST = "hub_restore_test"
STAGED = "backup-for-hub"  # in the data folder: a backup on its way


@dataclass(frozen=True)
class AtHub:
    """Times in ms, 0 = never; `kept` as the hub told (name, bytes); `erased`: of how many erasures all there know."""

    last_good: int = 0
    last_try: int = 0
    trouble: str = ""
    erased: int = 0
    keys: str = ""
    """A keyed hash of the keys of children that are there."""
    done: int = 0
    total: int = 0
    """Bytes of the one on its way; 0 = none is."""
    kept: list[dict[str, Any]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    """Parts that were found damaged or missing there: they are sent anew with the next backup."""


@dataclass(frozen=True)
class TestThere:
    """The last test of a restore from the hub: when (ms), of which backup, and what it has proven, no more.

    `whole`: all of the database was fetched, put together and opened, and `entries` were found in it. Otherwise only
    `parts` single parts of `of_parts` were fetched and compared with what was sent. `words`: why it failed.
    """

    at: int
    of: str
    made: int
    well: bool
    words: str = ""
    whole: bool = False
    entries: int = 0
    parts: int = 0
    of_parts: int = 0
    bytes: int = 0


def last_test() -> TestThere | None:
    """The last test, if there was one."""
    told = store.get(TEST)
    return read_test(told) if told else None


def read_test(told: str) -> TestThere:
    """The same from the words of the fact."""
    return TestThere(**json.loads(told))


def proven(told: TestThere) -> str:
    """What a test has shown, in words for people, and no more than that."""
    if not told.well:
        return told.words
    if told.whole:
        return _(
            "The whole database came back from the hub and opens: %(parts)s of %(all)s parts were fetched and "
            "compared.",
            parts=told.parts,
            all=told.of_parts,
        )
    if told.parts:
        return _(
            "%(parts)s of %(all)s parts came back from the hub as they were sent. The others were not looked at: "
            "today's share of the connection is too small.",
            parts=told.parts,
            all=told.of_parts,
        )
    return _(
        "Only the list of the backup came back from the hub, and is true. Its %(all)s parts were not looked at: "
        "today's share of the connection is too small.",
        all=told.of_parts,
    )


@db.writes
def note_test(result: TestThere, again: list[str]) -> None:
    """Remember how a test went, and which parts must be sent anew."""
    store.put(TEST, json.dumps(asdict(result)))
    if again:
        store.put(FACT, json.dumps(asdict(replace(state(), again=again))))


def state() -> AtHub:
    """What is known now."""
    return read(store.get(FACT))


def read(told: str | None) -> AtHub:
    """The same from the words of the fact."""
    return AtHub(**json.loads(told)) if told else AtHub()


@db.writes
def note(**changed: Any) -> AtHub:
    """Remember what has changed."""
    now = replace(state(), last_try=clock.now_ms(), **changed)
    store.put(FACT, json.dumps(asdict(now)))
    return now


def folder(settings: Config) -> Path:
    """Where a backup on its way is kept."""
    return settings.data / STAGED


def drop(settings: Config) -> None:
    """Give up the backup that is on its way. What has come to the hub of it stays there for the next one."""
    shutil.rmtree(folder(settings), ignore_errors=True)
