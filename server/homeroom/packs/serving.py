"""Cards as tablets get them: every picture, sound and film by its hash, so that it may be cached for ever."""

import json
import re
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
    served: dict[str, Any] = _served(found, "", found["media"])
    served.pop("media")
    return served


def _served(value: Any, key: str, media: dict[str, str]) -> Any:
    if isinstance(value, str):
        if key in PLACES:
            return _address(value, media)
        return IMAGE.sub(lambda m: m[1] + _address(m[2], media) + m[3], value) if "<img" in value else value
    if isinstance(value, list):
        return [_served(one, key, media) for one in value]
    if isinstance(value, dict):
        return {name: _served(one, name, media) for name, one in value.items()}
    return value


def _address(path: str, media: dict[str, str]) -> str:
    return f"/b/{media[path]}" if path in media else path
