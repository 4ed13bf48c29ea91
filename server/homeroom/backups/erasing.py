"""Factory reset: overwrite and remove everything in a data folder, and then what was removed earlier."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from homeroom import disk
from homeroom.backups import wiping
from homeroom.backups.writing import Watch, quiet
from homeroom.claims import FILE, Claim

PIECE = 4 << 20
FILLER = "erasing"


def erase(data: Path, watch: Watch = quiet) -> int:
    """Erase a data folder; returns the number of files. Keys go first: without them, backups elsewhere stay shut.

    Then the free room of the disk is filled once, because removed files and old pages lie there. Raises Unavailable
    when a Homeroom runs on this folder.
    """
    with Claim(data, alone=True):
        files = sorted(_files(data), key=lambda path: ("keys" not in path.parts, str(path)))
        total = sum(path.stat().st_size for path in files) + disk.free(data)
        done = 0
        for path in files:
            done += wiping.overwrite(path)
            watch(done, total)
        _remove_folders(data)
        fill(data, lambda more: watch(min(done + more, total), total))
    (data / FILE).unlink(missing_ok=True)
    return len(files)


def _files(data: Path) -> Iterator[Path]:
    for folder, _folders, names in os.walk(data):
        for name in names:
            if name != FILE:
                yield Path(folder) / name


def _remove_folders(data: Path) -> None:
    for folder, _folders, _names in os.walk(data, topdown=False):
        if Path(folder) != data and Path(folder).name != "lost+found":
            Path(folder).rmdir()
    handle = os.open(data, os.O_RDONLY)
    with suppress(OSError):
        os.fsync(handle)
    os.close(handle)


def fill(data: Path, watch_bytes: Callable[[int], object] = lambda _done: None) -> None:
    """Fill the free room of the disk with zeros once and free it again."""
    path, done = data / FILLER, 0
    zeros = bytes(PIECE)
    try:
        with path.open("wb", buffering=0) as file:
            size = PIECE
            while size >= 512:
                try:
                    done += file.write(zeros[:size])
                    watch_bytes(done)
                except OSError:
                    size //= 2  # the last corners
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)
        os.sync()
