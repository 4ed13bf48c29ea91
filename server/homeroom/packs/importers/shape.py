"""JSON of strangers: the wished shape, or an empty one in its place."""

from typing import Any


def table(value: Any, *path: str | int) -> dict[str, Any]:
    """The object at a path, {} if it is something else."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def rows(value: Any, *path: str | int) -> list[Any]:
    """The list at a path, [] if it is something else."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def text(value: Any, *path: str | int) -> str:
    """The text or number at a path, "" if it is something else."""
    found = at(value, *path)
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return ""
    return str(found)


def yes(value: Any, *path: str | int) -> bool:
    """Is there a true at the path?"""
    return at(value, *path) is True


def at(value: Any, *path: str | int) -> Any:
    """What is at a path, None if there is nothing."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value
