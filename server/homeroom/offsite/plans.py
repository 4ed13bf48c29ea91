"""The backup on its way to the hub: what still has to go, and the one sealed file that is going now.

It is in the data folder until the hub has all of it, so that it goes on after cuts, days and restarts: plan.json,
copy.sqlite3 (the copied database), staged.age and staged.json. Nothing of it is read by anybody else.
"""

import hashlib
import io
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from homeroom import blobs, clock, config, db, disk, keyring
from homeroom.backups import at_hub, forgetting, lists, places, snapshots, writing
from homeroom.backups.places import Place
from homeroom.backups.vault import Vault
from homeroom.config import Config
from homeroom.errors import NoRoom
from homeroom.i18n import _

CHILDREN = "children"
LONGEST = 7 * 24 * 3_600_000  # ms that one backup may be on its way
SLACK = 16 << 20


@dataclass
class Plan:
    """`sources`: name of a part → number of the piece of the database, or SHA-256 of a file. `waiting` in its order."""

    made: int
    name: str
    erased: list[str]
    keys: str
    sources: dict[str, int | str]
    sizes: dict[str, int]
    waiting: list[str]
    total: int

    @property
    def parts(self) -> list[str]:
        """The names of all parts, those that the hub had before, too."""
        return list(self.sources)

    @property
    def left(self) -> int:
        """Bytes that have to go, before sealing."""
        return sum(self.sizes.get(name, 0) for name in self.waiting)


@dataclass(frozen=True)
class Staged:
    """The sealed file that is going."""

    name: str
    sha256: str
    size: int


def read(settings: Config) -> Plan | None:
    """The plan, unless there is none, it is too old, or somebody was erased since (then it is given up)."""
    try:
        plan = Plan(**json.loads((at_hub.folder(settings) / "plan.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    old = not 0 <= clock.now_ms() - plan.made <= LONGEST
    if old or forgetting.erased_here() - set(plan.erased) or disk.state(settings) is disk.State.FULL:
        at_hub.drop(settings)
        return None
    return plan


def write(settings: Config, plan: Plan) -> None:
    """Remember how far it is."""
    places.write(at_hub.folder(settings) / "plan.json", json.dumps(asdict(plan)).encode())


def begin(settings: Config, lock: Vault) -> Plan:
    """Copy the database and say what a backup of now consists of. Raises HomeroomError when that can't be done."""
    at_hub.drop(settings)
    size = (settings.data / "homeroom.sqlite3").stat().st_size
    if disk.free(settings.data) < size + SLACK + disk.reserve(settings):
        raise NoRoom(_("There is no room on the disk for a copy of the database."))
    copy = snapshots.take(settings)
    backup = writing.describe(settings, copy)
    place = Place(at_hub.folder(settings), lock.mark)
    (place.folder / "backups").mkdir(parents=True)
    os.link(copy.path, at_hub.folder(settings) / "copy.sqlite3")
    path = lists.write(place, lock, backup)
    keys = lock.sign(keyring.to_text(keyring.every()))
    database: dict[str, int | str] = {lock.name(part.sha256): at for at, part in enumerate(backup.database)}
    files: dict[str, int | str] = {lock.name(part.sha256): part.sha256 for part in backup.media}
    sizes = {lock.name(part.sha256): part.size for part in backup.parts}
    return Plan(backup.made, path.name, backup.erased, keys, {**files, **database}, sizes, [], 0)


def staged(settings: Config) -> Staged | None:
    """The sealed file that is going, if it is here whole."""
    folder = at_hub.folder(settings)
    try:
        told = Staged(**json.loads((folder / "staged.json").read_text("utf-8")))
        return told if (folder / "staged.age").stat().st_size == told.size else None
    except (OSError, ValueError, TypeError):
        return None


def stage(settings: Config, lock: Vault, plan: Plan, name: str) -> Staged:
    """Seal the next part: once, since sealing it again would give other bytes. Raises NotFound when a file is gone."""
    folder = at_hub.folder(settings)
    path = folder / "staged.age"
    (folder / "staged.json").unlink(missing_ok=True)
    with path.open("wb") as sealed, _source(settings, lock, plan, name) as source:
        if name == plan.name:
            shutil.copyfileobj(source, sealed)  # sealed already
        else:
            lock.seal(source, sealed)
        sealed.flush()
        db.sync(sealed.fileno())
    with path.open("rb") as file:
        told = Staged(name, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)
    places.write(folder / "staged.json", json.dumps(asdict(told)).encode())
    return told


def _source(settings: Config, lock: Vault, plan: Plan, name: str) -> IO[bytes]:
    folder = at_hub.folder(settings)
    if name == CHILDREN:
        return io.BytesIO(keyring.to_text(keyring.every()))
    if name == plan.name:
        return (Place(folder, lock.mark).folder / "backups" / name).open("rb")
    source = plan.sources[name]
    return writing.piece(folder / "copy.sqlite3", source) if isinstance(source, int) else blobs.path(source).open("rb")


def bytes_from(start: int, most: int) -> bytes:
    """A piece of the sealed file that is going."""
    with (at_hub.folder(config.current()) / "staged.age").open("rb") as file:
        file.seek(start)
        return file.read(most)


def remember_last(settings: Config, plan: Plan) -> None:
    """After the hub has it: what needs not be asked about the next time, as long as the hub still has this one."""
    _last(settings).write_text(json.dumps({"name": plan.name, "parts": plan.parts}), "utf-8")


def had_before(settings: Config, kept: set[str]) -> set[str]:
    """The parts that the hub must have, because it still keeps the backup that was sent last."""
    try:
        told = json.loads(_last(settings).read_text("utf-8"))
        return set(told["parts"]) if told["name"] in kept else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _last(settings: Config) -> Path:
    return settings.data / "backup-at-hub.json"
