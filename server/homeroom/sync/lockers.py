"""What a child's key seals: a small JSON value, or a file. AES-SIV (RFC 5297): the same content under the same key
gives the same bytes, so that a segment sealed twice has one name; nothing has to be random, counted or remembered.
"""

import json
import zlib
from typing import Any

from homeroom.keyring import Key

MAGIC = b"HRCHILD1\n"


def lock(key: Key, content: bytes, *about: str) -> bytes:
    """Compress and seal. `about` says where it belongs; it opens nowhere else."""
    sealed: bytes = _cipher(key).encrypt(_squeeze(content), [one.encode() for one in about])
    return sealed


def unlock(key: Key, sealed: bytes, most: int, *about: str) -> bytes:
    """Open and unpack again. Raises ValueError when it was changed, moved, or is larger than `most`."""
    from cryptography.exceptions import InvalidTag

    try:
        packed = _cipher(key).decrypt(sealed, [one.encode() for one in about])
    except InvalidTag as error:
        raise ValueError("another seal") from error
    return _unsqueeze(packed, most)


def _cipher(key: Key) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV

    return AESSIV(key.secret)


def _squeeze(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _unsqueeze(packed: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise ValueError("damaged") from error
    if len(found) > most or not unpacker.eof:
        raise ValueError("too large or torn")
    return found


def lock_file(key: Key, content: bytes) -> bytes:
    """A picture or recording of a child, sealed with her key."""
    head = json.dumps({"subject": key.subject, "key": key.id}, separators=(",", ":")).encode()
    sealed: bytes = _cipher(key).encrypt(content, [b"file", head])
    return MAGIC + head + b"\n" + sealed


def owner_of(raw: bytes) -> tuple[str, str]:
    """Whose file this is and which key seals it. Raises ValueError when it is no such file."""
    line = raw[len(MAGIC) :].partition(b"\n")[0]
    try:
        head = json.loads(line)
        subject, key = head["subject"], head["key"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError("no sealed file") from error
    if not raw.startswith(MAGIC) or not isinstance(subject, str) or not isinstance(key, str):
        raise ValueError("no sealed file")
    return subject, key


def unlock_file(key: Key, raw: bytes) -> bytes:
    """The file again. Raises ValueError when it was changed."""
    from cryptography.exceptions import InvalidTag

    head, _end, sealed = raw[len(MAGIC) :].partition(b"\n")
    try:
        content: bytes = _cipher(key).decrypt(sealed, [b"file", head])
    except InvalidTag as error:
        raise ValueError("another seal") from error
    return content
