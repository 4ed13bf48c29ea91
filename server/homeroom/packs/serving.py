"""Cards as tablets get them: every picture, sound and film by its hash, so that it may be cached for ever."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .on_this_box import card_json

IMAGE = re.compile(r'(<img[^>]*? src=")([^"]+)(")')
PLACES = ("src", "poster", "image")


@lru_cache(maxsize=100)
def card_bytes(sha: str) -> bytes:
    """The card's JSON with media addresses on this box. Raises NotFound."""
    return json.dumps(card(sha), ensure_ascii=False, separators=(",", ":")).encode()


def card(sha: str) -> dict[str, Any]:
    """The card with media addresses on this box. Raises NotFound."""
    found = card_json(sha)
    media = found["media"]
    served = addressed(found, lambda path: f"/b/{media[path]}" if path in media else path)
    served.pop("media")
    return served


def addressed(card: dict[str, Any], address: Callable[[str], str]) -> dict[str, Any]:
    """A copy of a card in which every picture, sound and film has its address."""
    made: dict[str, Any] = _served(card, "", address)
    return made


def _served(value: Any, key: str, address: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        if key in PLACES:
            return address(value)
        return IMAGE.sub(lambda m: m[1] + address(m[2]) + m[3], value) if "<img" in value else value
    if isinstance(value, list):
        return [_served(one, key, address) for one in value]
    if isinstance(value, dict):
        return {name: _served(one, name, address) for name, one in value.items()}
    return value
