"""A segment: a signed, hash-chained batch of entries of one lane. What travels and is kept for ever.

Bytes:  HRSEG1 \\n header (JSON) \\n signature (base64, Ed25519 over the header bytes) \\n body (gzip).
The header bytes are kept as received and never written anew. The body is {"s": strings, "r": rows};
a row is [at delta, clock, kind, version, actor, device, n, subject, register, replaces, body] in which
kind, actor, device and subject are indexes into the strings, and body is null where it stayed at school.
What is personal about a child stands apart, all of hers in one piece under her key (enc is "gzip+keys"): see apart.py.
After an erasure it is HRSEG1E and a proof (base64) stands before a new body without the words of who was
erased; the header, and with it the chain, stays: see erased.py.
"""

import base64
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from homeroom.entries import Entry
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.sync import apart, rows, signing

MAGIC = b"HRSEG1"
MAGIC_ERASED = b"HRSEG1E"
MOST_ENTRIES = 500
MOST_BYTES = 4 << 20  # of a segment on the wire
ENOUGH_TEXT = 400_000  # characters of bodies after which a segment is full
LONGEST_TEXT = 200  # characters in its head: they are noted also of what is not believed
MOST_UNPACKED = 16 << 20  # of its body: a bomb is refused
NO_SENSE = (
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    EOFError,
    OSError,
    RecursionError,
    OverflowError,
    AttributeError,
)
SHARED = ("kind", "actor", "device", "subject")
OPEN, WITH_KEYS = "gzip", "gzip+keys"


@dataclass(frozen=True)
class Segment:
    """One segment as it travels, and what its header says."""

    raw: bytes
    header_bytes: bytes
    header: dict[str, Any]
    signature: bytes
    body: bytes
    proof: bytes = b""  # after an erasure: who took words out signed the body that is left

    @property
    def hash(self) -> str:
        """The name of this segment in the chain: SHA-256 of its header bytes."""
        return hashlib.sha256(self.header_bytes).hexdigest()

    @property
    def first(self) -> int:
        """The first sequence number inside."""
        return int(self.header["first"])

    @property
    def last(self) -> int:
        """The last sequence number inside."""
        return int(self.header["last"])

    @property
    def lane(self) -> str:
        """The lane its entries belong to."""
        return str(self.header["lane"])


def seal(
    entries: Sequence[Entry],
    *,
    box: str,
    prev: str,
    policy: str,
    key: signing.PrivateKey,
    keys: Mapping[str, Key] | None = None,
) -> Segment:
    """Pack consecutive entries of one lane, chained to the segment whose hash is `prev` ("" for the first).

    What is personal about a child of whom there is a key in `keys` is sealed with it.
    """
    content = _pack(entries)
    groups = apart.take(content, entries, keys) if keys else 0
    body = gzip.compress(_dump(content), 6, mtime=0)
    header = {
        "v": 1,
        "lane": entries[0].lane,
        "box": box,
        "school": entries[0].school,
        "first": entries[0].seq,
        "last": entries[-1].seq,
        "n": len(entries),
        "at": entries[0].at,
        "prev": prev,
        "policy": policy,
        "enc": WITH_KEYS if groups else OPEN,
        "body_sha256": hashlib.sha256(body).hexdigest(),
    }
    header_bytes = _dump(header)
    signature = signing.sign(key, header_bytes)
    raw = b"\n".join((MAGIC, header_bytes, base64.b64encode(signature), body))
    return Segment(raw, header_bytes, header, signature, body)


def without(part: Segment, subject: str, gone: Collection[int], key: signing.PrivateKey) -> Segment:
    """The same segment without the bodies of these entries about a child; `key` is of who takes them out.

    What is sealed about others stays sealed, whether it can be opened here or not.
    """
    content = _loaded(part)
    for seq in gone:
        content["r"][seq - part.first][-1] = None
    apart.drop(content, subject)
    body = gzip.compress(_dump(content), 6, mtime=0)
    proof = signing.sign(key, _erased_message(part.header_bytes, body))
    lines = (MAGIC_ERASED, part.header_bytes, base64.b64encode(part.signature), base64.b64encode(proof), body)
    return replace(part, raw=b"\n".join(lines), body=body, proof=proof)


def _erased_message(header_bytes: bytes, body: bytes) -> bytes:
    return b"homeroom erased\n" + hashlib.sha256(header_bytes).digest() + hashlib.sha256(body).digest()


def cut(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The leading entries that make a segment of a size that bad links bear; at least one."""
    size = 0
    for count, entry in enumerate(entries[:MOST_ENTRIES], 1):
        size += len(str(entry.body))
        if size > ENOUGH_TEXT:
            return entries[:count]
    return entries[:MOST_ENTRIES]


class Unreadable(Refused):
    """Signed and whole, but this program can't make sense of what is inside."""


def parse(raw: bytes) -> Segment:
    """Read a segment's envelope. Raises Refused with what is wrong; nothing is verified yet but its shape."""
    parts = raw.split(b"\n", 3)
    if len(raw) > MOST_BYTES or len(parts) != 4 or parts[0] not in (MAGIC, MAGIC_ERASED):
        raise Refused(_("This is not a segment of a journal."), reason="damaged")
    try:
        header = json.loads(parts[1])
        signature = base64.b64decode(parts[2], validate=True)
        proof, body = _proof(parts[0], parts[3])
    except (ValueError, RecursionError) as error:
        raise Refused(_("The head of this segment is damaged."), reason="damaged") from error
    _check_header(header)
    return Segment(raw, parts[1], header, signature, body, proof)


def _proof(magic: bytes, rest: bytes) -> tuple[bytes, bytes]:
    if magic == MAGIC:
        return b"", rest
    line, _end, body = rest.partition(b"\n")
    proof = base64.b64decode(line, validate=True)
    if not proof:
        raise ValueError("no proof")
    return proof, body


def _check_header(header: Any) -> None:
    numbers = ("v", "first", "last", "n", "at")
    texts = ("lane", "box", "school", "prev", "body_sha256", "enc", "policy")
    if (
        not isinstance(header, dict)
        or not all(type(header.get(name)) is int for name in numbers)
        or not all(type(header.get(name)) is str and len(header[name]) <= LONGEST_TEXT for name in texts)
    ):
        raise Refused(_("The head of this segment is damaged."), reason="damaged")
    if header["v"] != 1 or header["enc"] not in (OPEN, WITH_KEYS):
        raise Refused(_("This segment was written by a newer Homeroom."), reason="damaged")
    if not (1 <= header["first"] <= header["last"] < 1 << 53 and header["n"] == header["last"] - header["first"] + 1):
        raise Refused(_("The numbers in the head of this segment do not fit."), reason="damaged")


def is_signed(segment: Segment, public_key: bytes, erasers: Sequence[bytes] = ()) -> bool:
    """Whether this key signed the header, and with it the body it names.

    What is left after an erasure is signed by who took the words out: this key or one of `erasers`.
    """
    if not signing.verify(public_key, segment.signature, segment.header_bytes):
        return False
    message = _erased_message(segment.header_bytes, segment.body)
    return not segment.proof or any(signing.verify(key, segment.proof, message) for key in (public_key, *erasers))


def entries_of(segment: Segment, public_key: bytes) -> list[Entry]:
    """The entries inside, after checking the signature and the body. Raises Refused with what is wrong."""
    if not is_signed(segment, public_key):
        raise Refused(_("The signature of this segment is wrong."), reason="forged")
    return content_of(segment)


def content_of(segment: Segment) -> list[Entry]:
    """The entries inside a segment whose signature was checked; what there is no key for here is left out.

    Raises Refused when the body is not the one that was signed, Unreadable when it is but makes no sense.
    """
    return opened(segment)[0]


def opened(segment: Segment) -> tuple[list[Entry], set[str]]:
    """The entries inside, and of which children there is no key here though some may still be somewhere.

    Raises like `content_of`.
    """
    try:
        content = _loaded(segment)
        locked = apart.put_back(content, segment.lane, segment.first, MOST_UNPACKED)
        entries = rows.unpack(content, segment.header)
    except (*NO_SENSE, zlib.error) as error:
        raise Unreadable(_("The body of this segment can't be read."), reason="unreadable") from error
    if len(entries) != segment.header["n"]:
        raise Unreadable(_("This segment does not hold as many entries as it says."), reason="unreadable")
    return entries, locked


def _loaded(segment: Segment) -> dict[str, Any]:
    if not segment.proof and hashlib.sha256(segment.body).hexdigest() != segment.header["body_sha256"]:
        raise Refused(_("The body of this segment is damaged."), reason="damaged")
    found = apart.load(_unzip(segment.body))
    if not isinstance(found, dict):
        raise ValueError("no rows")
    return found


def _unzip(body: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
        found = file.read(MOST_UNPACKED + 1)
    if len(found) > MOST_UNPACKED:
        raise ValueError("too large")
    return found


def _pack(entries: Sequence[Entry]) -> dict[str, Any]:
    strings: dict[str | None, int] = {}
    rows = []
    before = entries[0].at
    for entry in entries:
        kind, actor, device, subject = (strings.setdefault(getattr(entry, name), len(strings)) for name in SHARED)
        rows.append(
            [entry.at - before, entry.clock, kind, entry.version, actor, device, entry.n, subject]
            + [entry.register, entry.replaces, entry.body]
        )
        before = entry.at
    return {"s": list(strings), "r": rows}


def _dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
