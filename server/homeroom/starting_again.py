"""The server ends and starts anew by itself: when other data take the place of what it works on."""

import os
import sys
from collections.abc import Callable

_stop: Callable[[], None] | None = None
_between: Callable[[], object] | None = None


def offered_by(stop: Callable[[], None] | None) -> None:
    """A server says how it is told to end; None when it serves no more."""
    global _stop
    _stop = stop


def begin(between: Callable[[], object]) -> bool:
    """End the server, do `between` when all is closed, start anew. False when no server runs in this process."""
    global _between
    if _stop is None:
        return False
    _between = between
    _stop()
    return True


def carry_out() -> None:
    """At the very end of a server: when it was told to begin again, do so. systemd starts it by itself."""
    if _between is None:
        return
    try:
        _between()
    finally:
        if not os.environ.get("NOTIFY_SOCKET"):
            sys.stdout.flush()
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
