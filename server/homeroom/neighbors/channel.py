"""A conversation that nobody else can read or write: X25519 for this once, Ed25519 of both boxes, ChaCha20-Poly1305.

    caller  → ask:    {"v", "box", "school" (hash), "key", "certificate", "share", "nonce"}
    called  → answer: {"hello": <text: the same fields of the called box, and "session">, "signature"}

The transcript is SHA-256 over both texts. The called box signs it at once, the caller inside its first sealed
message; so each proves its key over numbers that both drew just now, and an old recording proves nothing. Both
directions have keys of their own (HKDF-SHA256); each message has the next number, and none is taken twice.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from homeroom import config, store
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.neighbors import rules
from homeroom.sync import signing
from homeroom.sync import tables as sync

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    Secret = X25519PrivateKey
else:
    Secret = Any

ASKS = b"homeroom neighbor asks\n"  # no signature made here is good for anything else
ANSWERS = b"homeroom neighbor answers\n"
FIELDS = ("box", "school", "key", "certificate", "share", "nonce")


@dataclass
class Channel:
    """One end of a sealed conversation: `n` is the number of the last message."""

    session: str
    transcript: bytes
    to_called: bytes
    to_caller: bytes
    n: int = 0
    more: dict[str, Any] = field(default_factory=dict)

    def seal(self, message: bytes, n: int, *, to_called: bool) -> bytes:
        """Seal message number `n`."""
        sealed: bytes = _cipher(self.to_called if to_called else self.to_caller).encrypt(
            _nonce(n), message, self._about()
        )
        return sealed

    def open(self, sealed: bytes, n: int, *, to_called: bool) -> bytes:
        """Open message number `n`. Raises Refused when it was changed, or is not of this conversation."""
        from cryptography.exceptions import InvalidTag

        cipher = _cipher(self.to_called if to_called else self.to_caller)
        try:
            message: bytes = cipher.decrypt(_nonce(n), sealed, self._about())
        except InvalidTag as error:
            raise Refused(_("This is not of this conversation.")) from error
        return message

    def _about(self) -> bytes:
        return self.session.encode()


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def _nonce(n: int) -> bytes:
    return n.to_bytes(12, "big")


def draw() -> tuple[Secret, str]:
    """A secret for one conversation, and its public share."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    secret = X25519PrivateKey.generate()
    return secret, signing.to_text(secret.public_key().public_bytes_raw())


def introduction(share: str) -> dict[str, Any]:
    """What this box says of itself at the beginning."""
    known = sync.known_box(store.box_id())
    return {
        "v": rules.PROTOCOL,
        "box": store.box_id(),
        "school": rules.school_hash(store.school_id()),
        "key": signing.to_text(signing.public_bytes(signing.own_key(config.current().data))),
        "certificate": known.certificate if known else "",
        "share": share,
        "nonce": secrets.token_hex(16),
    }


def read_introduction(raw: bytes) -> dict[str, Any]:
    """What the other box says of itself. Raises Refused when it is no such thing."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is not a box that understands this one."), reason="garbage") from error
    if not isinstance(found, dict) or found.get("v") != rules.PROTOCOL:
        raise Refused(_("This is not a box that understands this one."), reason="garbage")
    if not all(isinstance(found.get(name), str) and len(found[name]) <= 200 for name in FIELDS):
        raise Refused(_("This is not a box that understands this one."), reason="garbage")
    return found


def agree(secret: Secret, their_share: str, asked: bytes, hello: bytes, session: str) -> Channel:
    """The channel that both ends come to. Raises Refused for a share that is none."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    transcript = hashlib.sha256(b"".join(len(one).to_bytes(8, "big") + one for one in (asked, hello))).digest()
    try:
        shared = secret.exchange(X25519PublicKey.from_public_bytes(signing.from_text(their_share)))
    except ValueError as error:
        raise Refused(_("This is not a box that understands this one."), reason="garbage") from error
    keys = HKDF(SHA256(), 64, salt=transcript, info=b"homeroom neighbor 1").derive(shared)
    return Channel(session, transcript, keys[:32], keys[32:])


def proof(purpose: bytes, transcript: bytes) -> str:
    """This box's signature over a transcript."""
    return signing.to_text(signing.sign(signing.own_key(config.current().data), purpose + transcript))


def is_proof(text: object, key: str, purpose: bytes, transcript: bytes) -> bool:
    """Whether the holder of `key` signed this very beginning."""
    signature = signing.from_text(text) if isinstance(text, str) else b""
    return signing.verify(signing.from_text(key), signature, purpose + transcript)


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A message: one line of JSON, then bytes."""
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The line and the bytes of a message. Raises Refused."""
    line, _end, body = message.partition(b"\n")
    try:
        head = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This is not a message of a box.")) from error
    if not isinstance(head, dict):
        raise Refused(_("This is not a message of a box."))
    return head, body
