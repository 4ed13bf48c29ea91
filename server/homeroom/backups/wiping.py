"""Overwrite a file and remove it: its words, and its name, which may say something, too."""

import os
import secrets
from pathlib import Path

PIECE = 1 << 20


def overwrite(path: Path) -> int:
    """Write chance over a file, then remove it; returns how many bytes it had."""
    if path.is_symlink():
        path.unlink()
        return 0
    path.chmod(0o600)
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        left = -(-size // 4096) * 4096  # to the end of the last block
        while left > 0:
            left -= file.write(secrets.token_bytes(min(PIECE, left)))
        os.fsync(file.fileno())
    nameless = path.with_name(secrets.token_hex(8))
    path.rename(nameless)
    nameless.unlink()
    return size
