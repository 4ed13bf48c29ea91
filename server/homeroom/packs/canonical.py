"""JSON in one spelling only: the same value is always the same bytes (RFC 8785 for ASCII keys, no floats)."""

import json
from typing import Any

DEEPEST = 40


class Odd(ValueError):
    """JSON that a pack may not hold; the message says why."""


def dumps(value: Any) -> bytes:
    """The bytes of a value."""
    _check(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def loads(data: bytes) -> Any:
    """The value of bytes that came from elsewhere; raises Odd unless they are spelled canonically."""
    try:
        value = json.loads(data, parse_float=_no_float, parse_constant=_no_float)
        same = dumps(value) == data
    except (ValueError, RecursionError) as error:
        raise Odd(f"is not valid JSON ({error})") from error
    if not same:
        raise Odd("is not written in the canonical form")
    return value


def _no_float(text: str) -> Any:
    raise Odd(f"holds {text}, but only whole numbers are allowed")


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Odd("is nested too deep")
    if isinstance(value, float):
        _no_float(str(value))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check(inner, depth + 1)
