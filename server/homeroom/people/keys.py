"""The box's own secret for children's sign-in: one file that only the box can read."""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path

from homeroom import config, db
from homeroom.errors import Unavailable


def folder() -> Path:
    """Where keys are; nobody else on the machine may look in."""
    found = config.current().data / "keys"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def pepper() -> bytes:
    """The secret that is mixed into every child's secret; made at the first use."""
    return _pepper(str(folder() / "sign-in.key"))


@lru_cache(maxsize=4)
def _pepper(name: str) -> bytes:
    path = Path(name)
    if not path.exists():
        keep(path, secrets.token_bytes(32))
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(f"The key {path} can't be read: {error.strerror}. Nothing was changed.") from error


def keep(path: Path, content: bytes) -> None:
    """Write a file only the box can read, whole or not at all."""
    part = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)  # never over a key somebody else made meanwhile
    except FileExistsError:
        pass
    finally:
        part.unlink()
    db.sync_folder(path.parent)
