"""The child process of an import: limits itself, reads the file, writes the draft, and says how it went as JSON."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from homeroom import i18n
from homeroom.errors import where

from . import trouble
from .convert import convert
from .trouble import Unreadable
from .wishes import Wishes

LARGEST_WRITTEN = 1 << 30
MOST_OPEN = 128


def main() -> int:
    """`python -m homeroom.packs.importers`, with one JSON object on standard input."""
    order = json.load(sys.stdin)
    _limit(order["memory"], order["seconds"])
    sys.setrecursionlimit(2000)
    i18n.use(order["interface"])
    result = _result(order)
    json.dump(result, sys.stdout, ensure_ascii=True)
    return 0


def _result(order: dict[str, Any]) -> dict[str, Any]:
    try:
        convert(Path(order["file"]), Path(order["folder"]), order["format"], Wishes(**order["wishes"]))
    except Unreadable as error:
        return {"why": error.why, "values": error.values}
    except MemoryError:
        return {"why": trouble.TOO_MUCH, "values": {}}
    except Exception as error:  # whatever a stranger's file does to a parser, the person gets a sentence
        sys.stderr.write(f"{where(error)}\n")
        return {"why": trouble.BROKE, "values": {}}
    return {}


def _limit(memory: int, seconds: int) -> None:
    """No more memory, time, files or disk than this; no core files, no new session of privileges."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_WRITTEN, LARGEST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN, MOST_OPEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


if __name__ == "__main__":
    sys.exit(main())
