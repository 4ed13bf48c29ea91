"""Everything the updater changes in its own folders: durable, and whole or not at all."""

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

SMALL = 1 << 20  # bytes: no list, signature or request is larger


def write(path: Path, told: dict[str, Any]) -> None:
    """Replace a small JSON file in one move that survives a power cut. Everybody may read it."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o644)
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def mark(path: Path, text: str = "") -> None:
    """Make a file that speaks by being there."""
    with path.open("w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o644)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read(path: Path) -> dict[str, Any]:
    """What a JSON file says; {} when there is none or it says nothing useful. Never follows a link."""
    try:
        told = json.loads(small(path))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def small(path: Path) -> bytes:
    """The bytes of a small plain file; raises OSError for links, devices, pipes and large files."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a file")
        data = file.read(SMALL + 1)
    if len(data) > SMALL:
        raise OSError(f"{path} is too large")
    return data


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def clear(folder: Path) -> None:
    """Remove a folder of our own with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def point(link: Path, target: str) -> None:
    """Let a link point elsewhere in one move."""
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)
    sync_folder(link.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
