"""How the box is, told to the hub at each greeting: a color, a code and a few numbers; nothing about anybody."""

import logging
from collections.abc import Callable
from typing import Any

from homeroom.errors import where

log = logging.getLogger(__name__)
Teller = Callable[[], dict[str, Any]]
_tellers: list[Teller] = []


def told_by(teller: Teller) -> Teller:
    """Decorator: the function that knows how this box is. What it gives is described in docs/SYNC.md."""
    _tellers[:] = [teller]
    return teller


def now() -> dict[str, Any]:
    """What the hub is told now. A box that can't look at itself says that, and is in touch all the same."""
    try:
        return _tellers[0]() if _tellers else {}
    except Exception as error:
        log.error("the box could not look at itself: %s", where(error))
        return {"color": "red", "code": "unknown"}
