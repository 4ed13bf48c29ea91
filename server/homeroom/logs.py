"""What the box writes down about itself: a few small files that replace each other, never a body of a request."""

import logging
import logging.handlers
import sys
import time
from pathlib import Path

LARGEST = 2_000_000  # bytes of one file
KEPT = 5  # files
FILE = "homeroom.log"


def folder(data: Path) -> Path:
    """Where the files are."""
    return data / "logs"


def begin(data: Path) -> logging.Handler:
    """Write warnings and errors into the data folder and to the console; returns the handler of the file."""
    place = folder(data)
    place.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        place / FILE, maxBytes=LARGEST, backupCount=KEPT - 1, encoding="utf-8", errors="replace", delay=True
    )
    lines = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    lines.converter = time.gmtime
    file.setFormatter(lines)
    root = logging.getLogger()
    root.addHandler(file)
    if not any(type(handler) is logging.StreamHandler for handler in root.handlers):
        root.addHandler(logging.StreamHandler(sys.stderr))
    return file


def end(handler: logging.Handler) -> None:
    """Close the file."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def tail(data: Path, most: int = 200_000) -> str:
    """The newest lines of all files, the oldest of them first; at most `most` bytes."""
    files = sorted(folder(data).glob(f"{FILE}*"), key=lambda file: file.name, reverse=True)
    text = b"".join(file.read_bytes() for file in files)[-most:]
    return text.decode("utf-8", "replace")
