"""Runs an import in a process of its own, with limits: whatever the file does, the box stays as it was."""

import json
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from homeroom import blobs, i18n
from homeroom.errors import Refused

from . import trouble
from .report import REPORT, Report, read
from .trouble import say
from .wishes import Wishes

log = logging.getLogger(__name__)
LONGEST_ANSWER = 1 << 20
LOOK = 2.0  # seconds between two looks at the room on the disk


@dataclass(frozen=True)
class Limits:
    """What one import may use: bytes of memory, seconds of processor time, seconds by the clock."""

    memory: int = 1 << 30
    seconds: int = 180
    patience: int = 300


def run(path: Path, folder: Path, name: str = "", wishes: Wishes | None = None, limits: Limits | None = None) -> Report:
    """Turn a file into a draft pack folder, which must not be there yet. Raises Refused with the reason, and NoRoom.

    The folder appears when it is complete, and not before.
    """
    part = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = _child(path, part, name, wishes or Wishes(), limits or Limits())
        if found:
            raise Refused(say(found["why"], found["values"]))
        blobs.make_room(0)  # a small file may become a large draft
        report = read((part / REPORT).read_text("utf-8"))
        part.rename(folder)
        return report
    except OSError as error:
        raise Refused(say(trouble.BROKE, {})) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _child(path: Path, part: Path, name: str, wishes: Wishes, limits: Limits) -> dict[str, Any]:
    """What the child says: {} if all is well, else why not."""
    order = {
        "file": str(path.resolve()),
        "folder": str(part.resolve()),
        "format": name,
        "wishes": asdict(wishes),
        "interface": i18n.language(),
        "memory": limits.memory,
        "seconds": limits.seconds,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", __package__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_surroundings(part.parent),
        start_new_session=True,
    )
    try:
        out, err = _talk(process, json.dumps(order).encode(), time.monotonic() + limits.patience)
    except subprocess.TimeoutExpired:
        return {"why": trouble.TOO_LONG, "values": {}}
    finally:
        _end(process)
    if err:
        log.warning("import: %s", err.decode("utf-8", "replace")[-300:].strip())
    return _answer(process.returncode, out)


def _talk(process: "subprocess.Popen[bytes]", order: bytes, until: float) -> tuple[bytes, bytes]:
    """What the child says. Raises NoRoom when it has taken all room that files may take, TimeoutExpired in the end."""
    left: bytes | None = order
    while True:
        try:
            return process.communicate(left, timeout=LOOK)
        except subprocess.TimeoutExpired:
            left = None  # it is on its way
            blobs.make_room(0)
            if time.monotonic() > until:
                raise


def _surroundings(room: Path) -> dict[str, str]:
    """The child sees no settings of this process but where Python finds its modules."""
    kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "VIRTUAL_ENV")
    own = {name: os.environ[name] for name in kept if name in os.environ}
    return {**own, "TMPDIR": str(room.resolve()), "PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "2"}


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _answer(code: int, out: bytes) -> dict[str, Any]:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"why": trouble.TOO_LONG, "values": {}}
    if code == -signal.SIGXFSZ:
        return {"why": trouble.TOO_MUCH, "values": {}}
    try:
        found = json.loads(out[:LONGEST_ANSWER])
    except ValueError:
        return {"why": trouble.BROKE if code < 0 else trouble.TOO_MUCH, "values": {}}
    return found if isinstance(found, dict) else {"why": trouble.BROKE, "values": {}}
