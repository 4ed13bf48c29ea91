"""Which sticks are in: what is mounted where the settings say that sticks appear."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homeroom import config
from homeroom.stick.rules import FOLDER

SMALLEST = 4 << 20  # bytes: smaller file systems are not sticks
SYSTEM = ("/media", "/mnt", "/run/media")  # below these only what is mounted is a stick; else the box's own disk
MOUNTS = Path("/proc/self/mounts")


@dataclass(frozen=True)
class Mounted:
    """A stick: its folder, its name for people, its bytes, and what Homeroom put there."""

    folder: str
    name: str
    free: int
    total: int
    used_before: bool
    locked: bool


def sticks() -> list[Mounted]:
    """All sticks that are in, by name: mounts below `stick_folders`, and the folders in a place named there by hand."""
    tops = [Path(one) for one in config.current().stick_folders.split(":") if one]
    mounted = [one for one in _mounts() if any(top in one.parents for top in tops)]
    plain = [one for top in tops if str(top) not in SYSTEM for one in _folders_in(top)]
    found = dict.fromkeys([*mounted, *plain])
    return sorted((one for folder in found for one in _look(folder)), key=lambda one: one.name)


def _mounts() -> Iterator[Path]:
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        yield Path(line.split(" ")[1].encode("latin-1", "replace").decode("unicode_escape"))  # spaces come as \040


def _folders_in(top: Path) -> list[Path]:
    try:
        return [one for one in top.iterdir() if one.is_dir() and not one.name.startswith(".")]
    except OSError:
        return []


def _look(folder: Path) -> Iterator[Mounted]:
    try:
        usage = shutil.disk_usage(folder)
        used = (folder / FOLDER).is_dir()
    except OSError:
        return
    if usage.total < SMALLEST:
        return
    yield Mounted(str(folder), folder.name, usage.free, usage.total, used, not os.access(folder, os.W_OK))
