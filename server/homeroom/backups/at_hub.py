"""What the box knows of its backups at the hub: the last good one, what is kept there, what is on its way."""

import json
import shutil
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from homeroom import clock, db, store
from homeroom.config import Config

FACT = "hub_backup"
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
