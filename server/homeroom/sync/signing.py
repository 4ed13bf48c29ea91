"""Ed25519 keys of boxes and hubs, and requests and answers that prove who wrote them.

A request carries `X-Homeroom-Box`, `X-Homeroom-Nonce` and `X-Homeroom-Signature` over
"<method> <path>\\n<nonce>\\n" + SHA-256(body); the answer carries `X-Homeroom-Signature` over the request's
signature + SHA-256(answer). Freshness comes from the nonce the hub gave last, never from a clock.
"""

import base64
import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from homeroom import db, store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    PrivateKey = Ed25519PrivateKey
else:
    PrivateKey = Any


def own_key(folder: Path) -> PrivateKey:
    """This box's private key, made at first use and readable by its user alone.

    A box that gave up an older name has a key under its new one.
    """
    from cryptography.hazmat.primitives.asymmetric import ed25519

    path = folder / "keys" / f"{store.box_id()}.ed25519"
    if not path.exists():
        path = folder / "keys" / "box.ed25519"
    with _making:
        if not path.exists():
            _make(path)
    return ed25519.Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def make_key(folder: Path, box: str) -> PrivateKey:
    """A new key for a box id that this box will take."""
    from cryptography.hazmat.primitives.asymmetric import ed25519

    path = folder / "keys" / f"{box}.ed25519"
    with _making:
        _make(path)
    return ed25519.Ed25519PrivateKey.from_private_bytes(path.read_bytes())


_making = threading.Lock()  # two requests at once must not make two keys


def _make(path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric import ed25519
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ed25519.Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    db.sync_folder(path.parent)


def public_bytes(key: PrivateKey) -> bytes:
    """The 32 public bytes of a key."""
    return key.public_key().public_bytes_raw()


def sign(key: PrivateKey, message: bytes) -> bytes:
    """The signature of a message."""
    return key.sign(message)


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is right."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def request_message(method: str, path: str, nonce: str, body: bytes) -> bytes:
    """What the sender of a request signs."""
    return f"{method} {path}\n{nonce}\n".encode() + hashlib.sha256(body).digest()


def certificate_message(box: str, school: str, public_key: str, revoked: int) -> bytes:
    """What a hub signs of a box it enrolled, so that the hub knows it again after a restore."""
    return f"homeroom box\n{box}\n{school}\n{public_key}\n{revoked}".encode()


def answer_message(request_signature: str, body: bytes) -> bytes:
    """What the hub signs: its answer, bound to the very request."""
    return request_signature.encode() + b"\n" + hashlib.sha256(body).digest()


def to_text(raw: bytes) -> str:
    """Bytes for a header or JSON."""
    return base64.urlsafe_b64encode(raw).decode()


def from_text(text: str) -> bytes:
    """Back to bytes; empty when it is none."""
    try:
        return base64.urlsafe_b64decode(text.encode())
    except ValueError:
        return b""


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that looks alike


def fingerprint(public_key: bytes) -> str:
    """Eight characters (40 bits) of a key for people to compare; part of every enrolment code."""
    number = int.from_bytes(hashlib.sha256(public_key).digest()[:5], "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
