"""What is on a stick: signed letters, volumes of parts, names of files. Plain Python; nothing here trusts a byte.

A letter is `HRSTICK1 \\n JSON \\n signature (base64)`: a request (open), an answer, a receipt or the contents of a
bundle (sealed with age). A volume is a tar of parts, sealed with age: `s/<lane>/<first>` is a segment
as the hub gets it, `f/<lane>/<first>` the same entries in full for the boxes of the school,
`b/<sha256>` a picture, a recording or a file of a lesson pack, `m/<sha256>` a picture or recording under the key of a
child, `p/<manifest>` which files a pack has. Every volume can be read alone, and every whole part of a torn one counts.
The children's keys are in a letter of their own.
"""

import base64
import json
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

FOLDER = "homeroom"
MAGIC = b"HRSTICK1"
MOST_LETTER = 32 << 20  # bytes
MOST_PART = 48 << 20
VOLUME = 64 << 20  # bytes of parts in one volume: old sticks and FAT32 bear it, and one bad spot costs little
BLOCK = 512
BUNDLE = re.compile(r"bundle-([0-9a-z]{20})")
PART = re.compile(r"[sf]/[0-9a-zA-Z_-]{1,64}/[0-9]{1,16}|[bmp]/[0-9a-f]{64}")


class Damaged(ValueError):
    """These bytes are not what they should be."""


@dataclass(frozen=True)
class Letter:
    """A letter whose signature is still to be checked against the key of whoever may have written it."""

    kind: str
    content: dict[str, Any]
    signed: bytes
    signature: bytes


@dataclass(frozen=True)
class Part:
    """One thing in a volume."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Volume:
    """What the contents of a bundle say of one of its volumes."""

    name: str
    size: int
    sha256: str


def to_sign(kind: str, content: dict[str, Any]) -> bytes:
    """The bytes of a letter that are signed."""
    return json.dumps({"type": kind, **content}, ensure_ascii=True, separators=(",", ":")).encode()


def letter(signed: bytes, signature: bytes) -> bytes:
    """A letter, ready to be sealed or written."""
    return b"\n".join((MAGIC, signed, base64.b64encode(signature)))


def read_letter(raw: bytes, kind: str) -> Letter:
    """The letter in these bytes. Raises Damaged when it is none of this kind."""
    lines = raw.split(b"\n")
    if len(raw) > MOST_LETTER or len(lines) != 3 or lines[0] != MAGIC:
        raise Damaged("no letter")
    try:
        content = json.loads(lines[1])
        signature = base64.b64decode(lines[2], validate=True)
    except (ValueError, RecursionError) as error:
        raise Damaged("no letter") from error
    if not isinstance(content, dict) or content.get("type") != kind:
        raise Damaged("another letter")
    return Letter(kind, content, lines[1], signature)


def text(content: dict[str, Any], name: str, most: int = 200) -> str:
    """A text in a letter. Raises Damaged."""
    found = content.get(name)
    if not isinstance(found, str) or len(found) > most:
        raise Damaged(name)
    return found


def number(content: dict[str, Any], name: str) -> int:
    """A whole number in a letter. Raises Damaged."""
    found = content.get(name)
    if type(found) is not int or not 0 <= found < 1 << 60:
        raise Damaged(name)
    return found


def numbers(content: dict[str, Any], name: str) -> dict[str, int]:
    """A table of numbers in a letter. Raises Damaged."""
    found = content.get(name)
    if not isinstance(found, dict) or not all(type(one) is int and 0 <= one < 1 << 60 for one in found.values()):
        raise Damaged(name)
    return found


def texts(content: dict[str, Any], name: str) -> list[str]:
    """A list of texts in a letter. Raises Damaged."""
    found = content.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Damaged(name)
    return found


def volumes(content: dict[str, Any]) -> list[Volume]:
    """The volumes that the contents of a bundle list. Raises Damaged."""
    found = content.get("volumes")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Damaged("volumes")
    listed = [Volume(text(one, "name"), number(one, "size"), text(one, "sha256")) for one in found]
    if any(not re.fullmatch(r"[0-9]{4}\.age", one.name) for one in listed):
        raise Damaged("volumes")
    return listed


def pack(parts: Iterable[Part], target: BinaryIO) -> None:
    """Write parts as a tar."""
    for part in parts:
        head = tarfile.TarInfo(part.name)
        head.size = len(part.content)
        target.write(head.tobuf(tarfile.USTAR_FORMAT))
        target.write(part.content + bytes(-len(part.content) % BLOCK))
    target.write(bytes(2 * BLOCK))


def unpack(source: BinaryIO) -> Iterator[Part]:
    """The parts of a volume, one by one. Raises Damaged where it stops making sense; what came before is good."""
    while True:
        block = source.read(BLOCK)
        if len(block) == BLOCK and not any(block):
            return
        try:
            head = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise Damaged("volume") from error
        if not head.isreg() or not PART.fullmatch(head.name) or not 0 <= head.size <= MOST_PART:
            raise Damaged("volume")
        content = source.read(head.size)
        if len(content) != head.size:
            raise Damaged("volume")
        source.read(-head.size % BLOCK)
        yield Part(head.name, content)


def by_volume(parts: Iterable[Part], most: int) -> Iterator[list[Part]]:
    """Parts in groups of at most `most` bytes (one larger part stands alone)."""
    group: list[Part] = []
    size = 0
    for part in parts:
        if group and size + len(part.content) > most:
            yield group
            group, size = [], 0
        group.append(part)
        size += len(part.content) + 2 * BLOCK
    if group:
        yield group
