"""Where backups lie: a folder on a stick, one part for each recovery key.

homeroom-backup/READ-ME.txt
homeroom-backup/<mark of the key>/stick.json          the stick's id
homeroom-backup/<mark of the key>/pieces/ab/ab….age   sealed content, each once
homeroom-backup/<mark of the key>/backups/<time>.age  sealed lists: what makes one backup
homeroom-backup/<mark of the key>/children.age        the newest keys of children: see homeroom/keyring.py
"""

import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homeroom import db
from homeroom.config import Config
from homeroom.errors import Refused, Unavailable
from homeroom.i18n import _

TOP = "homeroom-backup"
LIST = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}\.age")
READ_ME = """Backups of a Homeroom box. Everything here is sealed; only the recovery key opens it.

To bring a school back onto a new card or a new box: install Homeroom, plug this stick in and type

    homeroom restore {folder}

with the folder of this stick in place of {folder}. It asks for the recovery key from the school's paper.
"""


@dataclass(frozen=True)
class Place:
    """The part of a stick that belongs to one recovery key."""

    root: Path
    mark: str

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.root / TOP / self.mark

    @property
    def stick(self) -> str:
        """The stick's own id, "" when it is not prepared (any more)."""
        try:
            return str(json.loads((self.folder / "stick.json").read_text("utf-8"))["stick"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def piece(self, name: str) -> Path:
        """Where a piece lies."""
        return self.folder / "pieces" / name[:2] / f"{name}.age"

    @property
    def keys(self) -> Path:
        """Where the keys of children are."""
        return self.folder / "children.age"

    def lists(self) -> list[Path]:
        """The sealed lists, the oldest first."""
        return sorted(one for one in (self.folder / "backups").glob("*.age") if LIST.fullmatch(one.name))


def prepare(root: Path, mark: str) -> Place:
    """Make a folder ready for backups; harmless when it is. Raises Refused when it can't be written."""
    place = Place(root, mark)
    if place.stick:
        return place
    if not root.is_dir():
        raise Refused(_("There is no folder %(folder)s. Is the stick plugged in?", folder=root))
    try:
        (place.folder / "pieces").mkdir(parents=True, exist_ok=True)
        (place.folder / "backups").mkdir(exist_ok=True)
        write(root / TOP / "READ-ME.txt", READ_ME.format(folder="FOLDER").encode())
        write(place.folder / "stick.json", json.dumps({"stick": secrets.token_hex(8)}).encode())
    except OSError as error:
        raise Refused(_("The stick can't be written: %(why)s.", why=error.strerror)) from error
    return place


def write(path: Path, content: bytes) -> None:
    """A small file, whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        db.sync(file.fileno())
    part.replace(path)
    db.sync_folder(path.parent)


def mounted(settings: Config) -> list[Path]:
    """Where sticks are plugged in now: mounts below the folders of `stick_folders`, and prepared folders there."""
    found: dict[Path, None] = {}
    for top in settings.stick_folders.split(":"):
        for folder in _folders(Path(top)) if top else ():
            if os.path.ismount(folder) or (folder / TOP).is_dir():
                found[folder] = None
    return list(found)


def _folders(top: Path) -> Iterator[Path]:
    for pattern in ("*", "*/*"):
        try:
            yield from sorted(one for one in top.glob(pattern) if one.is_dir())
        except OSError:  # a stick that was pulled just now
            continue


def prepared(settings: Config, mark: str) -> list[Place]:
    """The sticks plugged in now that are prepared for this key."""
    return [place for place in (Place(root, mark) for root in mounted(settings)) if place.stick]


def on_the_same_disk(root: Path, data: Path) -> bool:
    """Whether a folder is on the disk of the data: then it helps nobody when that disk dies."""
    try:
        return root.stat().st_dev == data.stat().st_dev
    except OSError as error:
        raise Unavailable(_("The stick can't be read: %(why)s.", why=error.strerror)) from error
