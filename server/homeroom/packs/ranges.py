"""Which bytes of a file a browser asks for (RFC 9110, section 14): one range, or the whole."""

import re

ONE = re.compile(r"bytes=(\d*)-(\d*)")


class NotThere(ValueError):
    """The range lies outside the file (416)."""


def wanted(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None means the whole file. Raises NotThere.

    Several ranges, other units and malformed headers mean the whole file, as the standard allows.
    """
    match = ONE.fullmatch((header or "").replace(" ", ""))
    if not match or match[1] == match[2] == "":
        return None
    if not match[1]:
        start, end = max(size - int(match[2]), 0), size - 1
        if not int(match[2]):
            raise NotThere
    else:
        start, end = int(match[1]), min(int(match[2] or size), size - 1)
        if match[2] and int(match[2]) < int(match[1]):
            return None
    if start >= size:
        raise NotThere
    return start, end
