"""Which sticks are in: what is mounted where systems mount sticks, and the folders that the settings name."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from homeroom import config
from homeroom.stick.rules import FOLDER

SMALLEST = 4 << 20  # bytes: smaller file systems are not sticks
PLACES = ("/media", "/run/media", "/mnt")
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
    """All sticks that are in, by name."""
    folders = dict.fromkeys([*_mounted(), *(one for one in _named() if one.is_dir())])
    return sorted((one for folder in folders for one in _look(folder)), key=lambda one: one.name)


def _mounted() -> Iterator[Path]:
    try:
        lines = MOUNTS.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        folder = line.split(" ")[1].encode("latin-1", "replace").decode("unicode_escape")  # spaces come as \040
        if folder.startswith(tuple(f"{place}/" for place in PLACES)):
            yield Path(folder)


def _named() -> list[Path]:
    return [Path(one.strip()) for one in config.current().stick_folders.split(",") if one.strip()]


def _look(folder: Path) -> Iterator[Mounted]:
    try:
        usage = shutil.disk_usage(folder)
        used = (folder / FOLDER).is_dir()
    except OSError:
        return
    if usage.total < SMALLEST:
        return
    yield Mounted(str(folder), folder.name, usage.free, usage.total, used, not os.access(folder, os.W_OK))
