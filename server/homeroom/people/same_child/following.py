"""What this box alone keeps, under the ids that count since two cards were joined."""

from __future__ import annotations

from typing import Any

from homeroom import aliases


def renamed(value: Any) -> Any:
    """A JSON value with roots in the place of ids that stand for them; what the root has of its own stays."""
    names = aliases.known()
    if isinstance(value, dict):
        others = {names.root(key): renamed(one) for key, one in value.items() if key in names.roots}
        return {**others, **{key: renamed(one) for key, one in value.items() if key not in names.roots}}
    if isinstance(value, list):
        return [renamed(one) for one in value]
    return names.root(value) if isinstance(value, str) else value
